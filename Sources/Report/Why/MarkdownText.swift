/// Text inside of Markdown, so that none of it is markup: GitHub Flavored Markdown, which is CommonMark with tables.
///
/// Control characters and what reorders text are spelled out as in a terminal, so every text stays on its line.
enum MarkdownText {
    /// Text for paragraphs, list items and cells of tables.
    static func escaped(_ text: String) -> String {
        let printable = DisplayWidth.printable(text)
        var result = ""
        var isAtStart = true
        var isNumber = false
        let scalars = Array(printable.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            switch scalar {
            case " " where isAtStart:
                // Four of them at the start would make code of a paragraph.
                continue
            case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "#", "&", "$":
                result += "\\"
            case "-", "+", "=", ":":
                // Lists, headings and rules are told by how a line begins.
                if isAtStart, next == " " || next == "-" || next == scalar { result += "\\" }
            case ".", ")":
                if isNumber, next == " " { result += "\\" }
            default: break
            }
            isNumber = ("0"..."9").contains(scalar) && (isAtStart || isNumber)
            isAtStart = false
            result.unicodeScalars.append(scalar)
        }
        // A run of spaces at the end would break the line.
        while result.last == " " { result.removeLast() }
        return result
    }

    /// A sentence, its code set off.
    static func prose(_ text: String) -> String {
        let pieces = ProseText(text).pieces
        guard pieces.count > 1 || pieces.first?.isCode == true else { return escaped(text) }
        var result = ""
        for (index, piece) in pieces.enumerated() {
            if piece.isCode {
                result += code(piece.text)
            } else {
                // The spaces at the seams belong to the sentence.
                let lead = index > 0 && piece.text.first == " " ? " " : ""
                let tail = index + 1 < pieces.count && piece.text.last == " " && piece.text.count > 1 ? " " : ""
                result += lead + escaped(piece.text) + tail
            }
        }
        return result
    }

    /// Code inside of a line, between more backticks than there are in it.
    static func code(_ text: String) -> String {
        let printable = DisplayWidth.printable(text)
        let ticks = String(repeating: "`", count: longestRun(of: printable) + 1)
        let needsSpace = printable.first == "`" || printable.last == "`" || printable.allSatisfy { $0 == " " }
        let space = needsSpace ? " " : ""
        return ticks + space + printable + space + ticks
    }

    /// Lines of code, fenced by more backticks than there are in them.
    static func fence(_ lines: [String], language: String) -> [String] {
        let printable = lines.map { DisplayWidth.printable($0) }
        let longest = printable.reduce(0) { max($0, longestRun(of: $1)) }
        let ticks = String(repeating: "`", count: max(3, longest + 1))
        return [ticks + language] + printable + [ticks]
    }

    private static func longestRun(of text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// The start of a text that has no more than so many characters.
    static func shortened(_ text: String, to limit: Int) -> String {
        text.count <= limit ? text : text.prefix(limit - 2) + " …"
    }
}
