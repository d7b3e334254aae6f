import GoProfile

/// `top`: nodes with their own and inclusive values.
///
/// Source of the form: `printText` in internal/report/report.go of google/pprof.
public enum TopText {
    public static func write(_ report: PprofReport, _ time: TimeZoneClock, _ output: inout ByteReport) {
        let trimmed = TrimmedGraph(report)
        let graph = trimmed.graph
        let header = PprofHeader(report: report, unit: trimmed.unit, time: time)
        for line in header.lines(trimmed, isFull: false) {
            output.add(line)
            output.endLine()
        }
        output.line("      flat  flat%   sum%        cum   cum%")
        var sum: Int64 = 0
        for node in graph.nodes {
            let flat = graph.flatValue(node)
            let cumulative = graph.cumulativeValue(node)
            sum &+= flat
            output.add(ByteReport.padded(report.format(flat, unit: trimmed.unit), 10))
            output.add(" \(Measurement.percentage(flat, report.total)) \(Measurement.percentage(sum, report.total)) ")
            output.add(ByteReport.padded(report.format(cumulative, unit: trimmed.unit), 10))
            output.add(" \(Measurement.percentage(cumulative, report.total))  ")
            output.add(graph.printableName(node))
            output.add(inlineLabel(graph.inlining(node)))
            output.endLine()
        }
    }

    private static func inlineLabel(_ inlining: NodeInlining) -> String {
        guard inlining.contains(.inlined) else { return "" }
        return inlining.contains(.called) ? " (partial-inline)" : " (inline)"
    }
}
