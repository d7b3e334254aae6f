import Dispatch
import Synchronization

/// All documents, and who wants to know when they change.
public final class Workspace: Sendable {
    private struct State {
        var documents: [Document] = []
        var nextDocument = 1
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextListener = 0
        var work: [Int: JobControl] = [:]
        var nextWork = 1
    }

    private let state = Mutex(State())
    private let opener: any TargetOpener

    public init(opener: any TargetOpener) { self.opener = opener }

    var documents: [Document] { state.withLock { $0.documents } }

    func document(_ id: Int) throws(PageError) -> Document {
        guard let document = documents.first(where: { $0.id == id }) else {
            throw PageError.notFound("document \(id): it was closed, or this is another run of sonde")
        }
        return document
    }

    /// Opens targets of one program, on a thread of its own.
    /// - Returns: the number of the document.
    @discardableResult public func open(_ targets: [String]) -> Int {
        let control = JobControl { [weak self] _ in self?.announce() }
        let document = state.withLock { state in
            let document = Document(id: state.nextDocument, targets: targets, control: control) { [weak self] in
                guard let self else { throw PageError.notFound("document \($0)") }
                return try self.document($0)
            }
            state.nextDocument += 1
            state.documents.append(document)
            return document
        }
        announce()
        DispatchQueue(label: "sonde.open.\(document.id)").async { [opener] in
            do {
                document.state = .ready(try opener.open(targets, control))
            } catch is CancellationError {
                document.state = .failed("It was cancelled.")
            } catch {
                document.state = .failed("\(error)")
            }
            self.announce()
        }
        return document.id
    }

    /// Ends opening it, if that is still going on, and forgets it.
    func close(_ id: Int) throws(PageError) {
        try document(id).control.cancel()
        state.withLock { $0.documents.removeAll { $0.id == id } }
        announce()
    }

    /// Yields whenever something changed; several changes may come as one.
    func changes() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number = state.withLock { state in
                state.nextListener += 1
                state.listeners[state.nextListener] = continuation
                return state.nextListener
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
            }
            continuation.yield()
        }
    }

    /// What views work on since a while, and what each has to say; by number.
    var work: [(number: Int, progress: JobControl.Progress)] {
        state.withLock { state in
            state.work.map { ($0.key, $0.value.progress) }.sorted { $0.0 < $1.0 }
        }.filter { !$0.progress.text.isEmpty }
    }

    /// Runs what a page asked of a document, while others can see how far it is and may cancel it. It is cancelled when
    /// the document is closed.
    func working<Result>(on document: Document, _ body: (JobControl) throws -> Result) rethrows -> Result {
        let control = JobControl { [weak self] _ in
            self?.announce()
        } isUnwanted: {
            document.control.isCancelled
        }
        let number = state.withLock { state in
            state.nextWork += 1
            state.work[state.nextWork] = control
            return state.nextWork
        }
        defer {
            state.withLock { _ = $0.work.removeValue(forKey: number) }
            // Most answers take no time and say nothing.
            if !control.progress.text.isEmpty { announce() }
        }
        return try body(control)
    }

    func cancelWork(_ number: Int) { state.withLock { $0.work[number] }?.cancel() }

    private func announce() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield() }
    }
}
