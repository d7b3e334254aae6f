/// A bar for work whose length is known: `[#########...........] 12 of 30 s`.
struct ProgressBar {
    var elapsedSeconds: Double
    /// Nil when nobody knows.
    var expectedSeconds: Double?

    /// One line of at most so many columns.
    func line(columns: Int) -> String {
        let elapsed = Int(max(elapsedSeconds, 0))
        guard let expectedSeconds, expectedSeconds > 0 else { return String("\(elapsed) s".prefix(max(columns, 0))) }
        let expected = Int(min(expectedSeconds.rounded(.up), 1e9))
        let isOver = elapsedSeconds > expectedSeconds
        let words = isOver ? "\(elapsed) s, waiting for the rest of the answer" : "\(elapsed) of \(expected) s"
        let width = min(40, columns - words.count - 3)
        guard width >= 5 else { return String(words.prefix(max(columns, 0))) }
        let share = isOver ? 1 : max(elapsedSeconds, 0) / expectedSeconds
        let filled = Int(Double(width) * share)
        return "[\(String(repeating: "#", count: filled))\(String(repeating: ".", count: width - filled))] \(words)"
    }
}
