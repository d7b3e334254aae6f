import Evidence
import GoProfile
import Wire

/// `list`: the source of functions with the values of each line.
///
/// Source of the form: `printSource` in internal/report/source.go of google/pprof.
public struct ListText {
    private let report: PprofReport
    private let graph: ProfileGraph
    private var sources: SourceLines

    /// - Parameter expression: names of the functions that are shown.
    /// - Throws: `notFound` when no function matches.
    public static func write(
        _ report: PprofReport, matching expression: RegularExpression, _ sources: SourceLines,
        _ output: inout ByteReport
    ) throws {
        var writer = ListText(report: report, graph: ProfileGraph(report), sources: sources)
        try writer.write(expression, &output)
    }

    private func value(_ value: Int64) -> String { report.format(value, unit: report.options.unit) }

    private mutating func write(_ expression: RegularExpression, _ output: inout ByteReport) throws {
        var functions: [[UInt8]: [Int]] = [:]
        for node in graph.nodes {
            let name = Array(graph.strings.bytes(graph.infos[node].name))
            if expression.matches(name) { functions[name, default: []].append(node) }
        }
        guard !functions.isEmpty else {
            throw InputError(.notFound, "no matches found for regexp: \(expression.pattern)")
        }
        output.line("Total: \(value(report.total))")
        for (name, nodes) in functions.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            writeFunction(name, nodes, &output)
        }
    }

    private mutating func writeFunction(_ name: [UInt8], _ nodes: [Int], _ output: inout ByteReport) {
        var files: [[UInt8]: [Int]] = [:]
        for node in nodes where graph.infos[node].file != .empty {
            files[Array(graph.strings.bytes(graph.infos[node].file)), default: []].append(node)
        }
        if files.isEmpty {
            output.add("No source information for ")
            output.add(name)
            output.endLine()
        }
        for (file, nodes) in files.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            output.add("ROUTINE ======================== ")
            output.add(name)
            output.add(" in ")
            output.add(file)
            output.endLine()
            let flat = nodes.reduce(Int64(0)) { $0 &+ graph.flat[$1] }
            let cumulative = nodes.reduce(Int64(0)) { $0 &+ graph.cumulative[$1] }
            output.add(ByteReport.padded(value(flat), 10) + " " + ByteReport.padded(value(cumulative), 10))
            output.line(" (flat, cum) \(Measurement.percentage(cumulative, report.total)) of Total")
            writeLines(String(decoding: file, as: UTF8.self), nodes, &output)
        }
    }

    private mutating func writeLines(_ file: String, _ nodes: [Int], _ output: inout ByteReport) {
        let range = lineRange(nodes)
        var values: [Int64: (flat: Int64, cumulative: Int64)] = [:]
        for node in nodes {
            let old = values[graph.infos[node].line] ?? (0, 0)
            values[graph.infos[node].line] = (old.flat &+ graph.flat[node], old.cumulative &+ graph.cumulative[node])
        }
        switch sources.lines(of: file) {
        case .failure(let error): output.line(" Error: \(error.message)")
        case .success(let lines):
            var number = range.first
            while number <= range.last, number <= lines.count {
                let (flat, cumulative) = values[number] ?? (0, 0)
                output.add(ByteReport.padded(flat == 0 ? "." : value(flat), 10) + " ")
                output.add(ByteReport.padded(cumulative == 0 ? "." : value(cumulative), 10) + " ")
                output.add(ByteReport.padded(String(number), 6) + ":")
                output.add(lines[Int(number) - 1])
                output.endLine()
                number += 1
            }
        }
    }

    /// From the function's first line, or five before the first with a value, to five behind the last.
    private func lineRange(_ nodes: [Int]) -> (first: Int64, last: Int64) {
        let margin: Int64 = 5
        var start = Int64.max
        var end = Int64.min
        for node in nodes {
            let info = graph.infos[node]
            start = min(start, info.startLine != 0 ? info.startLine : info.line &- margin)
            end = max(end, info.line &+ margin)
        }
        return (max(start, 1), end)
    }
}
