import Evidence
import Wire

/// How long the runtime waited for its own locks: the sum of what each thread counted.
extension RuntimeStateRead {
    /// M's that are asked; a program has seldom more than some hundreds.
    private static let machineLimit = 1_024

    mutating func readLockWaits() {
        guard var total = state.scheduler.runtimeLockWait, let profile = layout["m.mLockProfile"],
            let time = layout["mLockProfile.waitTime"], let link = layout["m.alllink"]
        else { return }
        guard var machine = firstMachine else {
            state.scheduler.runtimeLockWait = nil
            return
        }
        let buffer = MemoryBuffer()
        var seen = 0
        while machine != 0, seen < Self.machineLimit {
            let ranges = [
                MemoryRange(address: machine &+ UInt64(profile + time), count: 8),
                MemoryRange(address: machine &+ UInt64(link), count: 8),
            ]
            guard memory.read(ranges, into: buffer).isEmpty else { break }
            let wait: Int64 = buffer.load(0)
            if wait >= 0 { total &+= Int(wait) }
            machine = buffer.load(8)
            seen += 1
        }
        if machine != 0 {
            state.quality.count(
                "runtime.lock-wait.partial", 1, .info,
                "not all threads were asked how long they waited for locks of the runtime")
        }
        state.scheduler.runtimeLockWait = total
    }
}
