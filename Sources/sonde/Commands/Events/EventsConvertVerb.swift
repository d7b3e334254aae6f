import ArgumentParser
import GoProfile
import Host
import Report
import SystemActivity
import Wire

struct EventsConvertVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Writes the events in the format of another tool.",
        discussion: """
            The format goes by the ending of the file: .csv and .xml (as Process Monitor exports them), .pml (its own \
            log, out of such a log), .json or .jsonl (an object for each event on a line of its own), .pb.gz (stacks as \
            a profile of pprof's), .folded (stacks as lines for flame graphs), .trace.json (a timeline for Perfetto and \
            Chrome: calls and waits of each thread, forks and wake-ups). --to names it where there is no file.

            EXAMPLES
              sonde events convert log.PML --to csv | head
              sonde events convert log.PML -o log.xml --stacks
              sonde events convert log.PML -o go.pml --include 'Process Name is go.exe'
              sonde events convert build.capture -o build.trace.json --where 'class == file or class == process'
              sonde events convert build.capture -o build.pb.gz && sonde profile flame build.pb.gz
            """)

    /// What `--to` names.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case csv, xml, json, pml, pprof, folded, chrome, perfetto

        /// Longer ones first: one may end like another.
        private static let endings: [(ending: String, kind: Kind)] = [
            (".trace.json", .chrome),
            (".csv", .csv), (".xml", .xml), (".json", .json), (".jsonl", .json), (".pml", .pml), (".pb.gz", .pprof),
            (".pprof", .pprof), (".folded", .folded),
        ]

        init?(path: String) {
            let name = path.lowercased()
            guard let match = Self.endings.first(where: { name.hasSuffix($0.ending) }) else { return nil }
            self = match.kind
        }
    }

    @Option(
        help: ArgumentHelp(
            "The format, when the file's ending does not say it: csv, xml, json, pml, pprof, folded, chrome or perfetto.",
            valueName: "format"))
    var to: Kind?
    @Option(name: [.customShort("o"), .long], help: "The file to write; standard output without it.")
    var output: String?
    @Flag(help: "Writes stacks, where the format has them.")
    var stacks = false
    @OptionGroup var zone: TimeZoneOption
    @OptionGroup var filter: EventsFilterOptions
    @Argument(help: "The file to read.")
    var file: String

    func run() throws {
        guard let kind = to ?? output.flatMap({ Kind(path: $0) }) else {
            throw InputError(
                .usage,
                output == nil
                    ? "say where to with -o FILE, or the format with --to: "
                        + Kind.allCases.map(\.rawValue).joined(separator: ", ")
                    : "the file's ending names no format that sonde writes; say it with --to: "
                        + Kind.allCases.map(\.rawValue).joined(separator: ", "),
                file: output)
        }
        let shown = try filter.make()
        let source = try EventsFile.open(
            file, zone: zone.zone(), stacks: stacks || shown.asksForStacks || kind == .pprof || kind == .folded)
        if kind == .pml {
            try writeLog(source, shown)
        } else {
            try ByteSink.collect(output) { try write(source, kind, shown, $0) }
        }
    }

    private func write(
        _ source: some ActivitySource, _ kind: Kind, _ shown: EventsFilterRun,
        _ sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        var source = source
        switch kind {
        case .csv:
            var writer = ProcmonCSVWriter(sink: sink)
            try writer.write(&source) { shown.shows($0, $1) }
        case .xml:
            var writer = ProcmonXMLWriter(stacks: stacks, sink: sink)
            try writer.write(&source) { shown.shows($0, $1) }
        case .pprof:
            let tallies = try tallies(&source, shown)
            try sink(ProtoWriter.gzip(StackProfile.make(tallies, source.tables, clock: source.clock)))
        case .folded:
            let tallies = try tallies(&source, shown)
            try FoldedEventStacks.write(tallies, source.tables, by: .time, sink: sink)
        case .chrome, .perfetto:
            var events: [ActivityEvent] = []
            var batch: [ActivityEvent] = []
            repeat {
                try source.read(into: &batch, limit: 4096)
                for event in batch where shown.shows(event, source) { events.append(event) }
            } while !batch.isEmpty
            var export = ActivityChromeExport(
                events, of: source, withWaits: shown.isEmpty, withStacks: stacks, sink: sink)
            try export.write()
        case .json, .pml: try writeLines(&source, shown, sink)
        }
        EventsFile.warnOfLosses(source)
    }

    /// - Throws: `usage` when no event has a stack.
    private func tallies(_ source: inout some ActivitySource, _ shown: EventsFilterRun) throws -> StackTallies {
        let tallies = try StackTallies(&source) { shown.shows($0, $1) }
        let missing = tallies.withoutStack.count
        guard missing > 0 else { return tallies }
        guard !tallies.rows.isEmpty else {
            throw InputError(
                .usage, "none of the \(missing) events has a stack, of which this format consists", file: file)
        }
        PprofRun.remark("\(missing) of the events have no stack: they are the row [no stack]")
        return tallies
    }

    private func writeLines(
        _ source: inout some ActivitySource, _ shown: EventsFilterRun, _ sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        var writer = JSONWriter(.compact, sink: sink)
        var json = EventsJSON()
        var events: [ActivityEvent] = []
        while !writer.hasFailed {
            try source.read(into: &events, limit: 4096)
            if events.isEmpty { break }
            for event in events where shown.shows(event, source) { json.write(event, of: source, to: &writer) }
        }
        try writer.finish()
    }

    /// The head of a log is known at its end, so that it takes a file.
    private func writeLog(_ source: some ActivitySource, _ shown: EventsFilterRun) throws {
        guard var reader = source as? ProcmonReader else {
            throw InputError(
                .usage,
                "only logs of Process Monitor can be written as such: others lack what their details are made of",
                file: file)
        }
        guard let output else {
            throw InputError(.usage, "a log of Process Monitor takes a file: name it with -o FILE.pml")
        }
        let writer = try AtomicFileWriter(output, mode: 0o666)
        let temporary = writer.temporaryPath
        try Interruption.during({ temporary.map(AtomicFileWriter.removeTemporary) }) {
            let head = try reader.write(sink: { try writer.write($0) }) { shown.shows($0, $1) }
            try writer.rewrite(head)
            try writer.commit()
        }
    }
}
