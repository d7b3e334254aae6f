/// Where a line of Chinese may end: beside any wide character, but not before closing or behind opening punctuation
/// (W3C, Requirements for Chinese Text Layout, 3.1.3; Unicode Standard Annex 14, classes CL, EX, IS, NS and OP).
enum HanBreak {
    private static let neverFirst = Set("，。、；：？！）》〉」』】〕”’…—·,.;:?!)]}%")
    private static let neverLast = Set("（《〈「『【〔“‘([{")

    static func isAllowed(between a: Character, _ b: Character) -> Bool {
        guard isWide(a) || isWide(b) else { return false }
        return !neverFirst.contains(b) && !neverLast.contains(a)
    }

    private static func isWide(_ character: Character) -> Bool { DisplayWidth.columns(of: character) == 2 }
}
