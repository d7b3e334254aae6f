/// The words of a line, between blanks.
struct BenchmarkFields {
    private let bytes: [UInt8]
    private var at: Int
    private let end: Int

    init(_ bytes: [UInt8], _ line: Range<Int>) {
        self.bytes = bytes
        at = line.lowerBound
        end = line.upperBound
        skipBlanks()
    }

    var isAtEnd: Bool { at >= end }

    /// The next word; nil at the end.
    mutating func next() -> String? {
        guard at < end else { return nil }
        let start = at
        while at < end, !Self.isBlank(bytes[at]) { at += 1 }
        let word = String(decoding: bytes[start..<at], as: UTF8.self)
        skipBlanks()
        return word
    }

    private mutating func skipBlanks() {
        while at < end, Self.isBlank(bytes[at]) { at += 1 }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
