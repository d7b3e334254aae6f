import Synchronization

/// A value that takes long to make: made when it is first asked for, once, while all who ask meanwhile wait for it.
public final class Shared<Value: Sendable>: Sendable {
    private enum State {
        case pending(@Sendable (JobControl) throws -> Value)
        /// What made it is let go: it may hold on to what keeps this.
        case made(Result<Value, any Error>)
    }

    private let state: Mutex<State>
    /// Everybody who asks right now.
    private let askers = Mutex<[JobControl]>([])

    public init(_ make: @escaping @Sendable (JobControl) throws -> Value) { state = Mutex(.pending(make)) }

    /// How many ask right now.
    var waiting: Int { askers.withLock { $0.count } }

    /// - Parameter control: of who asks. Making it goes on as long as anybody wants it; when nobody does any more, the
    ///   next one makes it anew.
    /// - Throws: what making it threw, each time the same; `CancellationError`.
    public func get(_ control: JobControl) throws -> Value {
        askers.withLock { $0.append(control) }
        defer { askers.withLock { $0.removeAll { $0 === control } } }
        return try state.withLock { state in
            switch state {
            case .made(let result): return try result.get()
            case .pending(let make):
                try control.check()
                let result = Result { try make(allAskers()) }
                if case .failure(let error) = result, error is CancellationError { throw error }
                state = .made(result)
                return try result.get()
            }
        }
    }

    /// Tells all who wait, and is cancelled when all of them are.
    private func allAskers() -> JobControl {
        JobControl { [weak self] in
            self?.askers.withLock { $0.allSatisfy(\.isCancelled) } ?? true
        } changed: { [weak self] progress in
            for asker in self?.askers.withLock({ $0 }) ?? [] { asker.report(progress.text, part: progress.part) }
        }
    }
}
