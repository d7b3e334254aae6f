/// Text inside of XML and HTML.
enum MarkupText {
    /// Text for elements and quoted attributes; what XML 1.0 has no characters for is replaced by U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default:
                let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
                let isNone = scalar.value == 0xfffe || scalar.value == 0xffff
                result.unicodeScalars.append(isControl || isNone ? "\u{fffd}" : scalar)
            }
        }
        return result
    }

    /// JSON without characters that mean something to a reader of markup; only its texts have any.
    static func safeJSON(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        var at = 0
        while at < json.count {
            switch json[at] {
            case UInt8(ascii: "<"): result += "\\u003c".utf8
            case UInt8(ascii: ">"): result += "\\u003e".utf8
            case UInt8(ascii: "&"): result += "\\u0026".utf8
            // U+FFFE and U+FFFF are no characters of XML.
            case 0xef where at + 2 < json.count && json[at + 1] == 0xbf && json[at + 2] >= 0xbe:
                result += "\\ufffd".utf8
                at += 2
            default: result.append(json[at])
            }
            at += 1
        }
        return result
    }
}
