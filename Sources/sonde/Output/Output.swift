import Diagnosis
import Host
import Report
import Wire

/// Standard output as reports need it.
enum Output {
    /// Writes a report in the form that was asked for.
    static func write(
        _ format: OutputFormat, layout: JSONWriter.Layout = .pretty, language: Language = .english,
        text: (inout TextWriter) -> Void, json: (inout JSONWriter) -> Void
    ) throws {
        switch format {
        case .text:
            var options = textOptions
            options.language = language
            var writer = TextWriter(options, sink: sink)
            text(&writer)
            try writer.finish()
        case .json:
            var writer = JSONWriter(layout, sink: sink)
            json(&writer)
            try writer.finish()
        }
    }

    /// Writes a report that has a table in the form that was asked for.
    static func write(
        _ format: TraceTableFormat, text: (inout TextWriter) -> Void, json: (inout JSONWriter) -> Void,
        csv: () -> [UInt8]
    ) throws {
        switch format {
        case .text: try write(OutputFormat.text, text: text, json: json)
        case .json: try write(OutputFormat.json, text: text, json: json)
        case .csv: try StandardStream.output.write(csv())
        }
    }

    /// Writes a report that is also a document in the form that was asked for.
    static func write(
        _ format: ReportFormat, language: Language, text: (inout TextWriter) -> Void,
        json: (inout JSONWriter) -> Void, markdown: (inout ByteReport) -> Void, html: (inout ByteReport) -> Void
    ) throws {
        switch format {
        case .text: try write(OutputFormat.text, language: language, text: text, json: json)
        case .json: try write(OutputFormat.json, text: text, json: json)
        case .markdown, .html:
            var report = ByteReport(sink: sink)
            if format == .html { html(&report) } else { markdown(&report) }
            try report.finish()
        }
    }

    private static func sink(_ bytes: [UInt8]) throws { try StandardStream.output.write(bytes) }

    /// Width from COLUMNS or the terminal, 80 without either; colours on a terminal that has some, unless NO_COLOR
    /// (https://no-color.org) is set to anything.
    static var textOptions: TextOptions {
        let wanted = Surroundings.variable("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? min($0, 10_000) : nil }
        let isDumb = Surroundings.variable("TERM") == "dumb"
        return TextOptions(
            width: wanted ?? StandardStream.output.terminalColumns ?? 80,
            hasColor: StandardStream.output.isTerminal && Surroundings.variable("NO_COLOR") == nil && !isDumb)
    }
}

/// Text from outside in messages.
enum Printable {
    /// The text with control characters other than newlines spelled out.
    static func text(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayWidth.printable(String($0)) }
            .joined(separator: "\n")
    }
}
