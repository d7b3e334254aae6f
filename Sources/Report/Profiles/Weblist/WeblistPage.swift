import Evidence
import GoBinary
import GoProfile
import Wire

/// `weblist`: functions' sources with the values of each line, which opens to the instructions that it became.
///
/// One HTML file without a program in it, which fetches nothing. Not pprof's page: that one has a program and other
/// headings; the values of lines are those of `list`, and those of instructions are those of `disasm`.
public struct WeblistPage {
    private let report: PprofReport
    private let routines: [(routine: SourceRoutine, source: Result<[[UInt8]], InputError>)]
    private let code: WeblistCode

    /// What the user should know about the page.
    public var remarks: [String] { code.notes }

    /// - Parameters:
    ///   - report: of lines, as `list` has it.
    ///   - code: of the same profile.
    ///   - expression: names of the functions that are shown.
    /// - Throws: `notFound` when no function matches.
    public init(
        _ report: PprofReport, _ code: ProfiledCode, _ sources: SourceLines, matching expression: RegularExpression
    ) throws {
        self.report = report
        let routines = SourceRoutine.all(ProfileGraph(report), matching: expression)
        guard !routines.isEmpty else {
            throw InputError(.notFound, "no matches found for regexp: \(expression.pattern)")
        }
        var sources = sources
        self.routines = routines.map { ($0, sources.lines(of: String(decoding: $0.file, as: UTF8.self))) }
        self.code = WeblistCode(
            code, functions: Set(routines.map { String(decoding: $0.name, as: UTF8.self) }),
            syntax: report.options.intelSyntax ? .intel : .gnu)
    }

    private func value(_ value: Int64) -> String { report.format(value, unit: report.options.unit) }

    private func column(_ value: Int64) -> String { ByteReport.padded(value == 0 ? "." : self.value(value), 10) + " " }

    public func write(_ output: inout ByteReport) {
        let type = MarkupText.escaped(report.sampleType)
        let file = report.profile.mappings.first.map { PathText.base(report.profile.text($0.file)) } ?? ""
        let title = "\(MarkupText.escaped(file)) \(type)"
        output.line(
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width">
            <title>\(title)</title>
            <style>
            \(WeblistStyle.text)</style></head><body>
            <h1>\(title), total \(value(report.total))</h1>
            """)
        for note in code.notes { output.line("<p class=\"note\">\(MarkupText.escaped(note))</p>") }
        output.line("<ul>")
        for (number, item) in routines.enumerated() {
            output.line("<li><a href=\"#r\(number)\">\(name(item.routine))</a> \(weights(item.routine))</li>")
        }
        output.line("</ul>")
        for (number, item) in routines.enumerated() { write(number, item.routine, item.source, &output) }
        output.line("</body></html>")
    }

    private func name(_ routine: SourceRoutine) -> String {
        MarkupText.escaped(String(decoding: routine.name, as: UTF8.self))
    }

    private func weights(_ routine: SourceRoutine) -> String {
        let share = Measurement.percentage(routine.total.cumulative, report.total).drop { $0 == " " }
        let (flat, cumulative) = (value(routine.total.flat), value(routine.total.cumulative))
        return "<span class=\"faint\">\(flat) flat, \(cumulative) cum, \(share) of the total</span>"
    }

    private func write(
        _ number: Int, _ routine: SourceRoutine, _ source: Result<[[UInt8]], InputError>, _ output: inout ByteReport
    ) {
        output.line("<h2 id=\"r\(number)\">\(name(routine))</h2>")
        let file = routine.file.isEmpty ? "no source information" : String(decoding: routine.file, as: UTF8.self)
        output.line("<p>\(MarkupText.escaped(file)) · \(weights(routine))</p>")
        var texts: [[UInt8]] = []
        switch source {
        case .success(let lines): texts = lines
        case .failure(let error):
            if !routine.file.isEmpty { output.line("<p class=\"note\">\(MarkupText.escaped(error.message))</p>") }
        }
        output.line("<div class=\"code\"><div class=\"head\">      flat        cum   line</div>")
        for number in shownLines(routine, texts.count) {
            let text = number >= 1 && number <= texts.count ? texts[Int(number) - 1] : []
            writeLine(routine, number, String(decoding: text, as: UTF8.self), &output)
        }
        output.line("</div>")
    }

    /// The lines of `list`, and all around them that became instructions; only those with values or instructions where
    /// there is no source.
    private func shownLines(_ routine: SourceRoutine, _ count: Int) -> [Int64] {
        let name = String(decoding: routine.name, as: UTF8.self)
        let compiled = code.lines[name] ?? []
        let weighty = routine.lines.keys.filter { $0 < 1 || $0 > count }
        guard count > 0 else { return Set(weighty).union(compiled).sorted() }
        let known = compiled.filter { $0 >= 1 && $0 <= count }
        let first = min(routine.range.first, known.min() ?? .max)
        let last = min(max(routine.range.last, known.max() ?? .min), Int64(count))
        let outside = Set(weighty).union(compiled.subtracting(known)).sorted()
        return outside + (first <= last ? Array(first...last) : [])
    }

    private func writeLine(_ routine: SourceRoutine, _ number: Int64, _ text: String, _ output: inout ByteReport) {
        let values = routine.lines[number] ?? SourceRoutine.Values()
        let columns = column(values.flat) + column(values.cumulative)
        let place = ByteReport.padded(String(number), 6)
        let source = MarkupText.escaped(text.replacing("\t", with: "    "))
        let content = "\(columns)<span class=\"number\">\(place)</span>  \(source)"
        let style = heat(values.cumulative)
        let key = WeblistCode.Key(function: String(decoding: routine.name, as: UTF8.self), line: number)
        guard let entries = code.entries[key], !entries.isEmpty else {
            output.line("<div\(style)>\(content)</div>")
            return
        }
        output.line("<details><summary\(style)>\(content)</summary><div class=\"instructions\">")
        write(entries, key.function, &output)
        output.line("</div></details>")
    }

    /// Width of a line's bar: its part of the whole.
    private func heat(_ value: Int64) -> String {
        guard value != 0, report.total != 0 else { return "" }
        let tenths = Int(min(1000, (abs(Double(value) / Double(report.total)) * 1000).rounded()))
        return " style=\"--w:\(tenths / 10).\(tenths % 10)%\""
    }

    private func write(_ entries: [WeblistCode.Entry], _ function: String, _ output: inout ByteReport) {
        var container = function
        var inlined: [String] = []
        var next: UInt64?
        for entry in entries {
            let instruction = entry.line.instruction
            let address = instruction.address.rawValue
            if entry.container != container {
                container = entry.container
                output.line("<div class=\"in\">inlined into \(MarkupText.escaped(container))</div>")
            } else if let next, next != address {
                output.line("<div class=\"gap\">          ⋮</div>")
            }
            if entry.inlined != inlined {
                inlined = entry.inlined
                for (depth, call) in inlined.enumerated() {
                    let indent = String(repeating: "  ", count: depth + 1)
                    output.line("<div class=\"in\">\(indent)inlined call of \(MarkupText.escaped(call))</div>")
                }
            }
            next = address &+ UInt64(instruction.length)
            let values = column(entry.line.flatValue) + column(entry.line.cumulativeValue)
            let number = ByteReport.padded(String(address, radix: 16), 10)
            output.line(
                "<div\(heat(entry.line.cumulativeValue))>\(values)<span class=\"number\">\(number)</span>: "
                    + "\(MarkupText.escaped(instruction.text))</div>")
        }
    }
}
