import Wire

/// Log files of docker's json-file driver: one JSON object a line, `{"log":"text\n","stream":"stderr","time":"…"}`.
enum TextDumpContainerLog {
    private static let opening = Array("{\"log\":\"".utf8)

    static func isRecognised(_ bytes: Bytes) -> Bool { bytes.starts(with: opening) }

    /// The `log` texts one after another.
    static func text(_ bytes: Bytes) -> Bytes {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var lines = TextDumpLines(bytes, prefix: nil)
        while let line = lines.next() {
            guard bytes.hasPrefix(opening, in: line.range) else { continue }
            var at = line.range.start + opening.count
            append(bytes, at: &at, before: line.range.end, to: &result)
        }
        return Bytes(result)
    }

    /// Appends a JSON string up to its closing quote; a malformed escape is kept as it is.
    private static func append(_ bytes: Bytes, at: inout Int, before end: Int, to result: inout [UInt8]) {
        while at < end, bytes[at] != UInt8(ascii: "\"") {
            let byte = bytes[at]
            at += 1
            guard byte == UInt8(ascii: "\\"), at < end else {
                result.append(byte)
                continue
            }
            let escape = bytes[at]
            at += 1
            switch escape {
            case UInt8(ascii: "n"): result.append(0x0a)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "r"): result.append(0x0d)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0c)
            case UInt8(ascii: "u"): appendScalar(bytes, at: &at, before: end, to: &result)
            default: result.append(escape)
            }
        }
    }

    private static func appendScalar(_ bytes: Bytes, at: inout Int, before end: Int, to result: inout [UInt8]) {
        guard var value = unit(bytes, at: at, before: end) else { return }
        at += 4
        if value & 0xfc00 == 0xd800, at + 6 <= end, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u"),
            let low = unit(bytes, at: at + 2, before: end), low & 0xfc00 == 0xdc00
        {
            value = 0x10000 + (value & 0x3ff) << 10 + (low & 0x3ff)
            at += 6
        }
        result += Array(String(Unicode.Scalar(value) ?? "\u{fffd}").utf8)
    }

    private static func unit(_ bytes: Bytes, at: Int, before end: Int) -> UInt32? {
        guard at + 4 <= end else { return nil }
        var value: UInt32 = 0
        for index in at..<at + 4 {
            guard let digit = hexadecimalDigit(bytes[index]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
