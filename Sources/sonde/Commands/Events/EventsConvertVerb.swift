import ArgumentParser
import Host
import SystemActivity
import Wire

struct EventsConvertVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Writes the events in the format of another tool.",
        discussion: """
            The format goes by the ending of the file: .csv (as Process Monitor exports it), .xml (the same), .json or \
            .jsonl (an object for each event on a line of its own). --to names it where there is no file.

            EXAMPLES
              sonde events convert log.PML --to csv | head
              sonde events convert log.PML -o log.xml --stacks
              sonde events convert log.PML -o log.csv --timezone Europe/Berlin
            """)

    /// What `--to` names.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case csv, xml, json

        init?(path: String) {
            let name = path.lowercased()
            if name.hasSuffix(".csv") {
                self = .csv
            } else if name.hasSuffix(".xml") {
                self = .xml
            } else if name.hasSuffix(".json") || name.hasSuffix(".jsonl") {
                self = .json
            } else {
                return nil
            }
        }
    }

    @Option(
        help: ArgumentHelp("The format, when the file's ending does not say it: csv, xml or json.", valueName: "format")
    )
    var to: Kind?
    @Option(name: [.customShort("o"), .long], help: "The file to write; standard output without it.")
    var output: String?
    @OptionGroup var zone: TimeZoneOption
    @Argument(help: "The file to read.")
    var file: String

    func run() throws {
        guard let kind = to ?? output.flatMap({ Kind(path: $0) }) else {
            throw InputError(
                .usage,
                output == nil
                    ? "say where to with -o FILE, or the format with --to: csv, xml, json"
                    : "the file's ending names no format that sonde writes; say it with --to: csv, xml, json",
                file: output)
        }
        let source = try EventsFile.open(file, zone: zone.zone())
        try ByteSink.collect(output) { try write(source, kind, $0) }
    }

    private func write(_ source: some ActivitySource, _ kind: Kind, _ sink: @escaping ([UInt8]) throws -> Void) throws {
        var source = source
        switch kind {
        case .csv:
            var writer = ProcmonCSVWriter(sink: sink)
            try writer.write(&source)
        case .xml, .json: break
        }
    }
}
