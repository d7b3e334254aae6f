import GoProcess

/// Looks at a program whose queues come and go: the last look may catch one of the moments between two queues, and what
/// the findings are about is the last look.
enum QueuedLooks {
    /// The looks without those at the end in which far fewer goroutines queue than in most; at least half of them stay.
    static func withoutCalmEnd(_ views: [SnapshotView], _ limits: Thresholds) -> [SnapshotView] {
        guard views.count > 2 else { return views }
        let queued = views.map(queued)
        let usual = queued.sorted()[queued.count / 2]
        guard usual >= limits.lockWaiters.value else { return views }
        var count = views.count
        while count * 2 > views.count + 1, queued[count - 1] * 4 < usual { count -= 1 }
        return Array(views[..<count])
    }

    /// Goroutines of the program that wait for a lock, or for room in a channel.
    private static func queued(_ view: SnapshotView) -> Int {
        view.kinds.indices.count { view.roles[$0] == .application && kinds.contains(view.kinds[$0]) }
    }

    private static let kinds: Set<WaitKind> = [.mutex, .readLock, .writeLock, .channelSend, .semaphore]
}
