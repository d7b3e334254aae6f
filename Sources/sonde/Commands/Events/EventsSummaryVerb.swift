import ArgumentParser
import Evidence
import Report
import SystemActivity
import Wire

struct EventsSummaryVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary", abstract: "Says which processes ran, what they asked for, and how long that took.",
        discussion: """
            --by chooses what is summed up, as the summaries of Process Monitor do: `process` (what each did to files, \
            registry and network), `file`, `folder` and `extension` (opens, reads, writes, bytes), `registry`, \
            `network`, `references` (paths that one process wrote and another one read); or counts and times by any \
            column: \(ColumnSummary.Column.names.joined(separator: ", ")), or a column of Process Monitor by its title.

            EXAMPLES
              sonde events summary build.capture
              sonde events summary build.capture --all --where 'under process compile'
              sonde events summary build.capture --by file
              sonde events summary build.capture --by function --where 'class == file'
              sonde events summary log.PML --by 'Event Class'
            """)

    @Argument(help: "The file to read.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "What to sum up: process, file, folder, extension, registry, network, references, or a column.",
            valueName: "what"))
    var by: String?

    @Flag(help: "All rows of the tables.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var zone: TimeZoneOption
    @OptionGroup var filter: EventsFilterOptions

    private enum What {
        case overview, process, references
        case paths(ActivitySubject, PathSummary.Grouping, title: String)
        case column(ColumnSummary.Column, name: String)

        var needsStacks: Bool {
            if case .column(let column, _) = self { column.needsStacks } else { false }
        }
    }

    private func what() throws -> What {
        guard let by else { return .overview }
        switch by.lowercased() {
        case "process": return .process
        case "file": return .paths(.file, .path, title: "PATH")
        case "folder": return .paths(.file, .folder, title: "FOLDER")
        case "extension": return .paths(.file, .fileExtension, title: "EXTENSION")
        case "registry": return .paths(.registry, .path, title: "KEY")
        case "network": return .paths(.network, .path, title: "PEER")
        case "references", "cross-reference": return .references
        default: break
        }
        guard let column = ColumnSummary.Column(named: by.lowercased()) else {
            throw InputError(
                .usage,
                "--by takes process, file, folder, extension, registry, network, references, "
                    + ColumnSummary.Column.names.joined(separator: ", ")
                    + ", or the title of a column of Process Monitor, not `\(by)`")
        }
        return .column(column, name: by)
    }

    func run() throws {
        let shown = try filter.make()
        let what = try what()
        let source = try EventsFile.open(
            file, zone: zone.zone(), stacks: shown.asksForStacks || what.needsStacks)
        try summarise(source, what, shown)
    }

    private var limit: Int? { all || output.format == .json ? nil : 10 }

    private func summarise(_ source: some ActivitySource, _ what: What, _ shown: EventsFilterRun) throws {
        var source = source
        switch what {
        case .overview:
            let summary = try ActivitySummary(&source) { shown.shows($0, $1) }
            let report = EventsSummaryReport(summary, source.tables, source.quality, name: file, limit: limit)
            try Output.write(output.format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) })
        case .process:
            let summary = try ProcessSummary(&source) { shown.shows($0, $1) }
            let report = ProcessSummaryReport(summary, source.tables, name: file, limit: limit)
            try Output.write(output.format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) })
        case .references:
            let references = try CrossReferences(&source) { shown.shows($0, $1) }
            let report = CrossReferencesReport(references, source.tables, name: file, limit: limit)
            try Output.write(output.format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) })
        case .paths(let subject, let grouping, let title):
            let summary = try PathSummary(&source, of: subject, by: grouping) { shown.shows($0, $1) }
            let report = PathSummaryReport(summary, of: subject, title: title, name: file, limit: limit)
            try Output.write(output.format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) })
        case .column(let column, let name):
            let summary = try ColumnSummary(&source, by: column) { shown.shows($0, $1) }
            let report = ColumnSummaryReport(summary, by: name, name: file, limit: limit)
            try Output.write(output.format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) })
        }
    }
}
