import GoProcess
import Synchronization

/// Looks at a process that the threads of the server ask for: one at a time.
final class SharedLooks: Sendable {
    private let live: Mutex<LiveCollection>
    private let stops: Bool

    init(live: sending LiveCollection, stops: Bool) {
        self.live = Mutex(live)
        self.stops = stops
    }

    func look() throws -> GoroutineSnapshot {
        try live.withLock { try ProcessTarget.look($0, stops: stops, depth: .holders) }
    }
}
