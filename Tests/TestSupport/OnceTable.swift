import Synchronization

/// Values that are made once for each key of this process, while other keys go on in parallel.
final class OnceTable<Value: Sendable>: Sendable {
    private final class Slot: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private let slots = Mutex<[String: Slot]>([:])

    /// The value of a key; `make` runs if there is none yet. A failure is not kept: the next caller tries again.
    func value(for key: String, _ make: () throws -> Value) throws -> Value {
        let slot = slots.withLock { table in
            if let slot = table[key] { return slot }
            let slot = Slot()
            table[key] = slot
            return slot
        }
        return try slot.value.withLock { kept in
            if let kept { return kept }
            let made = try make()
            kept = made
            return made
        }
    }
}
