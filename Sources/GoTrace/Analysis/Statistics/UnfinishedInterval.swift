extension GoroutineInterval {
    /// The interval that the goroutine of a slot is in, as far as it has come; nil for a goroutine that is gone.
    ///
    /// The state that follows is the same one.
    init?(soFar slot: Int, _ scene: TraceScene) {
        let goroutine = scene.goroutines[slot]
        guard goroutine.state != .notExist else { return nil }
        self.init(
            goroutine: goroutine.id, slot: Int32(slot), state: goroutine.state, begin: goroutine.begin,
            isCensored: goroutine.isCensored, isOpen: false, next: goroutine.state, lostProcessor: false,
            start: max(goroutine.since, scene.start), end: scene.now, reason: goroutine.reason, stack: goroutine.stack,
            waker: -1, wakerSlot: -1, wakerStack: 0, processor: -1, thread: -1)
    }
}
