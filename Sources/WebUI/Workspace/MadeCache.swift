import Synchronization

/// What views made of evidence, by a name that says all that it depends on: the ones that were asked for last.
final class MadeCache: Sendable {
    private struct Entry {
        var key: String
        var value: any Sendable
    }

    private let entries = Mutex<[Entry]>([])
    private let limit: Int

    init(limit: Int = 8) { self.limit = limit }

    /// The value of a name; several who ask at once wait for the one that makes it.
    /// - Throws: what making it throws.
    func get<Value: Sendable>(
        _ key: String, _ control: JobControl, _ make: @escaping @Sendable (JobControl) throws -> Value
    ) throws -> Value {
        let shared = entries.withLock { entries in
            if let at = entries.firstIndex(where: { $0.key == key }), let known = entries[at].value as? Shared<Value> {
                entries.append(entries.remove(at: at))
                return known
            }
            let new = Shared(make)
            entries.append(Entry(key: key, value: new))
            if entries.count > limit { entries.removeFirst() }
            return new
        }
        return try shared.get(control)
    }
}
