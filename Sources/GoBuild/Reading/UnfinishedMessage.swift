import Wire

/// The lines of a message that goes on: to Go 1.21 one that holds a raw string is printed as it stands in the source.
///
/// Whether it goes on, back quotes tell, and one of these may stand in a text that the compiler has cut. What does not end
/// was no such message, and each of its lines is one of its own.
struct UnfinishedMessage {
    private(set) var bytes: [UInt8] = []
    /// Places in `bytes`, and the offset of each line in the input.
    private(set) var lines: [(range: Range<Int>, offset: Int)] = []

    /// More than source files have that people write.
    private static let mostBytes = 4 << 20
    private static let mostLines = 50_000

    var isOpen: Bool { !lines.isEmpty }
    var isTooLong: Bool { bytes.count > Self.mostBytes || lines.count > Self.mostLines }

    mutating func append(_ buffer: [UInt8], _ line: Range<Int>, at offset: Int) {
        if !lines.isEmpty { bytes.append(UInt8(ascii: "\n")) }
        let start = bytes.count
        bytes.append(contentsOf: buffer[line])
        lines.append((start..<bytes.count, offset))
    }

    /// Whether a line can only be something else: the head of a package, a message, a line of a listing, an event of
    /// `go build -json`.
    static func isOther(_ buffer: [UInt8], _ line: Range<Int>) -> Bool {
        guard let first = line.first.map({ buffer[$0] }) else { return false }
        let text = ByteScanner(buffer, line)
        switch first {
        case UInt8(ascii: "#"): return isPackage(text)
        case UInt8(ascii: "\t"): return isOfSymbol(text)
        case UInt8(ascii: "{"): return text.starts(with: "{\"ImportPath\":")
        default: return isMessage(text) || SymbolHead(buffer.span, line) != nil
        }
    }

    /// `# import/path`, `# import/path [variant]`: a heading of a text has blanks elsewhere.
    private static func isPackage(_ text: ByteScanner) -> Bool {
        guard text.starts(with: "# "), text.range.count > 2 else { return false }
        guard let blank = text.find(" ", from: text.range.lowerBound + 2) else { return true }
        return blank > text.range.lowerBound + 2 && text.starts(with: " [", at: blank) && text.ends(with: "]")
    }

    /// `\t0x0010 00016 (…`, `\t0x0010 48 8b …`, `\trel 5+4 t=…`.
    private static func isOfSymbol(_ text: ByteScanner) -> Bool {
        var at = text.range.lowerBound + 5
        if text.starts(with: "\trel ") { return text.number(at: &at) != nil && text.starts(with: "+", at: at) }
        guard text.starts(with: "\t0x") else { return false }
        at = text.range.lowerBound + 3
        while at < text.range.upperBound, text.bytes[at].isHexadecimal { at += 1 }
        return at >= text.range.lowerBound + 7 && text.starts(with: " ", at: at)
    }

    /// A position in front: `./a.go:1:2: `. Sentences have numbers between colons, too, and blanks before them.
    private static func isMessage(_ text: ByteScanner) -> Bool {
        guard let position = MessagePosition(text) else { return false }
        let file = ByteScanner(text.bytes, position.file)
        return file.ends(with: ".go") || file.find(" ") == nil
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        (0x30...0x39).contains(self) || (0x61...0x66).contains(self) || (0x41...0x46).contains(self)
    }
}
