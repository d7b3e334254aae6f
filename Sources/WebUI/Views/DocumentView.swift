/// What one kind of view answers; `Routes` has the list.
protocol DocumentView: Sendable {
    /// First part of the path behind the document, such as `flame` in `/api/documents/1/flame/rows`.
    static var name: String { get }

    init()

    /// - Parameter action: the parts of the path behind the name of the view.
    /// - Throws: `PageError`, `InputError`, `CancellationError`.
    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer
}
