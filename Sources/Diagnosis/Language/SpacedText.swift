/// Text put together of pieces of Chinese and other scripts, with spaces as they are written: one between Han characters
/// and letters or digits, none between Han characters or beside full-width punctuation.
///
/// Only the seams are touched: inside of a piece whoever wrote it knows better.
struct SpacedText {
    private(set) var text = ""

    mutating func add(_ piece: String) {
        guard var first = piece.first else { return }
        var piece = Substring(piece)
        if let last = text.last(where: { $0 != " " }), !text.isEmpty {
            if first == " ", Self.isWide(last) {
                let next = piece.first { $0 != " " }
                if next.map(Self.isWide) ?? false || Self.isPunctuation(last) {
                    piece = piece.drop { $0 == " " }
                    guard let next = piece.first else { return }
                    first = next
                }
            }
            let isSeparated = text.last == " " || first == " "
            if isSeparated, first != " ",
                Self.isPunctuation(first) || Self.isPunctuation(last)
                    || (Self.isHan(first) && Self.isHan(last))
            {
                while text.last == " " { text.removeLast() }
            } else if !isSeparated,
                Self.isHan(last) && Self.needsSpace(first) || Self.needsSpace(last) && Self.isHan(first)
            {
                text += " "
            }
        }
        text += piece
    }

    private static func isWide(_ character: Character) -> Bool { isHan(character) || isPunctuation(character) }

    /// CJK Unified Ideographs with extension A.
    static func isHan(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        return (0x3400...0x9fff).contains(scalar.value)
    }

    /// CJK Symbols and Punctuation, and the full-width forms.
    static func isPunctuation(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        return (0x3001...0x303f).contains(scalar.value) || (0xff01...0xff60).contains(scalar.value)
    }

    /// What a space goes before or behind beside a Han character: all that is printed in ASCII but commas and the like.
    private static func needsSpace(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        return (0x21...0x7e).contains(scalar.value) && !",.;:!?".contains(character)
    }
}
