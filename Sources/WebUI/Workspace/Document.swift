import Synchronization

/// One thing that the user opened, and how far opening it is.
final class Document: Sendable {
    enum State: Sendable {
        case opening
        case ready(OpenedTarget)
        case failed(String)
    }

    /// Counts from 1, in the order of opening; part of addresses.
    let id: Int
    /// As the user named it.
    let targets: [String]
    let control: JobControl
    /// Another document by its number, for comparisons.
    let other: @Sendable (Int) throws -> Document
    /// What views made of it.
    let kept = KeptValues()
    private let content = Mutex(State.opening)

    init(
        id: Int, targets: [String], control: JobControl,
        other: @escaping @Sendable (Int) throws -> Document = { throw PageError.notFound("document \($0)") }
    ) {
        self.id = id
        self.targets = targets
        self.control = control
        self.other = other
    }

    var state: State {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }

    var title: String {
        if case .ready(let opened) = state { return opened.title }
        return targets.joined(separator: " ")
    }

    /// - Throws: 409 while it is being opened, 422 when it could not be.
    func opened() throws(PageError) -> OpenedTarget {
        switch state {
        case .opening: throw PageError(409, "It is still being opened.")
        case .failed(let reason): throw PageError(422, reason)
        case .ready(let opened): return opened
        }
    }

    /// - Throws: as `opened()`; 404.
    func source(_ number: Int) throws(PageError) -> EvidenceSource {
        let sources = try opened().sources
        guard sources.indices.contains(number) else { throw PageError.notFound("source \(number) of document \(id)") }
        return sources[number]
    }
}
