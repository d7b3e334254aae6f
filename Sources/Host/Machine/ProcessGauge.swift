import Glibc
import Wire

/// Figures of one process that cost next to nothing, for looking at them several times a second.
public final class ProcessGauge {
    /// What /proc/PID/stat says (proc(5)).
    public struct Reading: Sendable {
        /// Nanoseconds of CLOCK_MONOTONIC.
        public var time: Int64
        /// User and system, of all threads together, in nanoseconds and steps of a clock tick.
        public var processorTime: UInt64
        public var threads: UInt64
        /// Bytes in memory.
        public var resident: UInt64
    }

    private let directory: ProcessDirectory
    private let statistics: HeldFile
    private var buffer = [UInt8](repeating: 0, count: 4096)
    private let pageSize = UInt64(max(1, sysconf(Int32(_SC_PAGESIZE))))

    /// - Throws: `gone`.
    public init(processID: Int32) throws {
        directory = try ProcessDirectory(processID: processID)
        guard let file = HeldFile("/proc/\(processID)/stat") else { throw directory.error("cannot be opened", "stat") }
        statistics = file
    }

    /// Nil once the process has ended, also when nobody has waited for it yet.
    public func read() -> Reading? {
        guard let text = statistics.contents(&buffer) else { return nil }
        var scanner = TextScanner(text)
        // Fields behind the name: state (3), utime (14), stime, num_threads (20), rss (24).
        guard scanner.skipBehindLast(UInt8(ascii: ")")), let state = scanner.field()?.first, state != "Z", state != "X"
        else { return nil }
        scanner.skipFields(10)
        guard let user = scanner.unsigned(), let system = scanner.unsigned() else { return nil }
        scanner.skipFields(4)
        guard let threads = scanner.unsigned() else { return nil }
        scanner.skipFields(3)
        guard let pages = scanner.unsigned() else { return nil }
        let time = UInt64(max(0, ClockTicks.nanoseconds(user &+ system)))
        return Reading(
            time: Clock.now(CLOCK_MONOTONIC), processorTime: time, threads: threads, resident: pages &* pageSize)
    }

    /// Open descriptors; nil when they may not be counted. Since Linux 6.2 their number is the size of the directory.
    public func descriptors() -> UInt64? {
        if let size = directory.status("fd")?.st_size, size > 0 { return UInt64(size) }
        return directory.numbers(in: "fd").map { UInt64($0.count) }
    }
}
