/// What is wrong with a query: a message that shows it with a caret under the place, and says what was expected there.
public struct QueryError: Error, CustomStringConvertible {
    public let description: String

    /// - Parameter column: of the place, from 0, in characters.
    init(_ message: String, in text: String, column: Int) {
        let line = text.map { $0.isNewline || $0 == "\t" ? " " : $0 }
        // A long query is shown around the place.
        let start = line.count > 100 ? max(0, min(column - 60, line.count - 100)) : 0
        let window = String(line[start..<min(line.count, start + 100)])
        let mark = String(repeating: " ", count: max(0, column - start)) + "^"
        description = "column \(column + 1) of the query: \(message)\n  \(window)\n  \(mark)"
    }
}
