import Evidence
import SystemActivity
import Wire

/// The tree of processes of a log, with a bar for the life of each.
public struct ProcessTreeReport {
    private let tree: ProcessTree
    private let tables: ActivityTables
    private let withCommands: Bool

    /// - Parameter withCommands: whether whole command lines are shown, and not short titles.
    public init(_ tree: ProcessTree, _ tables: ActivityTables, withCommands: Bool = false) {
        self.tree = tree
        self.tables = tables
        self.withCommands = withCommands
    }

    /// Columns of the bar in a place of some columns.
    private static func barWidth(_ width: Int) -> Int { width < 60 ? 8 : width < 80 ? 12 : width < 120 ? 20 : 32 }

    public func write(to writer: inout TextWriter) {
        writer.line(
            StyledText(
                "\(Plural.of(tree.nodes.count, "process", "processes")) in \(DurationText.format(tree.end &- tree.start))"
            ))
        if tree.nodes.isEmpty { return }
        writer.blank()
        let bar = Self.barWidth(writer.options.width)
        let hasTimes = tree.nodes.contains { $0.userTime != nil || $0.kernelTime != nil }
        // Narrow places have no room for when a process began: the bar says it.
        let hasStart = writer.options.width >= 70
        var head = String(repeating: " ", count: bar + 1)
        if hasStart { head += Pad.left("START", 7) + " " }
        head += Pad.left("LIFE", 7) + "  "
        if hasTimes { head += Pad.left("CPU", 7) + "  " }
        writer.unwrapped(StyledText(head + "PROCESS", .faint))
        for node in tree.nodes {
            var lead = StyledText(self.bar(node, bar) + " ", .info)
            if hasStart { lead.append(Pad.left(start(node), 7) + " ", .faint) }
            lead.append(Pad.left(DurationText.format(node.end &- node.start), 7) + "  ", .faint)
            if hasTimes {
                let time = node.userTime.map { $0 &+ (node.kernelTime ?? 0) }
                lead.append(Pad.left(time.map { DurationText.format($0) } ?? "", 7) + "  ", .faint)
            }
            // Deep trees keep half of the place for their names.
            let depth = min(node.depth * 2, max(0, writer.options.width / 2 - lead.width))
            lead.append(String(repeating: " ", count: depth))
            writer.line(title(node), hanging: min(lead.width + 2, writer.options.width * 2 / 3), lead: lead)
        }
    }

    /// Since the begin of the log; a moment before it is as good as then.
    private func start(_ node: ProcessTree.Node) -> String {
        let start = node.start &- tree.start
        return start < -1_000_000_000 ? "before" : DurationText.format(max(0, start))
    }

    /// `compile (123) fmt → 2`.
    private func title(_ node: ProcessTree.Node) -> StyledText {
        let process = tables.processes[Int(node.process)]
        let name = tables.strings[process.name]
        var words = ProcessWords.title(node.process, tables)
        if withCommands { words = "\(name) (\(process.id)) \(tables.commandLine(of: node.process))" }
        var line = StyledText()
        let end = words.firstIndex(of: " ") ?? words.endIndex
        line.append(String(words[..<end]), .strong)
        line.append(String(words[end...]))
        let ending = ending(node, process)
        if !ending.isEmpty { line.append(" → " + ending, .warning) }
        return line
    }

    private func bar(_ node: ProcessTree.Node, _ width: Int) -> String {
        let length = Double(max(1, tree.end &- tree.start))
        // A process may say that it began or ended outside of the log.
        func place(_ time: Int64) -> Double { min(1, Double(max(0, time &- tree.start)) / length) * Double(width) }
        let begin = Int(place(node.start))
        let end = Int(place(node.end).rounded(.up))
        return String((0..<width).map { $0 >= min(begin, width - 1) && $0 < max(end, begin + 1) ? "━" : "·" })
    }

    private func ending(_ node: ProcessTree.Node, _ process: ActivityProcess) -> String {
        if let signal = process.endSignal { return LinuxSignal.name(signal) }
        if let status = node.exitStatus, status != 0 { return "\(status)" }
        return ""
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.tree/1")
            json.member("durationNanoseconds", tree.end &- tree.start)
            json.member("processes", array: tree.nodes) { json, node in
                let process = tables.processes[Int(node.process)]
                json.object { json in
                    json.member("pid", process.id)
                    json.member("parent", process.parentID)
                    json.member("depth", node.depth)
                    json.member("name", tables.strings[process.name])
                    json.member("title", tables.title(ofProcess: node.process))
                    json.member("image", tables.strings[process.image])
                    json.member("arguments", strings: process.arguments.map { tables.strings[$0] })
                    if process.arguments.isEmpty, process.commandLine != .empty {
                        json.member("commandLine", tables.strings[process.commandLine])
                    }
                    json.member("startNanoseconds", node.start &- tree.start)
                    json.member("endNanoseconds", node.end &- tree.start)
                    json.member("hasEnded", process.end != nil)
                    json.member("exitStatus", node.exitStatus)
                    json.member("signal", process.endSignal)
                    if let signal = process.endSignal { json.member("signalName", LinuxSignal.name(signal)) }
                    json.member("userNanoseconds", node.userTime)
                    json.member("kernelNanoseconds", node.kernelTime)
                    json.member("events", node.tally.count)
                }
            }
        }
    }
}
