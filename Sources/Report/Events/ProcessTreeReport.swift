import Evidence
import SystemActivity
import Wire

/// The tree of processes of a log, with a bar for the life of each.
public struct ProcessTreeReport {
    private let tree: ProcessTree
    private let tables: ActivityTables

    public init(_ tree: ProcessTree, _ tables: ActivityTables) {
        self.tree = tree
        self.tables = tables
    }

    /// Columns of the bar.
    private static let barWidth = 20

    public func write(to writer: inout TextWriter) {
        writer.line(
            StyledText(
                "\(Plural.of(tree.nodes.count, "process", "processes")) in \(DurationText.format(tree.end &- tree.start))"
            ))
        writer.blank()
        for node in tree.nodes {
            let process = tables.processes[Int(node.process)]
            var line = StyledText(bar(node) + " ", .info)
            line = line + StyledText(Pad.left(DurationText.format(node.end &- node.start), 7) + "  ", .faint)
            line = line + StyledText(String(repeating: "\u{a0}\u{a0}", count: min(node.depth, 20)))
            line = line + StyledText(tables.strings[process.name], .strong)
            line = line + StyledText(" (\(process.id)) \(arguments(process))\(ending(process))")
            writer.line(line, hanging: Self.barWidth + 10)
        }
    }

    private func bar(_ node: ProcessTree.Node) -> String {
        let length = Double(max(1, tree.end &- tree.start))
        let begin = Int(Double(max(0, node.start &- tree.start)) / length * Double(Self.barWidth))
        let end = Int((Double(max(0, node.end &- tree.start)) / length * Double(Self.barWidth)).rounded(.up))
        return String(
            (0..<Self.barWidth).map { $0 >= min(begin, Self.barWidth - 1) && $0 < max(end, begin + 1) ? "━" : "·" })
    }

    private func arguments(_ process: ActivityProcess) -> String {
        if process.arguments.isEmpty { return tables.strings[process.commandLine] }
        let words = process.arguments.dropFirst().prefix(8).map { tables.strings[$0] }
        return words.joined(separator: " ") + (process.arguments.count > 9 ? " …" : "")
    }

    private func ending(_ process: ActivityProcess) -> String {
        if let signal = process.endSignal { return " → \(LinuxSignal.name(signal))" }
        if let status = process.exitStatus, status != 0 { return " → \(status)" }
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
                    json.member("image", tables.strings[process.image])
                    json.member("arguments", strings: process.arguments.map { tables.strings[$0] })
                    json.member("startNanoseconds", node.start &- tree.start)
                    json.member("endNanoseconds", node.end &- tree.start)
                    json.member("exitStatus", process.exitStatus)
                    json.member("signal", process.endSignal)
                    json.member("events", node.tally.count)
                }
            }
        }
    }
}
