/// What is kept of a line for messages: any file may be read, and some have lines of many MiB.
enum LineExcerpt {
    private static let longest = 300
    private static let longestWord = 40

    /// The first 300 bytes, whole characters of UTF-8 as far as they are some.
    static func text(_ line: ArraySlice<UInt8>) -> String {
        var end = line.prefix(longest).endIndex
        if end < line.endIndex {
            let first = max(line.startIndex, end - 3)
            while end > first, line[end] & 0xc0 == 0x80 { end -= 1 }
        }
        return String(decoding: line[..<end], as: UTF8.self)
    }

    /// The first 40 characters of a word, for a sentence.
    static func word(_ word: String) -> String {
        let scalars = word.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: longestWord, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return word }
        return String(scalars[..<end]) + "…"
    }
}
