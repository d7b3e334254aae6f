import Synchronization

/// A value that takes long to make: made when it is first asked for, once, while all who ask meanwhile wait for it.
public final class Shared<Value: Sendable>: Sendable {
    private enum State {
        case pending(@Sendable (JobControl) throws -> Value)
        /// What made it is let go: it may hold on to what keeps this.
        case made(Result<Value, any Error>)
    }

    private let state: Mutex<State>

    public init(_ make: @escaping @Sendable (JobControl) throws -> Value) { state = Mutex(.pending(make)) }

    /// - Parameter control: of who asks; when it is cancelled while the value is made, the next one makes it anew.
    /// - Throws: what making it threw, each time the same.
    public func get(_ control: JobControl) throws -> Value {
        try state.withLock { state in
            switch state {
            case .made(let result): return try result.get()
            case .pending(let make):
                let result = Result { try make(control) }
                if case .failure(let error) = result, error is CancellationError { throw error }
                state = .made(result)
                return try result.get()
            }
        }
    }
}
