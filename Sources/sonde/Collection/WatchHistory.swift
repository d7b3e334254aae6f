import GoProcess

/// The last looks at a program that is being watched: they tell how long a goroutine has not moved.
struct WatchHistory {
    private var snapshots: [GoroutineSnapshot] = []
    /// Goroutines that all looks together may have; the oldest looks but one are dropped above that.
    private let goroutineLimit = 1_000_000
    private let lookLimit = 8

    /// The newest look, with ages from those before.
    mutating func aged(_ snapshot: GoroutineSnapshot) -> GoroutineSnapshot {
        snapshots.append(snapshot)
        while snapshots.count > lookLimit || (snapshots.count > 2 && total > goroutineLimit) {
            // The first look stays: it is what the greatest age is measured from.
            snapshots.remove(at: 1)
        }
        return Ages.fold(snapshots) ?? snapshot
    }

    private var total: Int { snapshots.reduce(0) { $0 + $1.goroutines.count } }
}
