/// Rows of a tree of which some branches are closed.
struct Outline {
    /// Places of the rows that are shown, in their order.
    let shown: [Int]

    /// - Parameters:
    ///   - depths: of all rows, parents before children.
    ///   - isClosed: whether what is below a row is hidden.
    init(_ depths: [Int], isClosed: (Int) -> Bool) {
        var shown: [Int] = []
        var limit = Int.max
        for (place, depth) in depths.enumerated() {
            if depth > limit { continue }
            limit = isClosed(place) ? depth : .max
            shown.append(place)
        }
        self.shown = shown
    }

    /// Numbers with commas between them, as an address has them.
    static func numbers(_ text: String?) -> Set<Int> { Set((text ?? "").split(separator: ",").compactMap { Int($0) }) }
}
