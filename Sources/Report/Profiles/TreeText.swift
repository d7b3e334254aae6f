import GoProfile
import Wire

/// `tree` and `peek`: each node between its callers and callees.
///
/// Source of the form: `printTree` in internal/report/report.go of google/pprof.
public enum TreeText {
    private static let separator = "----------------------------------------------------------+-------------"
    private static let legend =
        "      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t "

    /// - Parameter expression: names of the nodes that are shown; all without it.
    /// - Throws: `notFound` when no node matches; the report is written all the same.
    public static func write(
        _ report: PprofReport, matching expression: RegularExpression?, _ time: TimeZoneClock,
        _ output: inout ByteReport
    ) throws {
        let trimmed = TrimmedGraph(report)
        let graph = trimmed.graph
        let header = PprofHeader(report: report, unit: trimmed.unit, time: time)
        for line in header.lines(trimmed, isFull: false) {
            output.add(line)
            output.endLine()
        }
        output.line(separator)
        output.line(legend)
        var sum: Int64 = 0
        var matched = 0
        for node in graph.nodes {
            let name = graph.printableName(node)
            if let expression, !expression.matches(name) { continue }
            matched += 1
            output.line(separator)
            let cumulative = graph.cumulativeValue(node)
            for edge in graph.sorted(graph.incoming[node]) {
                write(graph.edges[edge], graph.edges[edge].source, cumulative, graph, report, trimmed.unit, &output)
            }
            let flat = graph.flatValue(node)
            sum &+= flat
            output.add(ByteReport.padded(report.format(flat, unit: trimmed.unit), 10))
            output.add(" \(Measurement.percentage(flat, report.total)) \(Measurement.percentage(sum, report.total)) ")
            output.add(ByteReport.padded(report.format(cumulative, unit: trimmed.unit), 10))
            output.add(" \(Measurement.percentage(cumulative, report.total))                | ")
            output.add(name)
            output.endLine()
            for edge in graph.sorted(graph.outgoing[node]) {
                write(graph.edges[edge], graph.edges[edge].target, cumulative, graph, report, trimmed.unit, &output)
            }
        }
        if !graph.nodes.isEmpty { output.line(separator) }
        if let expression, matched == 0 {
            throw InputError(.notFound, "no matches found for regexp: \(expression.pattern)")
        }
    }

    private static func write(
        _ edge: GraphEdge, _ other: Int, _ cumulative: Int64, _ graph: ProfileGraph, _ report: PprofReport,
        _ unit: String, _ output: inout ByteReport
    ) {
        output.add(ByteReport.padded(report.format(edge.weight, unit: unit), 50))
        output.add(" \(Measurement.percentage(edge.weight, cumulative)) |   ")
        output.add(graph.printableName(other))
        if edge.isInline { output.add(" (inline)") }
        output.endLine()
    }
}
