import Evidence

/// Ages of waits from looking more than once.
public enum Ages {
    /// The last snapshot, in which every goroutine that did not move since an earlier one is at least as old as the
    /// time between: `waitingNanoseconds` is raised to it, with `AgeSource.snapshots`, where it was unknown or smaller.
    ///
    /// `observedNanoseconds` becomes the time from the first snapshot to the last. Goroutines that run or can run have
    /// no such age.
    /// - Parameter snapshots: of one program, oldest first.
    /// - Returns: nil for no snapshots.
    public static func fold(_ snapshots: [GoroutineSnapshot]) -> GoroutineSnapshot? {
        guard var result = snapshots.last else { return nil }
        guard let last = snapshots.last, snapshots.count > 1 else { return result }
        var isSteady = Array(repeating: true, count: last.goroutines.count)
        for earlier in snapshots.dropLast().reversed() {
            let alignment = SnapshotDiffAlignment(earlier, last)
            let elapsed = alignment.elapsedNanoseconds ?? 0
            result.observedNanoseconds = max(result.observedNanoseconds, elapsed)
            var stays = Array(repeating: false, count: isSteady.count)
            for pair in alignment.pairs() where isSteady[pair.after] && alignment.isUnmoved(pair) {
                stays[pair.after] = true
                guard elapsed > max(0, result.goroutines[pair.after].waitingNanoseconds) else { continue }
                result.goroutines[pair.after].waitingNanoseconds = elapsed
                result.goroutines[pair.after].ageSource = .snapshots
            }
            // Whoever moved before this look cannot be older than the next one.
            isSteady = stays
        }
        return result
    }
}
