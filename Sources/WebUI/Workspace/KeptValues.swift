import Synchronization

/// What views made of a document and will need again; it goes when the document does.
final class KeptValues: Sendable {
    private let values = Mutex<[String: any Sendable]>([:])

    /// The value under a name, made when nobody asked for it before. What takes long to make belongs into a `Shared`.
    func value<Value: Sendable>(_ name: String, make: () -> Value) -> Value {
        values.withLock { values in
            if let known = values[name] as? Value { return known }
            let made = make()
            values[name] = made
            return made
        }
    }
}
