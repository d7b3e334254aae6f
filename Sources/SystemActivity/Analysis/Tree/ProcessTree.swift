import Evidence
import Wire

/// The processes of a log as a tree, parents before children and children in the order in which they began.
public struct ProcessTree: Sendable {
    public struct Node: Sendable {
        /// In `ActivityTables.processes`.
        public var process: Int32
        /// 0 for those without a parent in the log.
        public var depth: Int
        /// In the log's clock; begin or end of the log where the process has none.
        public var start: Int64
        public var end: Int64
        public var tally = ActivityTally()
        /// What it exited with; nil when it did not, or when that is not known.
        public var exitStatus: Int32?
        /// Nanoseconds of processor time, by its own code and by the system for it; nil when the log does not say.
        public var userTime: Int64?
        public var kernelTime: Int64?
    }

    public private(set) var nodes: [Node] = []
    /// Of the log, in its clock.
    public let start: Int64
    public let end: Int64

    /// Reads a source to its end.
    /// - Throws: what is wrong with the source.
    public init(_ source: inout some ActivitySource) throws(InputError) {
        var tallies = TallyTable()
        var events: [ActivityEvent] = []
        var (start, end) = (Int64.max, Int64.min)
        var usages: [Int32: ProcmonUsage] = [:]
        var detail: [UInt8] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            for event in events {
                start = min(start, event.time)
                end = max(end, event.end)
                tallies.add(Int(event.process), event.duration, isFailed: false)
                guard event.kind == .process, event.process >= 0,
                    source.tables.strings.bytes(event.operation).elementsEqual("Process Exit".utf8)
                else { continue }
                detail.removeAll(keepingCapacity: true)
                source.appendDetail(of: event, to: &detail)
                usages[event.process] = ProcmonUsage(detail: detail)
            }
        } while !events.isEmpty
        (self.start, self.end) = start <= end ? (start, end) : (0, 0)
        let processes = source.tables.processes
        for (index, depth) in Self.walk(processes) {
            let process = processes[index]
            nodes.append(
                Node(
                    process: Int32(index), depth: depth, start: process.start ?? self.start,
                    end: process.end ?? self.end,
                    tally: tallies.tally(index) ?? ActivityTally(),
                    exitStatus: process.exitStatus, userTime: usages[Int32(index)]?.userTime,
                    kernelTime: usages[Int32(index)]?.kernelTime))
        }
    }

    /// The numbers of processes in the order of their tree.
    public static func order(_ processes: [ActivityProcess]) -> [Int] { walk(processes).map(\.index) }

    private static func walk(_ processes: [ActivityProcess]) -> [(index: Int, depth: Int)] {
        var result: [(index: Int, depth: Int)] = []
        var children = [[Int]](repeating: [], count: processes.count)
        var roots: [Int] = []
        let parents = parentsWithoutCircles(processes)
        for index in processes.indices {
            if let parent = parents[index] { children[parent].append(index) } else { roots.append(index) }
        }
        func order(_ indexes: [Int]) -> [Int] {
            indexes.sorted { (processes[$0].start ?? .min, $0) < (processes[$1].start ?? .min, $1) }
        }
        // A list of what is still to do, since trees may be as deep as a shell script likes.
        var pending = order(roots).reversed().map { ($0, 0) }
        while let (index, depth) = pending.popLast() {
            result.append((index, depth))
            pending += order(children[index]).reversed().map { ($0, depth + 1) }
        }
        return result
    }

    /// The parent of each process; nil where it has none, and where it would be its own ancestor.
    private static func parentsWithoutCircles(_ processes: [ActivityProcess]) -> [Int?] {
        var parents = processes.map { process in
            processes.indices.contains(Int(process.parent)) ? Int(process.parent) : nil
        }
        enum State { case unknown, onTheWay, known }
        var states = [State](repeating: .unknown, count: processes.count)
        for index in processes.indices {
            var way: [Int] = []
            var at: Int? = index
            while let here = at, states[here] == .unknown {
                states[here] = .onTheWay
                way.append(here)
                at = parents[here]
            }
            if let here = at, states[here] == .onTheWay, let last = way.last { parents[last] = nil }
            for here in way { states[here] = .known }
        }
        return parents
    }
}
