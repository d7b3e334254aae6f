import ArgumentParser
import GoProfile
import Host
import Report
import Wire

/// `sonde profile convert`: a profile in the files of other tools.
struct ConvertVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Writes a profile in the format of another tool.",
        discussion: """
            The format goes by the ending of the file: .pb.gz or .pprof (pprof), .folded or .collapsed (flamegraph.pl \
            and others), .speedscope.json, .chrome.json (chrome://tracing, Perfetto), .firefox.json \
            (profiler.firefox.com), .csv (a row for each function), .json (all of the profile, schema \
            sonde.profile/1), .svg, .html, .dot, .callgrind. --to names it where there is no file. All of pprof's \
            filters apply; inlined frames stay frames; speedscope, Chrome and Firefox get one profile or thread for \
            each type of values.

            EXAMPLES
              sonde profile convert cpu.pb.gz -o cpu.folded
              sonde profile convert heap.pb.gz -o heap.speedscope.json
              sonde profile convert -focus=ServeHTTP --to csv cpu.pb.gz | head
            """)

    /// What `--to` names.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case proto, folded, speedscope, chrome, firefox, csv, json, svg, html, dot, callgrind

        /// Endings of files; longer ones first where one ends like another.
        private static let endings: [(ending: String, kind: Kind)] = [
            (".speedscope.json", .speedscope), (".chrome.json", .chrome), (".trace.json", .chrome),
            (".firefox.json", .firefox), (".profile.json", .firefox), (".json", .json), (".pb.gz", .proto),
            (".pprof", .proto), (".prof", .proto), (".folded", .folded), (".collapsed", .folded), (".csv", .csv),
            (".svg", .svg), (".html", .html), (".htm", .html), (".dot", .dot), (".callgrind", .callgrind),
        ]

        init?(path: String) {
            let name = path.lowercased()
            guard let match = Self.endings.first(where: { name.hasSuffix($0.ending) }) else { return nil }
            self = match.kind
        }
    }

    @Option(help: ArgumentHelp("The format, when the file's ending does not say it.", valueName: "format"))
    var to: Kind?
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles; - for standard input.") var files: [String]

    mutating func run() throws {
        let path = arguments.sources.output
        guard let kind = to ?? path.flatMap({ Kind(path: $0) }) else {
            let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw InputError(
                .usage,
                path == nil
                    ? "say where to with -o FILE, or the format with --to: \(known)"
                    : "the file's ending names no format that sonde writes; say it with --to: \(known)",
                file: path)
        }
        switch kind {
        case .proto: try PprofRun(kind: .proto, arguments: arguments).run(files, matching: nil)
        case .dot: try PprofRun(kind: .dot, arguments: arguments).run(files, matching: nil)
        case .callgrind: try PprofRun(kind: .callgrind, arguments: arguments).run(files, matching: nil)
        case .svg, .html:
            try FlameFile(arguments: arguments, form: kind == .svg ? .svg : .html).write(files, to: path)
        case .folded: try export(.folded, path)
        case .speedscope: try export(.speedscope, path)
        case .chrome: try export(.chrome, path)
        case .firefox: try export(.firefox, path)
        case .csv: try export(.csv, path)
        case .json: try export(.json, path)
        }
    }

    private func export(_ format: ProfileExport, _ path: String?) throws {
        let report = try PprofRun(kind: .traces, arguments: arguments).report(files, granularity: format.granularity)
        let remarks = try ByteSink.collect(path) { try format.write(report, sink: $0) }
        for remark in remarks { PprofRun.remark(remark) }
    }
}

/// Where bytes go that come in pieces.
enum ByteSink {
    /// Standard output as they come, or a file that is only there when it is whole.
    static func collect<Result>(
        _ path: String?, _ body: (@escaping ([UInt8]) throws -> Void) throws -> Result
    ) throws -> Result {
        guard let path else { return try body { try StandardStream.output.write($0) } }
        let writer = try AtomicFileWriter(path, mode: 0o666)
        let temporary = writer.temporaryPath
        return try Interruption.during({ temporary.map(AtomicFileWriter.removeTemporary) }) {
            let result = try body { try writer.write($0) }
            try writer.commit()
            return result
        }
    }
}
