import Synchronization

/// What views keep of a document between requests; it goes with the document.
final class ViewCache: Sendable {
    private let values = Mutex<[String: any Sendable]>([:])

    /// The value of a key, made when it is first asked for. Making it must not take long: what does is a `Shared`.
    func value<Value: Sendable>(_ key: String, make: () -> Value) -> Value {
        values.withLock { values in
            if let known = values[key] as? Value { return known }
            let value = make()
            values[key] = value
            return value
        }
    }
}
