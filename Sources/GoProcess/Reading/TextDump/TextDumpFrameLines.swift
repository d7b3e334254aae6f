import Wire

/// The two lines of a frame: `main.(*T).f(0x1, …)` and `⇥/path/file.go:12 +0x1d fp=0x… sp=0x… pc=0x…`.
struct TextDumpFrameLines {
    let bytes: Bytes

    /// A function line: the name, and whether its arguments are `...`, which stands for an inlined call.
    struct Function {
        var name: TextRange
        var hasElidedArguments: Bool
        /// The line ends as the runtime's do, with the closing parenthesis of the arguments.
        var isCall: Bool
    }

    func function(_ line: TextRange) -> Function {
        guard !line.isEmpty, bytes[line.end - 1] == UInt8(ascii: ")"),
            let open = bytes.lastIndex(of: UInt8(ascii: "("), in: line), open > line.start
        else { return Function(name: bytes.trimmed(line), hasElidedArguments: false, isCall: false) }
        let arguments = TextRange(start: open + 1, end: line.end - 1)
        return Function(
            name: TextRange(start: line.start, end: open),
            hasElidedArguments: arguments.count == 3 && bytes.hasPrefix(Self.dots, in: arguments), isCall: true)
    }

    /// True for the second line of a frame: a tab, or the blanks or `#011` that log collectors make of it.
    func isIndented(_ line: TextRange) -> Bool {
        guard let first = line.isEmpty ? nil : bytes[line.start] else { return false }
        if first == 0x09 { return true }
        if first == 0x20 { return line.count > 2 && bytes[line.start + 1] == 0x20 }
        return first == UInt8(ascii: "#") && bytes.hasPrefix(Self.escapedTab, in: line)
    }

    /// The `file:line` of an indented line, and whether an offset into the function follows.
    func location(_ line: TextRange) -> (place: TextRange, hasOffset: Bool) {
        var range = line
        if bytes.hasPrefix(Self.escapedTab, in: range) { range.start += Self.escapedTab.count }
        range = bytes.trimmed(range)
        var hasOffset = false
        while let space = bytes.lastIndex(
            of: 0x20, in: TextRange(start: max(range.start, range.end - 24), end: range.end))
        {
            let word = TextRange(start: space + 1, end: range.end)
            if bytes.hasPrefix(Self.offset, in: word) {
                hasOffset = true
            } else if !Self.registers.contains(where: { bytes.hasPrefix($0, in: word) }) {
                break
            }
            range.end = space
        }
        return (range, hasOffset)
    }

    private static let dots = Array("...".utf8)
    private static let escapedTab = Array("#011".utf8)
    private static let offset = Array("+0x".utf8)
    private static let registers = ["fp=0x", "sp=0x", "pc=0x"].map { Array($0.utf8) }
}
