import Evidence
import Glibc
import Wire

/// What the scheduler tells of each thread of a process (/proc/PID/task/TID/schedstat: nanoseconds run, nanoseconds
/// waited for a processor, number of turns).
final class TaskSchedules {
    struct Times {
        var run: Int64 = 0
        var wait: Int64 = 0
    }

    private struct Task {
        var file: HeldFile?
        var times = Times()
    }

    /// Threads that have ended and are kept, those that waited longest: a program may make any number.
    private static let mostEnded = 256

    private let process: Int32
    private let directory: Int32
    private var tasks: [Int32: Task] = [:]
    private var ended: [ThreadScheduleSample] = []

    /// - Parameter path: of the folder with a folder for each thread.
    init(_ path: String, process: Int32) {
        self.process = process
        directory = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    deinit { if directory >= 0 { close(directory) } }

    /// As `ProcessFiles.lookAtThreads`.
    func look(room: inout Int, _ times: inout Times, _ buffer: inout [UInt8]) -> (count: Int, leftOut: Int) {
        let ids = list()
        var leftOut = 0
        var present: Set<Int32> = []
        for id in ids {
            present.insert(id)
            var task = tasks[id] ?? Task()
            if task.file == nil {
                guard room > 0, let file = HeldFile(in: directory, "\(id)/schedstat") else {
                    leftOut += 1
                    continue
                }
                task.file = file
            }
            room -= 1
            if let text = task.file?.contents(&buffer), let now = Self.times(text) {
                times.run &+= max(0, now.run &- task.times.run)
                times.wait &+= max(0, now.wait &- task.times.wait)
                task.times = now
            }
            tasks[id] = task
        }
        if tasks.count > present.count - leftOut { forget { !present.contains($0) } }
        return (ids.count, leftOut)
    }

    private func forget(_ isGone: (Int32) -> Bool) {
        for (id, task) in tasks where isGone(id) {
            ended.append(sample(id, task))
            tasks[id] = nil
        }
        guard ended.count > Self.mostEnded else { return }
        ended.sort { ($1.runWait, $0.thread) < ($0.runWait, $1.thread) }
        ended.removeSubrange(Self.mostEnded...)
    }

    private func sample(_ id: Int32, _ task: Task) -> ThreadScheduleSample {
        ThreadScheduleSample(process: process, thread: id, runTime: task.times.run, runWait: task.times.wait)
    }

    /// Those that live, and of those that have ended the ones that waited longest.
    var all: [ThreadScheduleSample] { ended + tasks.map { sample($0.key, $0.value) } }

    private func list() -> [Int32] {
        guard directory >= 0 else { return [] }
        let listing = unsafe openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        return listing >= 0 ? DirectoryListing.numbers(takingOver: listing) ?? [] : []
    }

    static func times(_ text: Bytes) -> Times? {
        var scanner = TextScanner(text)
        guard let run = scanner.unsigned(), let wait = scanner.unsigned() else { return nil }
        return Times(run: Int64(clamping: run), wait: Int64(clamping: wait))
    }
}
