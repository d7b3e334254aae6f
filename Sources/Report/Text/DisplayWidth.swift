/// Columns that text takes in a terminal.
public enum DisplayWidth {
    /// Columns of a text without control characters.
    public static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns(of: $1) }
    }

    /// 2 for wide characters (Unicode Standard Annex 11, classes W and F, by block), 0 for marks alone, otherwise 1.
    static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
            0xff00...0xff60, 0xffe0...0xffe6, 0x20000...0x3fffd:
            return 2
        default: return 1
        }
    }

    /// The text with control characters, which a target could aim at the terminal, spelled out as `\x1b`.
    public static func printable(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control:
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
            case .format where isDirectional(scalar), .lineSeparator, .paragraphSeparator:
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The begin of a line that somebody else wrote, for a sentence: printable, and of a length that one reads; nil for
    /// bytes that are no text.
    public static func excerpt(_ line: String, limit: Int = 120) -> String? {
        var (result, count) = ("", 0)
        // What leaves room for the mark of a cut.
        var cut = ""
        for scalar in line.unicodeScalars {
            if scalar == "\u{fffd}" || scalar.value < 0x20 && !isOfText(scalar) { return nil }
            let spelled = printable(String(scalar))
            count += spelled.unicodeScalars.count
            if count > limit { return cut + "…" }
            result += spelled
            if count < limit { cut = result }
        }
        return result
    }

    /// Tabs, ends of lines and colours.
    private static func isOfText(_ control: Unicode.Scalar) -> Bool {
        switch control.value {
        case 0x09, 0x0a, 0x0d, 0x1b: true
        default: false
        }
    }

    /// True for the characters that reorder what follows them on screen.
    private static func isDirectional(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}

/// Text filled up with spaces to a number of columns.
enum Pad {
    static func left(_ text: String, _ columns: Int) -> String { spaces(columns, less: text) + text }
    static func right(_ text: String, _ columns: Int) -> String { text + spaces(columns, less: text) }

    private static func spaces(_ columns: Int, less text: String) -> String {
        String(repeating: " ", count: max(0, columns - DisplayWidth.columns(of: text)))
    }
}
