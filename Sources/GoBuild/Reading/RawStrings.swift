import Wire

/// Raw strings of Go in texts of the compiler: whether one goes on behind the end of a line.
enum RawStrings {
    private static let mark = UInt8(ascii: "`")

    /// Whether a raw string is open behind a line.
    ///
    /// A back quote in quotes is none that opens one. A string without an end is one that the compiler has cut
    /// (go/constant shows 72 characters): its quotes say nothing.
    /// - Parameter isOpen: whether one was open in front of it.
    static func isOpen(behind line: Range<Int>, of bytes: [UInt8], isOpen: Bool) -> Bool {
        guard bytes.firstIndex(of: mark, in: line) != nil else { return isOpen }
        var isOpen = isOpen
        var areStringsWhole = true
        var at = line.lowerBound
        while at < line.upperBound {
            if isOpen {
                guard let end = bytes.firstIndex(of: mark, in: at..<line.upperBound) else { return true }
                (isOpen, at) = (false, end + 1)
                continue
            }
            switch bytes[at] {
            case mark: isOpen = true
            case UInt8(ascii: "\"") where areStringsWhole:
                if let end = stringEnd(at, line.upperBound, bytes) { at = end } else { areStringsWhole = false }
            case UInt8(ascii: "'"): at = runeEnd(at, line.upperBound, bytes) ?? at
            default: break
            }
            at += 1
        }
        return isOpen
    }

    /// Where the string that begins at `start` has its other quote.
    private static func stringEnd(_ start: Int, _ end: Int, _ bytes: [UInt8]) -> Int? {
        var at = start + 1
        while at < end {
            if bytes[at] == UInt8(ascii: "\"") { return at }
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// Where the rune that begins at `start` has its other quote: `'x'`, `'\''`, `'\U0010ffff'`. Nil for an apostrophe.
    private static func runeEnd(_ start: Int, _ end: Int, _ bytes: [UInt8]) -> Int? {
        guard start + 2 < end else { return nil }
        let isEscaped = bytes[start + 1] == UInt8(ascii: "\\")
        let longest = isEscaped ? 11 : 5
        return bytes[min(start + (isEscaped ? 3 : 2), end)..<min(start + longest + 1, end)].firstIndex {
            $0 == UInt8(ascii: "'")
        }.flatMap { quote in
            isEscaped || bytes[start + 1] >= 0x80 || quote == start + 2 ? quote : nil
        }
    }
}
