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
        repeat {
            try source.read(into: &events, limit: 4096)
            for event in events {
                start = min(start, event.time)
                end = max(end, event.end)
                tallies.add(Int(event.process), event.duration, isFailed: false)
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
                    tally: index < tallies.tallies.count ? tallies.tallies[index] : ActivityTally()))
        }
    }

    /// The numbers of processes in the order of their tree.
    public static func order(_ processes: [ActivityProcess]) -> [Int] { walk(processes).map(\.index) }

    private static func walk(_ processes: [ActivityProcess]) -> [(index: Int, depth: Int)] {
        var result: [(index: Int, depth: Int)] = []
        var children = [[Int]](repeating: [], count: processes.count)
        var roots: [Int] = []
        for (index, process) in processes.enumerated() {
            // A parent always stands before its child; what says otherwise would be a circle.
            if process.parent >= 0, Int(process.parent) < index {
                children[Int(process.parent)].append(index)
            } else {
                roots.append(index)
            }
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
}
