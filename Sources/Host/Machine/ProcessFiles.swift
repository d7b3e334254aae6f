import Evidence
import Glibc
import Wire

/// The files of one process and of its threads, held open.
final class ProcessFiles {
    /// What a process had used; with what its children had that it waited for.
    struct Usage {
        var processorTime: Int64 = 0
        var minorFaults: Int64 = 0
        var majorFaults: Int64 = 0
    }

    /// What /proc/PID/stat says.
    struct Statistics {
        var parent: Int32
        var state: Character
        var usage: Usage
    }

    let id: Int32
    private(set) var parent: Int32 = 0
    /// When it was looked at last.
    private(set) var usage = Usage()
    /// Whether it has ended, although nobody has waited for it yet.
    private(set) var isEnded = false
    private(set) var resident: Int64 = 0
    private(set) var swapped: Int64 = 0
    /// Nil as long as it is not known.
    private(set) var allowed: ProcessorSet?
    private let statistics: HeldFile
    private let status: HeldFile?
    private let schedule: TaskSchedules

    /// Nil when there is no such process.
    init?(_ id: Int32, root: String) {
        self.id = id
        guard let statistics = HeldFile("\(root)/proc/\(id)/stat") else { return nil }
        self.statistics = statistics
        status = HeldFile("\(root)/proc/\(id)/status")
        schedule = TaskSchedules("\(root)/proc/\(id)/task", process: id)
    }

    /// Looks at it again; false when it is gone.
    func look(_ buffer: inout [UInt8]) -> Bool {
        guard let text = statistics.contents(&buffer), let found = Self.statistics(text) else { return false }
        parent = found.parent
        usage = found.usage
        isEnded = found.state == "Z" || found.state == "X"
        if isEnded {
            (resident, swapped) = (0, 0)
        } else if let text = status?.contents(&buffer) {
            readStatus(text)
        }
        return true
    }

    /// Looks at its threads.
    /// - Parameters:
    ///   - room: how many more threads may be held; goes down.
    ///   - times: what their times have grown by since they were looked at last is added.
    /// - Returns: the number of threads, and of those that were left out.
    func lookAtThreads(
        room: inout Int, _ times: inout TaskSchedules.Times, _ buffer: inout [UInt8]
    ) -> (count: Int, leftOut: Int) {
        schedule.look(room: &room, &times, &buffer)
    }

    /// Its threads as they were when they were looked at last, those that ended included.
    var threads: [ThreadScheduleSample] { schedule.all }

    private func readStatus(_ text: Bytes) {
        var scanner = TextScanner(text)
        (resident, swapped) = (0, 0)
        while var line = scanner.line() {
            func bytes() -> Int64 { Int64(clamping: line.unsigned() ?? 0).multipliedOrMost(by: 1024) }
            if line.skip("VmRSS:") {
                resident = bytes()
            } else if line.skip("VmSwap:") {
                swapped = bytes()
            } else if line.skip("Cpus_allowed_list:") {
                allowed = ProcessorSet(line.rest())
                return
            }
        }
    }

    /// Fields of /proc/PID/stat behind the name: state, ppid (4), minflt (10), cminflt, majflt, cmajflt, utime (14),
    /// stime, cutime, cstime (17).
    static func statistics(_ text: Bytes) -> Statistics? {
        var scanner = TextScanner(text)
        guard scanner.skipBehindLast(UInt8(ascii: ")")), let state = scanner.field()?.first,
            let parent = scanner.decimal()
        else { return nil }
        scanner.skipFields(5)
        var values: [Int64] = []
        while values.count < 8, let value = scanner.decimal() { values.append(value) }
        guard values.count == 8 else { return nil }
        let ticks = values[4...7].reduce(UInt64(0)) { $0 &+ UInt64(max(0, $1)) }
        return Statistics(
            parent: Int32(truncatingIfNeeded: parent), state: state,
            usage: Usage(
                processorTime: ClockTicks.nanoseconds(ticks), minorFaults: values[0] &+ values[1],
                majorFaults: values[2] &+ values[3]))
    }
}
