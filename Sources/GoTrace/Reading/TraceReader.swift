import Evidence
import Wire

/// Reads an execution trace from front to back, and puts the events of its threads in order.
///
/// Memory is in proportion to the largest generation (a second of the traced program), and to the texts and stacks of
/// the trace. Formats: Go 1.22, 1.23, 1.25, 1.26; a newer one is read as the newest of these, which the quality counter
/// `trace.version` tells. `LegacyTraceReader` reads the older ones.
public struct TraceReader {
    /// What to do with a last generation whose end, with strings and stacks, is missing.
    public enum Incomplete: Sendable {
        /// Leave it out, as Go's own reader does since Go 1.26.
        case leftOut
        /// Give those of its events that can be put in order, without texts and stacks.
        case salvaged
    }

    /// Where a generation begins in the file.
    public struct GenerationPlace: Sendable {
        public var number: UInt64
        public var offset: Int
    }

    public let version: TraceVersion
    /// Of all generations so far.
    public private(set) var places: [GenerationPlace] = []
    public var tables = TraceTables()
    public private(set) var quality = Quality()
    private let input: SequentialInput
    private let incomplete: Incomplete
    private var scanner: GenerationScanner
    private var order = GenerationOrder()
    /// Nanoseconds for each unit of time in the generation before.
    private var unit: Double?
    private var isFinished = false
    /// What is wrong with the rest of the file; thrown once all events before it were given.
    private var damage: InputError?
    /// Number of the generation with which reading goes on, as an index has it.
    private var expectedNumber: UInt64?
    /// Whether the current generation is known to be the last one.
    private var wasLast = false
    /// Whether the current generation is the last one, and what is missing in it is made up for.
    private var isSalvaging = false

    /// - Parameters:
    ///   - input: the trace, of which `head` was read already.
    ///   - head: the first bytes, with the header of 16 bytes.
    /// - Throws: `notRecognised` for what is no trace, `unsupported` for a version before Go 1.22.
    public init(_ input: SequentialInput, head: [UInt8], incomplete: Incomplete = .salvaged) throws(InputError) {
        guard let version = Self.version(head) else {
            throw InputError(
                .notRecognised, "is no execution trace: its header is missing", file: input.name, offset: 0)
        }
        guard version >= .go122 else {
            throw InputError(.unsupported, "is a trace of \(version), whose format is older", file: input.name)
        }
        self.version = version
        self.input = input
        self.incomplete = incomplete
        scanner = GenerationScanner(input, version: version, head: Array(head.dropFirst(TraceVersion.headerLength)))
        if !version.isKnown {
            quality.count(
                "trace.version", version.minor, .info,
                "the trace was written by a newer Go than this sonde knows; events that it does not know end the reading"
            )
        }
    }

    /// Goes on with a generation that an index names.
    /// - Returns: false when that is not possible, as with a pipe; the reader is of no use then.
    public mutating func start(at generation: TraceIndex.Generation) -> Bool {
        guard input.seek(to: generation.offset) else { return false }
        scanner = GenerationScanner(input, version: version, head: [])
        expectedNumber = generation.number
        return true
    }

    /// The version that a header names; nil for what is no header of a trace.
    public static func version(_ head: some Collection<UInt8>) -> TraceVersion? {
        let bytes = Array(head.prefix(TraceVersion.headerLength))
        guard bytes.count == TraceVersion.headerLength, bytes.starts(with: Array("go 1.".utf8)) else { return nil }
        let digits = bytes.dropFirst(5).prefix { $0 >= 0x30 && $0 <= 0x39 }
        let rest = Array(bytes.dropFirst(5 + digits.count))
        guard let minor = Int(String(decoding: digits, as: UTF8.self)), minor < 1000,
            rest == Array(" trace".utf8) + Array(repeating: 0, count: rest.count - 6)
        else { return nil }
        return TraceVersion(minor: minor)
    }

    /// Replaces the contents of `events` by the next ones, about `limit` of them; leaves it empty at the end.
    /// - Throws: what is wrong with the trace, once all events before that were given. Nothing follows then.
    public mutating func read(into events: inout [TraceEvent], limit: Int = 4096) throws(InputError) {
        events.removeAll(keepingCapacity: true)
        while !isFinished, order.readyCount == 0 {
            do {
                if order.isDone { try nextGeneration() } else { try order.run(until: limit) }
            } catch {
                fail(error)
            }
        }
        order.take(into: &events)
        if events.isEmpty, let error = damage {
            damage = nil
            throw error.inFile(input.name)
        }
    }

    private mutating func fail(_ error: InputError) {
        isFinished = true
        // What is left of a generation that was cut off ends where others are missing: the cut is the damage.
        if !isSalvaging || damage == nil { damage = isSalvaging ? Self.cutOff(error) : error }
        let lost = order.countRest()
        quality.count("trace.lost.events", lost, .dataLoss, "events of the damaged generation that could not be read")
        countLostBytes()
        order.drop()
    }

    private static func cutOff(_ cause: InputError) -> InputError {
        var error = InputError(
            .truncated, "the last generation is incomplete: the trace was cut off, or its program was killed",
            offset: cause.offset)
        error.cause = InputError(cause.code, cause.message)
        return error
    }

    private mutating func countLostBytes() {
        guard let size = input.size else { return }
        quality.count("trace.lost.bytes", max(size - scanner.offset, 0), .dataLoss, "bytes behind the damage")
    }

    private mutating func nextGeneration() throws(InputError) {
        if isSalvaging, order.unknownNumbers > 0 {
            quality.count(
                "trace.lost.names", order.unknownNumbers, .dataLoss,
                "strings and stacks of the last generation, which stand at its end, are missing")
            if damage == nil { damage = Self.cutOff(InputError(.truncated, "its strings and stacks are missing")) }
            isSalvaging = false
        }
        if damage != nil {
            // As in the reference a sync event comes before the error.
            order.sync(nil, nil, into: &tables)
            isFinished = true
            countLostBytes()
            return
        }
        if wasLast {
            order.sync(nil, nil, into: &tables)
            isFinished = true
            return
        }
        // Two generations at once would be twice the memory.
        order.drop()
        let raw: RawGeneration?
        do { raw = try scanner.next() } catch {
            damage = error
            return
        }
        guard var raw, !(raw.isIncomplete && incomplete == .leftOut) else {
            damage = raw?.damage
            if raw == nil {
                order.sync(nil, nil, into: &tables)
                isFinished = true
            }
            return
        }
        if let expectedNumber, raw.number != expectedNumber {
            damage = InputError(
                .malformed, "the index of the trace does not fit: delete it, and make it anew",
                offset: UInt64(raw.origin))
            return
        }
        expectedNumber = nil
        places.append(GenerationPlace(number: raw.number, offset: raw.origin))
        damage = raw.damage
        wasLast = raw.isLast
        raw.isLenient = raw.isLast && incomplete == .salvaged
        isSalvaging = raw.isLenient
        let parsed: ParsedGeneration
        do {
            parsed = try ParsedGeneration(raw, version: version, unit: unit)
            try order.install(parsed, into: &tables)
        } catch {
            damage = error
            order.drop()
            return
        }
        unit = parsed.unit
        quality.count(
            "trace.experimental.batches", parsed.experimentalBatches, .info,
            "batches of experiments of the runtime, which were skipped")
    }
}
