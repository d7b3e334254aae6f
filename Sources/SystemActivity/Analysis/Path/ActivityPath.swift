import Evidence

/// The critical path of a command by who woke whom: from its end back, each wait leads to the thread that ended it, and
/// each thread to the one that made it. The parts add up to the time of the command.
public struct ActivityPath: Sendable {
    public enum Kind: UInt8, Sendable {
        /// The thread ran, or was without a processor for so little that the log does not have it.
        case running
        /// It could have run, had a processor been free.
        case ready
        /// It waited for something that is not in the log: a timer, a device, the network, another program.
        case blocked
        /// Before the first and after the last that is known.
        case unknown
    }

    public struct Segment: Sendable {
        public var kind: Kind
        /// In the log's clock.
        public var start: Int64
        public var end: Int64
        /// In `ActivityTables.processes`; -1 for none.
        public var process: Int32
        public var thread: UInt32
        /// In `ActivityTables.waits`, for what is blocked.
        public var wait: Int?

        public var duration: Int64 { end &- start }
    }

    /// In order, without gaps.
    public private(set) var segments: [Segment] = []

    /// The command that the log is about: the first process that has a start, or else the first one.
    public static func root(_ tables: ActivityTables) -> Int32 {
        if let first = tables.processes.firstIndex(where: { $0.start != nil && $0.parent < 0 }) { return Int32(first) }
        return tables.processes.isEmpty ? -1 : 0
    }

    /// - Parameters:
    ///   - events: all of a log, in the order of their begins.
    ///   - root: in `tables.processes`.
    public init(_ events: [ActivityEvent], _ tables: ActivityTables, root: Int32) {
        guard root >= 0, let first = events.first else { return }
        let process = tables.processes[Int(root)]
        let start = process.start ?? first.time
        let end = max(start, process.end ?? events.reduce(first.end) { max($0, $1.end) })
        // Whoever did the last thing ended it.
        let last = events.last { $0.process == root && $0.time <= end }
        var walk = Walk(tables)
        walk.run(from: end, to: start, thread: last?.thread ?? process.id, process: root)
        segments = walk.segments.reversed()
    }

    private struct Walk {
        private let tables: ActivityTables
        /// Waits and starts of each thread, by their begins.
        private var waits: [UInt32: [Int]] = [:]
        private var starts: [UInt32: [Int]] = [:]
        var segments: [Segment] = []

        init(_ tables: ActivityTables) {
            self.tables = tables
            for (index, wait) in tables.waits.enumerated() { waits[wait.thread, default: []].append(index) }
            for (index, thread) in tables.threads.enumerated() { starts[thread.id, default: []].append(index) }
            for thread in waits.keys {
                waits[thread]?.sort { (tables.waits[$0].time, $0) < (tables.waits[$1].time, $1) }
            }
            for thread in starts.keys {
                starts[thread]?.sort { (tables.threads[$0].start, $0) < (tables.threads[$1].start, $1) }
            }
        }

        mutating func run(from end: Int64, to start: Int64, thread: UInt32, process: Int32) {
            var (at, thread, process) = (end, thread, process)
            // Wakers that woke each other at one moment are no progress.
            var stalls = 0
            while at > start, stalls < 64 {
                let before = at
                let made = lastStart(thread, before: at).map { tables.threads[$0] }
                let floor = max(start, made?.start ?? start)
                guard let index = lastWait(thread, before: at), tables.waits[index].end > floor else {
                    add(.running, floor, &at, process, thread)
                    guard let made, made.start > start else { break }
                    (thread, process) = (made.maker, made.makerProcess)
                    stalls = at < before ? 0 : stalls + 1
                    continue
                }
                let wait = tables.waits[index]
                process = wait.process
                add(.running, max(floor, min(at, wait.end)), &at, process, thread)
                let woken = wait.isPreempted ? wait.time : wait.end &- max(0, min(wait.ready, wait.duration))
                add(.ready, max(floor, min(at, woken)), &at, process, thread)
                if !wait.isPreempted, wait.wakerProcess >= 0, wait.wakerThread != 0, wait.wakerThread != thread {
                    (thread, process) = (wait.wakerThread, wait.wakerProcess)
                } else {
                    add(.blocked, max(floor, min(at, wait.time)), &at, process, thread, wait: index)
                }
                stalls = at < before ? 0 : stalls + 1
            }
            add(.unknown, start, &at, process, thread)
        }

        private mutating func add(
            _ kind: Kind, _ start: Int64, _ at: inout Int64, _ process: Int32, _ thread: UInt32, wait: Int? = nil
        ) {
            guard start < at else { return }
            segments.append(
                Segment(kind: kind, start: start, end: at, process: process, thread: thread, wait: wait))
            at = start
        }

        /// The last wait of a thread that began before a moment; one that is not over by then ends with it.
        private func lastWait(_ thread: UInt32, before moment: Int64) -> Int? {
            waits[thread].flatMap { Self.last(of: $0) { tables.waits[$0].time < moment } }
        }

        private func lastStart(_ thread: UInt32, before moment: Int64) -> Int? {
            starts[thread].flatMap { Self.last(of: $0) { tables.threads[$0].start <= moment } }
        }

        /// The last number of which something holds that holds of all before it, too.
        private static func last(of numbers: [Int], where holds: (Int) -> Bool) -> Int? {
            var (low, high) = (0, numbers.count)
            while low < high {
                let middle = (low + high) / 2
                if holds(numbers[middle]) { low = middle + 1 } else { high = middle }
            }
            return low > 0 ? numbers[low - 1] : nil
        }
    }
}
