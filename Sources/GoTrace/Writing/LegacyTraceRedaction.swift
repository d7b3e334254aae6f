import Evidence
import Wire

/// Rewrites the strings of a trace from before Go 1.22; everything else stays as it is.
struct LegacyTraceRedaction {
    private let bytes: Bytes
    private let version: TraceVersion
    private var texts: [UInt64: String] = [:]
    private var functions: Set<UInt64> = []
    private var files: Set<UInt64> = []
    private var frames: Set<[UInt64]> = []

    /// - Throws: `malformed`, `truncated`: the format has no checksum, and what is damaged in it may show texts where
    ///   numbers should be.
    init(_ bytes: Bytes, version: TraceVersion) throws(InputError) {
        self.bytes = bytes
        self.version = version
        var reader = try LegacyTraceReader(bytes, version: version, file: "the trace")
        var events: [TraceEvent] = []
        repeat { try reader.read(into: &events, limit: 4096) } while !events.isEmpty
        var cursor = LegacyRecordCursor(bytes, version: version, file: nil)
        while try cursor.next(skipping: false) {
            if cursor.type != .string { try cursor.checkCount() }
            switch cursor.type {
            case .string: texts[cursor.values[0]] = String(decoding: cursor.textBytes(), as: UTF8.self)
            case .stack:
                for at in stride(from: 2, to: cursor.values.count - 3, by: 4) {
                    functions.insert(cursor.values[at + 1])
                    files.insert(cursor.values[at + 2])
                    frames.insert([cursor.values[at + 1], cursor.values[at + 2]])
                }
            default: break
            }
        }
    }

    func teach(_ redactor: Redactor) {
        for pair in frames { redactor.learn(function: texts[pair[0]] ?? "", file: texts[pair[1]] ?? "") }
    }

    /// - Throws: `malformed`, `truncated`.
    func redacted(by redactor: Redactor) throws(InputError) -> [UInt8] {
        var result = bytes.slice(0, TraceVersion.headerLength)?.array ?? []
        var cursor = LegacyRecordCursor(bytes, version: version, file: nil)
        while try cursor.next(skipping: false) {
            switch cursor.type {
            case .string:
                let id = cursor.values[0]
                let text = TraceText.redacted(
                    texts[id] ?? "", isFunction: functions.contains(id), isFile: files.contains(id), by: redactor)
                result.append(bytes[cursor.start])
                result.appendVarint(id)
                Self.append(text, to: &result)
            case .log:
                try copy(cursor.start..<textStart(cursor), to: &result)
                Self.append(redactor.written(String(decoding: cursor.textBytes(), as: UTF8.self)), to: &result)
            default: try copy(cursor.start..<cursor.offset, to: &result)
            }
        }
        return result
    }

    /// Where the length of a text begins; it may have been written longer than need be.
    private func textStart(_ cursor: LegacyRecordCursor) throws(InputError) -> Int {
        for start in stride(from: cursor.text.lowerBound - 1, through: max(0, cursor.text.lowerBound - 10), by: -1) {
            var end = start
            if bytes.varint(&end) == UInt64(cursor.text.count), end == cursor.text.lowerBound { return start }
        }
        throw InputError(.malformed, "the length of a text is not there", offset: UInt64(cursor.start))
    }

    private func copy(_ range: Range<Int>, to result: inout [UInt8]) throws(InputError) {
        guard let part = bytes.slice(range.lowerBound, range.count) else {
            throw InputError(.truncated, "a record is cut off", offset: UInt64(range.lowerBound))
        }
        result += part.array
    }

    private static func append(_ text: String, to result: inout [UInt8]) {
        result.appendVarint(UInt64(text.utf8.count))
        result += text.utf8
    }
}
