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
        let routines = SourceRoutine.all(graph, matching: expression)
        guard !routines.isEmpty else {
            throw InputError(.notFound, "no matches found for regexp: \(expression.pattern)")
        }
        output.line("Total: \(value(report.total))")
        for routine in routines { write(routine, &output) }
    }

    private mutating func write(_ routine: SourceRoutine, _ output: inout ByteReport) {
        guard !routine.file.isEmpty else {
            output.add("No source information for ")
            output.add(routine.name)
            output.endLine()
            return
        }
        output.add("ROUTINE ======================== ")
        output.add(routine.name)
        output.add(" in ")
        output.add(routine.file)
        output.endLine()
        let total = routine.total
        output.add(ByteReport.padded(value(total.flat), 10) + " " + ByteReport.padded(value(total.cumulative), 10))
        output.line(" (flat, cum) \(Measurement.percentage(total.cumulative, report.total)) of Total")
        let path = String(decoding: routine.file, as: UTF8.self)
        // Without lines to show pprof opens no file, and has nothing to complain about.
        if routine.range.first > routine.range.last, !sources.hasLooked(for: path) { return }
        switch sources.lines(of: path) {
        case .failure(let error): output.line(" Error: \(error.message)")
        case .success(let lines): write(routine, lines, &output)
        }
    }

    private func write(_ routine: SourceRoutine, _ lines: [[UInt8]], _ output: inout ByteReport) {
        var number = routine.range.first
        while number <= routine.range.last, number <= lines.count {
            let values = routine.lines[number] ?? SourceRoutine.Values()
            output.add(column(values.flat) + column(values.cumulative))
            output.add(ByteReport.padded(String(number), 6) + ":")
            output.add(lines[Int(number) - 1])
            output.endLine()
            number += 1
        }
    }

    private func column(_ value: Int64) -> String { ByteReport.padded(value == 0 ? "." : self.value(value), 10) + " " }
}
