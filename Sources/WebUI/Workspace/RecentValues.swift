import Synchronization

/// The values that were asked for last, each made once while all who ask meanwhile wait for it.
final class RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let kept = Mutex<[(key: Key, value: Shared<Value>)]>([])
    private let limit: Int

    /// - Parameter limit: values that are kept.
    init(limit: Int) { self.limit = limit }

    /// - Throws: what making it throws.
    func get(
        _ key: Key, _ control: JobControl, _ make: @escaping @Sendable (JobControl) throws -> Value
    ) throws -> Value {
        let shared = kept.withLock { kept in
            if let place = kept.firstIndex(where: { $0.key == key }) {
                kept.append(kept.remove(at: place))
            } else {
                if kept.count == limit { kept.removeFirst() }
                kept.append((key, Shared(make)))
            }
            return kept[kept.count - 1].value
        }
        return try shared.get(control)
    }
}
