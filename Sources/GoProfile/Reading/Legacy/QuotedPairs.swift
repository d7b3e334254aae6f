import Wire

/// A list of labels as `runtime/pprof` prints it: `{"endpoint":"/search", "user id":"a \"b\""}`, keys and values
/// quoted as `strconv.Quote` does.
enum QuotedPairs {
    /// The pairs of a list that fills a line from `start` on; nil when it is none.
    static func read(_ line: Bytes, from start: Int) -> [(key: [UInt8], value: [UInt8])]? {
        var cursor = LegacyCursor(line, at: start)
        guard cursor.character(UInt8(ascii: "{")) else { return nil }
        var pairs: [(key: [UInt8], value: [UInt8])] = []
        if cursor.text("}") { return cursor.line.suffix(from: cursor.at)?.trimmed.isEmpty == true ? pairs : nil }
        while let key = quoted(&cursor) {
            guard cursor.character(UInt8(ascii: ":")), let value = quoted(&cursor) else { return nil }
            pairs.append((key, value))
            if cursor.text(", ") { continue }
            guard cursor.text("}"), cursor.line.suffix(from: cursor.at)?.trimmed.isEmpty == true else { return nil }
            return pairs
        }
        return nil
    }

    private static func quoted(_ cursor: inout LegacyCursor) -> [UInt8]? {
        guard cursor.character(UInt8(ascii: "\"")) else { return nil }
        var result: [UInt8] = []
        while !cursor.isAtEnd {
            let byte = cursor.line[cursor.at]
            cursor.at += 1
            switch byte {
            case UInt8(ascii: "\""): return result
            case UInt8(ascii: "\\"):
                guard let escape = escape(&cursor) else { return nil }
                result += escape
            default: result.append(byte)
            }
        }
        return nil
    }

    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 92,
        UInt8(ascii: "\""): 34,
    ]

    private static func escape(_ cursor: inout LegacyCursor) -> [UInt8]? {
        guard !cursor.isAtEnd else { return nil }
        let kind = cursor.line[cursor.at]
        cursor.at += 1
        if let plain = simple[kind] { return [plain] }
        let digits: Int
        switch kind {
        case UInt8(ascii: "x"): digits = 2
        case UInt8(ascii: "u"): digits = 4
        case UInt8(ascii: "U"): digits = 8
        default: return nil
        }
        guard digits <= cursor.line.count - cursor.at,
            let value = cursor.line.hexadecimal(cursor.at..<cursor.at + digits)
        else { return nil }
        cursor.at += digits
        if digits == 2 { return [UInt8(truncatingIfNeeded: value)] }
        return Unicode.Scalar(UInt32(truncatingIfNeeded: value)).map { Array(String($0).utf8) }
    }
}
