import Evidence
import GoProfile

/// `dot`: the call graph for Graphviz.
///
/// Source of the form: internal/graph/dotgraph.go of google/pprof.
public struct DotText {
    private let report: PprofReport
    private let trimmed: TrimmedGraph
    private let graph: ProfileGraph
    private let time: TimeZoneClock

    public static func write(_ report: PprofReport, _ time: TimeZoneClock, _ output: inout ByteReport) {
        DotText(report, time).write(&output)
    }

    private init(_ report: PprofReport, _ time: TimeZoneClock) {
        self.report = report
        self.time = time
        trimmed = TrimmedGraph(report)
        graph = trimmed.graph
    }

    private func value(_ value: Int64) -> String { report.format(value, unit: trimmed.unit) }

    private func write(_ output: inout ByteReport) {
        let mainFile = report.profile.mappings.first.map { report.profile.text($0.file) } ?? ""
        let title = mainFile.isEmpty ? "" : PathText.base(mainFile)
        output.line("digraph \"\(title.isEmpty ? "unnamed" : title)\" {")
        output.line(##"node [style=filled fillcolor="#f8f8f8"]"##)
        writeLegend(title, &output)
        if !graph.nodes.isEmpty { writeGraph(&output) }
        output.line("}")
    }

    private func writeLegend(_ title: String, _ output: inout ByteReport) {
        let lines = PprofHeader(report: report, unit: trimmed.unit, time: time).lines(trimmed, isFull: true)
        output.add("subgraph cluster_L { \"")
        output.add(Self.escaped(lines[0]))
        output.add("\" [shape=box fontsize=16 label=\"")
        for (number, line) in lines.enumerated() {
            if number > 0 { output.add("\\l") }
            output.add(Self.escaped(line))
        }
        output.add("\\l\"")
        if !title.isEmpty { output.add(" tooltip=\"\(title)\"") }
        output.line("] }")
    }

    private func writeGraph(_ output: inout ByteReport) {
        var numbers: [Int: Int] = [:]
        var largest = 0.0
        for (at, node) in graph.nodes.enumerated() {
            numbers[node] = at + 1
            let own = Double(graph.flatValue(node).wrappingMagnitude)
            largest = at == 0 ? own : max(largest, own)
        }
        var hasBoxes: Set<Int> = []
        var edges: [Int] = []
        for (at, node) in graph.nodes.enumerated() {
            writeNode(node, at + 1, largest, &output)
            if DotTagBoxes(report, trimmed).write(node, at + 1, &output) { hasBoxes.insert(node) }
            edges += graph.outgoing[node]
        }
        for edge in graph.sorted(edges) {
            let from = graph.edges[edge].source
            writeEdge(
                graph.edges[edge], numbers[from] ?? 0, numbers[graph.edges[edge].target] ?? 0,
                hasBoxes.contains(from), &output)
        }
    }

    private func writeNode(_ node: Int, _ number: Int, _ largest: Double, _ output: inout ByteReport) {
        let flat = graph.flatValue(node)
        let cumulative = graph.cumulativeValue(node)
        var label = Self.multilineName(graph.infos[node], graph.strings)
        let flatText = value(flat)
        label += Array((flat != 0 ? "\(flatText) (\(share(flat)))" : "0").utf8)
        var cumulativeText = flatText
        if cumulative != flat {
            cumulativeText = value(cumulative)
            label += Array("\(flat != 0 ? "\\n" : " ")of \(cumulativeText) (\(share(cumulative)))".utf8)
        }
        var fontSize: Int64 = 8
        let own = Double(flat.wrappingMagnitude)
        if largest != 0, flat != 0, own <= largest {
            fontSize &+= Int64(asGo: (16 * (own / largest).squareRoot()).rounded(.up))
        }
        let score = Double(cumulative) / Double(report.total.wrappingMagnitude)
        output.add("N\(number) [label=\"")
        output.add(label)
        output.add("\" id=\"node\(number)\" fontsize=\(fontSize) shape=box tooltip=\"")
        output.add(Self.escaped(graph.printableName(node)))
        output.add(" (\(cumulativeText))\" color=\"\(DotColor.text(score, isBackground: false))\"")
        output.line(" fillcolor=\"\(DotColor.text(score, isBackground: true))\"]")
    }

    private func share(_ value: Int64) -> String {
        String(Measurement.percentage(value, report.total).drop { $0 == " " })
    }

    private func writeEdge(
        _ edge: GraphEdge, _ from: Int, _ to: Int, _ sourceHasBoxes: Bool, _ output: inout ByteReport
    ) {
        let weight = value(edge.value)
        output.add("N\(from) -> N\(to) [label=\" \(weight)\(edge.isInline ? "\\n (inline)" : "")\"")
        if report.total != 0 {
            func part(_ most: Int64) -> Int64 {
                return 1 &+ min((edge.value &* most).quotient(report.total).wrappingMagnitude, most)
            }
            if part(100) > 1 { output.add(" weight=\(part(100))") }
            if part(5) > 1 { output.add(" penwidth=\(part(5))") }
            let score = Double(edge.value) / Double(report.total.wrappingMagnitude)
            output.add(" color=\"\(DotColor.text(score, isBackground: false))\"")
        }
        var tip = Self.escaped(graph.printableName(edge.source))
        tip += Array(" \(edge.isResidual ? "..." : "->") ".utf8) + Self.escaped(graph.printableName(edge.target))
        tip += Array(" (\(weight))".utf8)
        output.add(" tooltip=\"")
        output.add(tip)
        output.add("\" labeltooltip=\"")
        output.add(tip)
        output.add("\"")
        if edge.isResidual { output.add(" style=\"dotted\"") }
        if sourceHasBoxes { output.add(" minlen=2") }
        output.line("]")
    }

    /// Text in a quoted string of Graphviz; lines are aligned to the left.
    static func escaped(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text {
            switch byte {
            case UInt8(ascii: "\\"): result += Array("\\\\".utf8)
            case UInt8(ascii: "\""): result += Array("\\\"".utf8)
            case UInt8(ascii: "\n"): result += Array("\\l".utf8)
            default: result.append(byte)
            }
        }
        return result
    }

    /// A shortened name with its parts below each other.
    private static func multilineName(_ info: GraphNodeInfo, _ strings: StringTable) -> [UInt8] {
        var strings = strings
        var info = info
        let short = escaped(FunctionNameShortening.short(Array(strings.bytes(info.name))))
        var name = String(decoding: short, as: UTF8.self)
        name = name.replacing("::", with: "\\n").replacing("[...]", with: "[…]").replacing(".", with: "\\n")
        info.name = strings.intern(name)
        if info.file != .empty { info.file = strings.intern(PathText.base(strings[info.file])) }
        return Array(info.components(strings).joined(separator: Array("\\n".utf8))) + Array("\\n".utf8)
    }
}
