import ArgumentParser
import GoTrace
import Host
import Report
import Wire

extension TraceExport: ExpressibleByArgument {}
extension TraceProfileKind: ExpressibleByArgument {}

/// `sonde trace convert`: a trace in the files of other tools.
struct TraceConvertVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Writes a trace in the format of another tool.",
        discussion: """
            The format goes by the ending of the file: .perfetto-trace or .pftrace (ui.perfetto.dev), .json \
            (chrome://tracing and Perfetto), .pb.gz or .pprof (a profile), .csv (a line for each stretch of time that \
            a goroutine spent in one state). --as names it where there is no file; --to is the end of the window.

            Perfetto and Chrome get a track for each processor and each goroutine, with regions, tasks, logs, CPU \
            samples, the collector, and arrows from who wakes a goroutine to where it runs. Large traces make large \
            files: --from, --to and --goroutine choose a part; --task and --where leave out states of goroutines, \
            and neither processors nor what the program says of itself.

            What a profile is of is said by --kind. net, sync, syscall and sched are what `go tool trace -pprof` \
            writes, which counts only what begins and ends in the trace; open is the rest, with goroutines that are \
            stuck; samples are the CPU samples in the trace, at 100 a second, with labels for the goroutine's state \
            and root function.

            EXAMPLES
              sonde trace convert trace.out -o trace.perfetto-trace --from 2s --to 2.5s
              sonde trace convert trace.out -o stuck.pb.gz --kind open && sonde profile top stuck.pb.gz
              sonde trace convert trace.out --as csv | sort -t, -k8 -n | tail
            """)

    @Option(
        name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("Write to this file.", valueName: "file"))
    var output: String?

    @Option(name: .customLong("as"), help: "The format, when the file's ending does not say it.")
    var format: TraceExport?

    @Option(help: "What a profile is of.")
    var kind: TraceProfileKind?

    @OptionGroup var arguments: TraceArguments
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let format = try wantedFormat()
        if output == nil, format.isBinary, StandardStream.output.isTerminal {
            throw InputError(.usage, "this would write binary data to the terminal: name a file with -o FILE")
        }
        if let kind, kind != .open, arguments.task != nil || arguments.condition != nil {
            throw InputError(
                .usage,
                "--kind \(kind.rawValue) counts events, and --task and --where choose intervals: use --kind open, "
                    + "--as csv, or `sonde trace blocked`")
        }
        let selection = try arguments.selection()
        let options = TraceExport.Options(
            goroutines: selection.ids, from: arguments.window.from ?? 0, kind: kind ?? .sync)
        try ByteSink.collect(output) { sink in
            let progress = StoppableSink(sink)
            let export = format.analysis(options) { try progress.write($0) }
            let pass = try TraceRun.pass(file, [export], arguments, isStopped: { progress.hasFailed })
            guard var done = pass.analyses.first as? any TraceFileExport else { return }
            try done.complete()
        }
    }

    private func wantedFormat() throws -> TraceExport {
        let known = TraceExport.allCases.map(\.rawValue).joined(separator: ", ")
        guard let format = format ?? output.flatMap({ TraceExport(path: $0) }) ?? (kind == nil ? nil : .pprof) else {
            throw InputError(
                .usage,
                output == nil
                    ? "say where to with -o FILE, or the format with --as: \(known)"
                    : "the file's ending names no format that sonde writes; say it with --as: \(known)",
                file: output)
        }
        if format == .pprof, kind == nil {
            let kinds = TraceProfileKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw InputError(.usage, "say what the profile is of with --kind: \(kinds)", file: output)
        }
        if format != .pprof, kind != nil {
            throw InputError(.usage, "--kind is for profiles, and \(format.rawValue) is none", file: output)
        }
        return format
    }
}

/// Remembers that writing failed, so that reading can stop.
private final class StoppableSink {
    private let sink: ([UInt8]) throws -> Void
    private(set) var hasFailed = false

    init(_ sink: @escaping ([UInt8]) throws -> Void) { self.sink = sink }

    func write(_ bytes: [UInt8]) throws {
        do { try sink(bytes) } catch {
            hasFailed = true
            throw error
        }
    }
}
