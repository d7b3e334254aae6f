/// A sentence of a finding in which backticks set off what is to be typed.
struct ProseText {
    struct Piece: Equatable {
        var text: String
        var isCode: Bool
    }

    /// Without backticks or with one too many, which a name of the target may have brought in, all is plain.
    let pieces: [Piece]

    init(_ text: String) {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        let isPaired = parts.count % 2 == 1 && parts.count > 1
        guard isPaired, !parts.enumerated().contains(where: { $0.offset % 2 == 1 && $0.element.isEmpty }) else {
            pieces = [Piece(text: text, isCode: false)]
            return
        }
        pieces = parts.enumerated().filter { !$0.element.isEmpty }
            .map { Piece(text: String($0.element), isCode: $0.offset % 2 == 1) }
    }
}
