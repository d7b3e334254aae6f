import Wire

/// Divides a trace into generations, by the heads of its batches alone.
///
/// Source of the rules: `readBatch`, `readGeneration` and `readGenerationWithSpill` of `internal/trace` in Go 1.27.3.
struct GenerationScanner {
    let input: SequentialInput
    let version: TraceVersion
    /// Bytes that were read and belong to no generation yet.
    private var buffer: [UInt8]
    /// Offset of `buffer` in the file.
    private var origin: Int
    private var at = 0
    private var isAtEnd = false

    /// A batch has at most this many bytes (`tracev2.MaxBatchSize`).
    static let largestBatch = 64 << 10
    private static let chunk = 1 << 20
    /// The head of a batch: five numbers of at most ten bytes, and two single bytes.
    private static let largestHead = 52

    /// - Parameter head: bytes that were read from `input` already, and are to be looked at first.
    init(_ input: SequentialInput, version: TraceVersion, head: [UInt8]) {
        self.input = input
        self.version = version
        buffer = head
        origin = input.offset - head.count
    }

    /// Offset in the file of what was not divided yet.
    var offset: Int { origin + at }

    private enum Head {
        case end
        case endOfGeneration
        case batch(generation: UInt64, RawBatch)
    }

    /// The next generation; nil at the end.
    /// - Throws: `malformed` or `truncated` where nothing can be made of what follows.
    mutating func next() throws(InputError) -> RawGeneration? {
        var number: UInt64 = 0
        var batches: [RawBatch] = []
        var firstTime: UInt64 = 0
        var hasEvents = false
        while true {
            let start = at
            let head: Head
            do {
                head = try nextHead()
            } catch {
                guard number != 0 else { throw error }
                at = start
                return take(
                    number, batches, firstTime, damage: error, isIncomplete: version.hasEndOfGeneration, isLast: true)
            }
            switch head {
            case .end:
                if version.hasEndOfGeneration {
                    guard hasEvents else { return nil }
                    let damage = error(
                        .truncated,
                        "the last generation is incomplete: the trace was cut off, or its program was killed", at: start
                    )
                    return take(number, batches, firstTime, damage: damage, isIncomplete: true, isLast: true)
                }
                if number == 0 { throw error(.truncated, "the execution trace has no events", at: start) }
                return take(number, batches, firstTime, isLast: true)
            case .endOfGeneration:
                if version.hasEndOfGeneration { return take(number, batches, firstTime) }
                throw error(.malformed, "a generation's number is 0", at: start)
            case .batch(let generation, let batch):
                guard generation != 0 else { throw error(.malformed, "a generation's number is 0", at: start) }
                if number == 0 { number = generation }
                if generation != number {
                    if !version.hasEndOfGeneration, generation == number &+ 1 {
                        at = start
                        return take(number, batches, firstTime)
                    }
                    throw error(
                        .malformed, "a batch of generation \(generation) stands within generation \(number)", at: start)
                }
                if firstTime == 0 || batch.time < firstTime { firstTime = batch.time }
                hasEvents = hasEvents || isEvents(batch)
                batches.append(batch)
            }
        }
    }

    /// Cuts the bytes up to here off as a generation.
    private mutating func take(
        _ number: UInt64, _ batches: [RawBatch], _ firstTime: UInt64, damage: InputError? = nil,
        isIncomplete: Bool = false, isLast: Bool = false
    ) -> RawGeneration {
        let rest = Array(buffer[at...])
        buffer.removeLast(rest.count)
        let result = RawGeneration(
            number: number, bytes: buffer, batches: batches, origin: origin, damage: damage,
            isIncomplete: isIncomplete, isLast: isLast, firstTime: firstTime)
        origin += at
        buffer = rest
        at = 0
        return result
    }

    /// Whether a batch holds events of a thread, rather than tables.
    private func isEvents(_ batch: RawBatch) -> Bool {
        guard batch.experiment == 0 else { return false }
        guard let first = buffer[batch.contents].first else { return true }
        return BatchContents(first, version) == .events
    }

    private func error(_ code: InputError.Code, _ message: String, at position: Int) -> InputError {
        InputError(code, message, file: input.name, offset: UInt64(origin + position))
    }

    /// Makes `count` bytes available from `at` on, or as many as there are.
    private mutating func fill(_ count: Int) throws(InputError) {
        while !isAtEnd, buffer.count - at < count {
            isAtEnd = try input.read(max(Self.chunk, count), into: &buffer) == 0
        }
    }

    private mutating func nextHead() throws(InputError) -> Head {
        try fill(Self.largestHead)
        let start = at
        guard at < buffer.count else { return .end }
        let first = buffer[at]
        at += 1
        if first == EventType.endOfGeneration.rawValue { return .endOfGeneration }
        var experiment: UInt8 = 0
        if first == EventType.experimentalBatch.rawValue {
            guard at < buffer.count else { return .end }
            experiment = buffer[at]
            at += 1
        } else if first != EventType.eventBatch.rawValue {
            throw error(.malformed, "event \(first) stands where a batch should begin", at: start)
        }
        var values: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        values.0 = try headNumber("generation", start)
        values.1 = try headNumber("thread", start)
        values.2 = try headNumber("time", start)
        values.3 = try headNumber("size", start)
        guard values.3 <= UInt64(Self.largestBatch) else {
            throw error(
                .malformed, "a batch claims \(values.3) bytes; the most are \(Self.largestBatch)", at: start)
        }
        let size = Int(values.3)
        try fill(size)
        guard buffer.count - at >= size else {
            throw error(
                .truncated, "a batch of \(size) bytes is cut off after \(buffer.count - at)", at: start)
        }
        let contents = at..<at + size
        at += size
        return .batch(
            generation: values.0,
            RawBatch(thread: values.1, time: values.2, contents: contents, experiment: experiment))
    }

    private mutating func headNumber(_ name: String, _ start: Int) throws(InputError) -> UInt64 {
        guard let value = buffer.varint(&at, before: buffer.count) else {
            let code: InputError.Code = at >= buffer.count ? .truncated : .malformed
            throw error(code, "the \(name) of a batch is cut off or no number", at: start)
        }
        return value
    }
}
