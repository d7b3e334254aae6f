/// What the derivation of the runtime's variables needs to know of a Go version.
enum RuntimeGlobalsLayout {
    /// Offset of `lock` in `runtime.schedt` (runtime/runtime2.go), by the first minor version that has it there.
    private static let schedulerLock: [(since: Int, offset: UInt64)] = [(25, 32), (19, 24)]

    /// Alignment that the linker gives to variables as large as `sched`.
    private static let schedulerAlignment: UInt64 = 32

    /// Where `sched` starts when its lock lies at an address; nil when no version has it so.
    ///
    /// The offset of the version is tried first: builds between releases may have a neighbour's.
    static func scheduler(lock: UInt64, minorVersion: Int?) -> UInt64? {
        let own = schedulerLock.first { $0.since <= minorVersion ?? .max }
        let offsets = [own?.offset].compactMap(\.self) + schedulerLock.map(\.offset)
        return offsets.lazy.map { lock &- $0 }.first { $0 % schedulerAlignment == 0 }
    }

    // Functions that exist as such, not inlined, in all versions from 1.21 to 1.27, and what their code uses.
    /// Appends to `allgs`; stores `allgptr` and then `allglen` atomically.
    static let goroutineList = "runtime.allgadd"
    /// Walks `allp`.
    static let processorList = "runtime.preemptall"
    /// Stores `allm` atomically, and nothing else.
    static let machineList = "runtime.mcommoninit"
    /// Locks `sched.lock` first of all.
    static let schedulerLockUser = "runtime.incidlelocked"
    /// Both compute the address of `semtable` before they use any other variable.
    static let semaphoreUsers = ["runtime.semrelease1", "runtime.semacquire1"]
}
