import Evidence
import Wire

/// Execution traces for the eyes of others.
///
/// Of the strings in a trace those of frames stay, but for paths under home directories, and those that the runtime itself
/// writes. All others are what a program wrote: messages, their categories, names of tasks and regions.
public enum TraceRedaction {
    /// Tells a redactor what a trace has of paths.
    /// - Throws: `notRecognised`, `malformed`, `truncated`.
    public static func teach(_ bytes: Bytes, _ redactor: Redactor) throws(InputError) {
        if try version(of: bytes).isLegacy {
            try LegacyTraceRedaction(bytes, version: version(of: bytes)).teach(redactor)
        } else {
            _ = try walk(bytes) { generation, version throws(InputError) in
                try GenerationStrings(generation, version).teach(redactor)
            }
        }
    }

    /// - Throws: `notRecognised`, `malformed`, `truncated`.
    public static func redacted(_ bytes: Bytes, by redactor: Redactor) throws(InputError) -> RedactedFile {
        let version = try version(of: bytes)
        if version.isLegacy {
            return RedactedFile(try LegacyTraceRedaction(bytes, version: version).redacted(by: redactor))
        }
        var result = bytes.slice(0, TraceVersion.headerLength)?.array ?? []
        var experiments = 0
        var remark = try walk(bytes) { generation, version throws(InputError) in
            let strings = try GenerationStrings(generation, version)
            experiments += strings.write(by: redactor, to: &result)
        }
        if experiments > 0 {
            remark = "\(experiments) batches of experiments" + (remark.map { "; " + $0 } ?? "")
        }
        return RedactedFile(result, remark: remark)
    }

    private static func version(of bytes: Bytes) throws(InputError) -> TraceVersion {
        let head = bytes.slice(0, min(bytes.count, TraceVersion.headerLength))?.array ?? []
        guard let version = TraceReader.version(head) else {
            throw InputError(.notRecognised, "is no execution trace: its header is missing", offset: 0)
        }
        return version
    }

    /// Goes over the generations as far as they can be read.
    /// - Returns: what is missing.
    private static func walk(
        _ bytes: Bytes, _ body: (RawGeneration, TraceVersion) throws(InputError) -> Void
    ) throws(InputError) -> String? {
        let version = try version(of: bytes)
        let input = SequentialInput(bytes: bytes, name: "the trace")
        var head: [UInt8] = []
        while head.count < TraceVersion.headerLength,
            try input.read(TraceVersion.headerLength - head.count, into: &head) > 0
        {}
        var scanner = GenerationScanner(
            input, version: version, head: Array(head.dropFirst(TraceVersion.headerLength)))
        var count = 0
        do throws(InputError) {
            while let generation = try scanner.next() {
                try body(generation, version)
                count += 1
                if let damage = generation.damage { return "what stands behind byte \(damage.offset ?? 0)" }
                if generation.isLast { break }
            }
        } catch {
            if count == 0 { throw error }
            return "what stands behind byte \(error.offset ?? 0)"
        }
        return nil
    }
}

/// The strings of a generation, and what they are for.
private struct GenerationStrings {
    private let generation: RawGeneration
    private let version: TraceVersion
    private var texts: [UInt64: String] = [:]
    private var functions: Set<UInt64> = []
    private var files: Set<UInt64> = []
    private var frames: Set<Pair> = []

    private struct Pair: Hashable {
        var function: UInt64
        var file: UInt64
    }

    /// Bytes of a batch of strings before the next one begins.
    private static let batchSize = GenerationScanner.largestBatch - 2 * ParsedGeneration.largestText

    init(_ generation: RawGeneration, _ version: TraceVersion) throws(InputError) {
        self.generation = generation
        self.version = version
        for batch in generation.batches where batch.experiment == 0 {
            switch contents(batch) {
            case .strings: try eachString(batch) { texts[$0] = String(decoding: generation.bytes[$1], as: UTF8.self) }
            case .stacks: try readStacks(batch)
            case .cpuSamples: try check(batch, from: 1) { $0 == .cpuSample }
            case .sync:
                let start = generation.bytes[batch.contents.lowerBound] == EventType.sync.rawValue ? 1 : 0
                try check(batch, from: start) { $0 == .frequency || $0 == .clockSnapshot }
            case .events: try check(batch, from: 0) { EventSpec.all[Int($0.rawValue)]?.isTimed ?? false }
            }
        }
    }

    /// A batch that is copied has nothing but numbers in it: one of strings that is damaged may look like another one.
    private func check(
        _ batch: RawBatch, from start: Int, _ isExpected: (EventType) -> Bool
    ) throws(InputError) {
        var offset = batch.contents.lowerBound + start
        let end = batch.contents.upperBound
        while offset < end {
            guard let type = EventType(rawValue: generation.bytes[offset]), isExpected(type),
                let spec = EventSpec.all[Int(type.rawValue)]
            else { throw generation.error("\(generation.bytes[offset]) is no event that is known", at: offset) }
            offset += 1
            for _ in spec.arguments { _ = try number(&offset, end) }
        }
    }

    private func contents(_ batch: RawBatch) -> BatchContents {
        generation.bytes[batch.contents].first.map { BatchContents($0, version) } ?? .events
    }

    private func number(_ offset: inout Int, _ end: Int) throws(InputError) -> UInt64 {
        let start = offset
        guard let value = generation.bytes.varint(&offset, before: end) else {
            throw generation.error("a number of a table is cut off", at: start)
        }
        return value
    }

