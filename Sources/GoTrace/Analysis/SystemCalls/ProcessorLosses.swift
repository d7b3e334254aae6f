/// When goroutines in system calls lost the processors that they had.
///
/// It has to see every interval of processors, and the intervals of goroutines as they come.
struct ProcessorLosses {
    /// When the processor of the last system call was taken or given back, by the goroutine's slot.
    private var released: [Int64] = []

    mutating func note(_ interval: ProcessorInterval) {
        guard interval.state == .syscall, interval.slot >= 0 else { return }
        let slot = Int(interval.slot)
        released.reach(slot, with: .min)
        released[slot] = interval.end
    }

    /// From when on a system call was without a processor: its end when it kept it to the end, its start when it never
    /// had one.
    func loss(_ call: GoroutineInterval, _ scene: TraceScene) -> Int64 {
        let slot = Int(call.slot)
        if slot < released.count, released[slot] > call.start, released[slot] <= call.end { return released[slot] }
        if call.lostProcessor { return call.start }
        guard call.isOpen || call.next == .notExist else { return call.end }
        let isHeld = scene.processors.contains { $0.state == .syscall && $0.slot == call.slot }
        return isHeld ? call.end : call.start
    }
}
