import Synchronization

/// A value that takes long to make: made when it is first asked for, once, while all who ask meanwhile wait for it.
public final class Shared<Value: Sendable>: Sendable {
    private let made = Mutex<Result<Value, any Error>?>(nil)
    private let make: @Sendable (JobControl) throws -> Value

    public init(_ make: @escaping @Sendable (JobControl) throws -> Value) { self.make = make }

    /// - Parameter control: of who asks; when it is cancelled while the value is made, the next one makes it anew.
    /// - Throws: what making it threw, each time the same.
    public func get(_ control: JobControl) throws -> Value {
        try made.withLock { made in
            if let made { return try made.get() }
            let result = Result { try make(control) }
            if case .failure(let error) = result, error is CancellationError { throw error }
            made = result
            return try result.get()
        }
    }
}
