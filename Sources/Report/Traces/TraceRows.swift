/// Rows of a table that are shown.
struct TraceRows {
    /// Most rows of a table.
    let limit: Int

    /// - Parameter limit: 0 for all.
    init(_ limit: Int) { self.limit = limit <= 0 ? .max : limit }

    /// Whether nothing is left out.
    var isAll: Bool { limit == .max }

    /// Says how many rows are left out, when there are any.
    func more(_ count: Int, to writer: inout TextWriter) {
        guard count > limit else { return }
        writer.line(StyledText("… and \(Plural.grouped(count - limit)) more (--all shows them)", .faint), indent: 2)
    }
}