    private func eachString(_ batch: RawBatch, _ body: (UInt64, Range<Int>) -> Void) throws(InputError) {
        var offset = batch.contents.lowerBound + 1
        let end = batch.contents.upperBound
        while offset < end {
            guard generation.bytes[offset] == EventType.string.rawValue else {
                throw generation.error("no string stands where one should", at: offset)
            }
            offset += 1
            let id = try number(&offset, end)
            let length = try number(&offset, end)
            guard length <= UInt64(end - offset) else { throw generation.error("a string is cut off", at: offset) }
            body(id, offset..<offset + Int(length))
            offset += Int(length)
        }
    }

    private mutating func readStacks(_ batch: RawBatch) throws(InputError) {
        var offset = batch.contents.lowerBound + 1
        let end = batch.contents.upperBound
        while offset < end {
            guard generation.bytes[offset] == EventType.stack.rawValue else {
                throw generation.error("no stack stands where one should", at: offset)
            }
            offset += 1
            _ = try number(&offset, end)
            for _ in 0..<min(try number(&offset, end), UInt64(end)) {
                _ = try number(&offset, end)
                let pair = Pair(function: try number(&offset, end), file: try number(&offset, end))
                _ = try number(&offset, end)
                functions.insert(pair.function)
                files.insert(pair.file)
                frames.insert(pair)
            }
        }
    }

    func teach(_ redactor: Redactor) {
        for pair in frames { redactor.learn(function: texts[pair.function] ?? "", file: texts[pair.file] ?? "") }
    }

    /// Appends the generation to a trace.
    /// - Returns: batches that were left out.
    func write(by redactor: Redactor, to result: inout [UInt8]) -> Int {
        var leftOut = 0
        for batch in generation.batches {
            if batch.experiment != 0 {
                leftOut += 1
            } else if contents(batch) == .strings {
                for part in strings(of: batch, by: redactor) { write(batch, part[...], to: &result) }
            } else {
                write(batch, generation.bytes[batch.contents], to: &result)
            }
        }
        if version.hasEndOfGeneration, !generation.isIncomplete { result.append(EventType.endOfGeneration.rawValue) }
        return leftOut
    }

    private func write(_ batch: RawBatch, _ contents: ArraySlice<UInt8>, to result: inout [UInt8]) {
        result.append(EventType.eventBatch.rawValue)
        for value in [generation.number, batch.thread, batch.time, UInt64(contents.count)] {
            result.appendVarint(value)
        }
        result += contents
    }

    /// The contents of a batch of strings, in one or more batches.
    private func strings(of batch: RawBatch, by redactor: Redactor) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var part = [EventType.strings.rawValue]
        // They could be read before.
        try? eachString(batch) { id, _ in
            var text = Array(redacted(id, by: redactor).utf8)
            if text.count > ParsedGeneration.largestText { text = Array(redactor.written(texts[id] ?? "").utf8) }
            part.append(EventType.string.rawValue)
            part.appendVarint(id)
            part.appendVarint(UInt64(text.count))
            part += text
            if part.count >= Self.batchSize {
                parts.append(part)
                part = [EventType.strings.rawValue]
            }
        }
        return part.count > 1 || parts.isEmpty ? parts + [part] : parts
    }

    private func redacted(_ id: UInt64, by redactor: Redactor) -> String {
        TraceText.redacted(
            texts[id] ?? "", isFunction: functions.contains(id), isFile: files.contains(id), by: redactor)
    }
}

/// What becomes of a string of a trace.
enum TraceText {
    static func redacted(_ text: String, isFunction: Bool, isFile: Bool, by redactor: Redactor) -> String {
        // A damaged number may call any text a function or a file.
        if isFile, looksLikeFile(text) { return redactor.path(text) }
        if isFunction, looksLikeFunction(text) { return redactor.function(text) }
        return words.contains(text) ? text : redactor.written(text)
    }

    private static func looksLikeFile(_ text: String) -> Bool {
        text.isEmpty || text == "<autogenerated>"
            || [".go", ".s", ".c", ".h", ".cc", ".cpp"].contains { text.hasSuffix($0) }
    }

    /// A package, a dot, and what is in it; spaces only stand in type arguments.
    private static func looksLikeFunction(_ text: String) -> Bool {
        let name = text.prefix { $0 != "[" }
        if ["_cgo", "_rt0", "x_cgo", "crosscall"].contains(where: name.hasPrefix) { return true }
        return name.contains(".") && !name.contains(" ") && !name.hasSuffix(".")
    }

    /// What the runtime itself writes: `traceBlockReasonStrings`, `traceGoStopReasonStrings`, `stwReasonStrings` and
    /// `gcMarkWorkerModeStrings` of Go 1.21 to 1.27.
    private static let words: Set<String> = [
        "AllThreadsSyscall", "CountPagesInUse (test)", "GC (dedicated)", "GC (fractional)", "GC (idle)",
        "GC background sweeper wait", "GC mark assist wait for work", "GC mark termination", "GC sweep termination",
        "GC weak to strong wait", "GOMAXPROCS", "Not worker", "PageCachePagesLeaked (test)",
        "ReadMemStatsSlow (test)", "ReadMetricsSlow (test)", "ResetDebugLog (test)", "all goroutines stack trace",
        "chan receive", "chan send", "forever", "goroutine profile", "goroutine profile cleanup", "network",
        "preempted", "read mem stats", "runtime.Gosched", "select", "sleep", "start trace", "stop trace", "sync",
        "sync.(*Cond).Wait", "synctest", "system goroutine wait", "unknown", "unspecified", "wait for debug call",
        "wait until GC ends", "write heap dump",
    ]
}
