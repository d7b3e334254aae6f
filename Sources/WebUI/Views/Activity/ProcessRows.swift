import Evidence
import Report
import SystemActivity
import Wire

/// The tree of processes with what each took, used and moved.
struct ProcessRows {
    /// What is found out once.
    private struct Table: Sendable {
        var tree: ProcessTree
        /// By process.
        var rows: [Int32: ProcessSummary.Row]
        /// Nanoseconds by process; nil when the source does not say when threads waited.
        var running: [Int64]?
        /// How many events each process has in each part of the log's time.
        var busy: [[UInt32]]
    }

    /// Parts of the log's time that are told apart in the bars.
    static let parts = 120

    private let source: HeldActivity
    private let table: Table
    private let outline: Outline
    private let closed: Set<Int>
    private let request: PageRequest

    init(_ store: ActivityStore, _ request: PageRequest) throws {
        self.request = request
        let source = try store.activity(request.control)
        self.source = source
        // The lives are those of the log, whatever is filtered.
        let tree = try store.result("tree", EventFilter(), request.control) { try ProcessTree(&$0) }
        let running = try store.result("running", EventFilter(), request.control) { RunningTimes($0)?.times }
        let filter = try EventFilter(request)
        table = try store.result("processes", filter, request.control) { source in
            let busy = Self.busy(source, tree)
            let summary = try ProcessSummary(&source)
            let rows = Dictionary(uniqueKeysWithValues: summary.rows.map { ($0.process, $0) })
            return Table(tree: tree, rows: rows, running: running, busy: busy)
        }
        let closed = Outline.numbers(request.query["closed"])
        self.closed = closed
        outline = Outline(tree.nodes.map(\.depth)) { closed.contains(Int(tree.nodes[$0].process)) }
    }

    private static func busy(_ source: HeldActivity, _ tree: ProcessTree) -> [[UInt32]] {
        var busy = [[UInt32]](repeating: [], count: source.tables.processes.count)
        let length = max(1, tree.end &- tree.start)
        var source = source
        var batch: [ActivityEvent] = []
        while (try? source.read(into: &batch, limit: 1 << 16)) != nil, !batch.isEmpty {
            for event in batch where event.process >= 0 {
                let process = Int(event.process)
                if busy[process].isEmpty { busy[process] = Array(repeating: 0, count: parts) }
                let part = Int(Double(event.time &- tree.start) / Double(length) * Double(parts))
                busy[process][min(max(part, 0), parts - 1)] += 1
            }
        }
        return busy
    }

    func answer() throws -> PageAnswer {
        let nodes = table.tree.nodes
        let from = try request.integer("from", in: 0...outline.shown.count, or: 0)
        let to = try request.integer("to", in: from...outline.shown.count, or: from)
        let most = table.rows.values
        let wanted = try request.integer("process")
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("count", outline.shown.count)
            json.member("total", nodes.count)
            json.member("durationNanoseconds", table.tree.end &- table.tree.start)
            json.member("hasProcessorTimes", nodes.contains { $0.userTime != nil || $0.kernelTime != nil })
            json.member("hasRunning", table.running != nil)
            json.member("mostProcessorTime", nodes.reduce(0) { max($0, processorTime($1) ?? 0) })
            json.member("mostRead", most.reduce(0) { max($0, $1.files.bytesIn + $1.network.bytesIn) })
            json.member("mostWritten", most.reduce(0) { max($0, $1.files.bytesOut + $1.network.bytesOut) })
            if let wanted {
                let place = outline.shown.firstIndex { Int(nodes[$0].process) == wanted }
                json.member("place", place)
                json.member("ancestors", array: ancestors(wanted)) { $0.value($1) }
            }
            json.member("rows", array: outline.shown[from..<min(to, from + 1000)]) { write($1, to: &$0) }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// Nanoseconds: what the system counted, or what follows from when the threads waited.
    private func processorTime(_ node: ProcessTree.Node) -> Int64? {
        if let time = node.userTime { return time &+ (node.kernelTime ?? 0) }
        return table.running.map { $0[Int(node.process)] }
    }

    private func ancestors(_ process: Int) -> [Int] {
        var result: [Int] = []
        var at = process
        while source.tables.processes.indices.contains(at), result.count < 4096 {
            at = Int(source.tables.processes[at].parent)
            if at < 0 || result.contains(at) { break }
            result.append(at)
        }
        return result
    }

    private func write(_ place: Int, to json: inout JSONWriter) {
        let node = table.tree.nodes[place]
        let process = source.tables.processes[Int(node.process)]
        let row = table.rows[node.process] ?? ProcessSummary.Row(process: node.process)
        let hasChildren = place + 1 < table.tree.nodes.count && table.tree.nodes[place + 1].depth > node.depth
        json.object { json in
            json.member("process", node.process)
            json.member("depth", node.depth)
            json.member("title", source.tables.title(ofProcess: node.process))
            json.member("command", source.tables.commandLine(of: node.process))
            json.member("pid", process.id)
            if hasChildren { json.member("isOpen", !closed.contains(Int(node.process))) }
            json.member("start", node.start &- table.tree.start)
            json.member("end", node.end &- table.tree.start)
            json.member("hasStart", process.start != nil)
            json.member("hasEnd", process.end != nil)
            json.member("exitStatus", node.exitStatus)
            if let signal = process.endSignal { json.member("signal", LinuxSignal.name(signal)) }
            json.member("processorTime", processorTime(node))
            json.member("kernelTime", node.kernelTime)
            json.member("waited", row.waited)
            json.member("ready", row.ready)
            json.member("events", row.tally.count)
            json.member("failed", row.tally.failed)
            json.member("read", row.files.bytesIn + row.network.bytesIn)
            json.member("written", row.files.bytesOut + row.network.bytesOut)
            json.member("busy", busy(node.process))
        }
    }

    /// A digit for each part of the time: 0 for nothing, 9 for the most of any part of this process.
    private func busy(_ process: Int32) -> String {
        let counts = table.busy[Int(process)]
        let most = Double(counts.max() ?? 0)
        return String(
            decoding: counts.map { count -> UInt8 in
                count == 0 ? 48 : 48 + UInt8(1 + Int(Double(count) / most * 8))
            }, as: UTF8.self)
    }
}
