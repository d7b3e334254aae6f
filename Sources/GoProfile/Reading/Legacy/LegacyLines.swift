import Wire

/// The lines of a text without their ends, line feed or carriage return and line feed.
struct LegacyLines {
    private let bytes: Bytes
    /// Where the line after the current one begins.
    private(set) var offset: Int
    /// Where the current line begins.
    private(set) var lineStart: Int
    /// The line that was read last; empty before the first one and behind the last one.
    private(set) var current = Bytes()
    /// Number of the current line, from 1.
    private(set) var number = 0
    /// The end was met: there is no current line.
    private(set) var isAtEnd = false
    /// The current line has a line feed at its end.
    var isComplete: Bool { !isAtEnd && offset <= bytes.count }

    /// - Parameter start: where the first line begins.
    init(_ bytes: Bytes, from start: Int = 0) {
        self.bytes = bytes
        offset = start
        lineStart = start
    }

    /// Moves on to the next line; false at the end, where the current line is empty.
    mutating func next() -> Bool {
        lineStart = min(offset, bytes.count)
        guard offset < bytes.count else {
            current = Bytes()
            isAtEnd = true
            return false
        }
        let end = lineEnd(from: offset)
        var length = end - offset
        if length > 0, bytes[offset + length - 1] == 0x0d { length -= 1 }
        current = bytes.slice(offset, length) ?? Bytes()
        offset = end + 1
        number += 1
        return true
    }

    /// Moves on to the first line that is neither blank nor a comment.
    mutating func skipComments() {
        while next(), current.isBlankOrComment {}
    }

    /// Offset of the next line feed, or of the end; eight bytes at a time.
    private func lineEnd(from start: Int) -> Int {
        var at = start
        while let word = bytes.load(at, as: UInt64.self) {
            let marked = word ^ 0x0a0a_0a0a_0a0a_0a0a
            let found = (marked &- 0x0101_0101_0101_0101) & ~marked & 0x8080_8080_8080_8080
            if found != 0 { return at + found.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < bytes.count, bytes[at] != 0x0a { at += 1 }
        return at
    }
}

/// Lines of the older formats.
extension Bytes {
    /// Without white space at both ends.
    var trimmed: Bytes {
        var start = 0
        var end = count
        while start < end, Self.isSpace(self[start]) { start += 1 }
        while end > start, Self.isSpace(self[end - 1]) { end -= 1 }
        return start == 0 && end == count ? self : slice(start, end - start) ?? self
    }

    /// True when there is nothing but white space, or the first other character is `#`.
    var isBlankOrComment: Bool {
        for at in 0..<count where !Self.isSpace(self[at]) { return self[at] == UInt8(ascii: "#") }
        return true
    }

    /// True for a line behind which the memory map of the process stands.
    var announcesMemoryMap: Bool {
        Self.memoryMapTitles.contains { firstRange(of: $0) != nil }
    }

    private static let memoryMapTitles = ["--- Memory map: ---", "MAPPED_LIBRARIES:"].map { Array($0.utf8) }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }

    /// White space as regular expressions have it, without the vertical tab.
    static func isExpressionSpace(_ byte: UInt8) -> Bool { isSpace(byte) && byte != 0x0b }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// The value of a hexadecimal digit; nil for any other character.
    static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        case 0x41...0x46: byte - 0x41 + 10
        default: nil
        }
    }
}
