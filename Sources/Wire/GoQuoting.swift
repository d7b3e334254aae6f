/// Texts as Go's `%q` and `strconv.Quote` write them.
public enum GoQuoting {
    /// Appends `text` in quotes; what is no UTF-8 comes out as `\x…`.
    public static func append(_ text: ArraySlice<UInt8>, to result: inout [UInt8]) {
        result.append(UInt8(ascii: "\""))
        if text.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            result.append(contentsOf: text)
        } else {
            appendRunes(text, to: &result)
        }
        result.append(UInt8(ascii: "\""))
    }

    private static func appendRunes(_ text: ArraySlice<UInt8>, to result: inout [UInt8]) {
        var at = text.startIndex
        while at < text.endIndex {
            var iterator = text[at...].makeIterator()
            var decoder = UTF8()
            if case .scalarValue(let scalar) = decoder.decode(&iterator) {
                append(scalar, to: &result)
                at += UTF8.width(scalar)
            } else {
                result += "\\x".utf8
                appendHexadecimal(UInt32(text[at]), digits: 2, to: &result)
                at += 1
            }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout [UInt8]) {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)".utf8
        case "\u{7}": result += "\\a".utf8
        case "\u{8}": result += "\\b".utf8
        case "\u{c}": result += "\\f".utf8
        case "\n": result += "\\n".utf8
        case "\r": result += "\\r".utf8
        case "\t": result += "\\t".utf8
        case "\u{b}": result += "\\v".utf8
        default:
            if isPrintable(scalar) {
                result += String(scalar).utf8
            } else if scalar.value < 0x80 {
                result += "\\x".utf8
                appendHexadecimal(scalar.value, digits: 2, to: &result)
            } else {
                let isShort = scalar.value < 0x10000
                result += (isShort ? "\\u" : "\\U").utf8
                appendHexadecimal(scalar.value, digits: isShort ? 4 : 8, to: &result)
            }
        }
    }

    /// Letters, marks, numbers, punctuation, symbols, and the ASCII space (`strconv.IsPrint`).
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func appendHexadecimal(_ value: UInt32, digits: Int, to result: inout [UInt8]) {
        let text = String(value, radix: 16)
        for _ in text.utf8.count..<max(digits, text.utf8.count) { result.append(UInt8(ascii: "0")) }
        result += text.utf8
    }
}
