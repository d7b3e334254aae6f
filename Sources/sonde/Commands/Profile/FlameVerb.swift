import ArgumentParser
import GoProfile
import Host
import Report
import Wire

/// `sonde profile flame`: a flame graph in the terminal or in a file.
struct FlameVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flame", abstract: "A flame graph in the terminal, or in a file of its own.",
        discussion: """
            The root is on top; each frame is as wide as its part of the whole. With -diff_base the widths are those of \
            both profiles together, and each frame says how it changed.

            EXAMPLES
              sonde profile flame cpu.pb.gz
              sonde profile flame -focus=ServeHTTP --search 'encoding/json' cpu.pb.gz
              sonde profile flame --inverted --depth 10 cpu.pb.gz
              sonde profile flame -diff_base=before.pb.gz after.pb.gz
              sonde profile flame -o cpu.svg cpu.pb.gz
              sonde profile flame -o heap.html -sample_index=inuse_space heap.pb.gz
            """)

    @Option(help: ArgumentHelp("Mark frames that match, and say what part they are.", valueName: "re"))
    var search: String?
    @Flag(help: "Begin with the innermost functions, their callers below.")
    var inverted = false
    @Option(help: ArgumentHelp("Most frames to draw below the root.", valueName: "n"))
    var depth: Int?
    @Option(help: ArgumentHelp("Columns to draw in, rather than those of the terminal.", valueName: "n"))
    var width: Int?
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Profiles; - for standard input.") var files: [String]

    mutating func validate() throws {
        if let depth, depth < 1 { throw ValidationError("--depth must be at least 1") }
        if let width, !(20...10_000).contains(width) { throw ValidationError("--width must be from 20 to 10000") }
    }

    mutating func run() throws {
        let expression = try search.map { try RegularExpression($0) }
        if let path = arguments.sources.output, let form = FlameFile.form(of: path) {
            var file = FlameFile(arguments: arguments, form: form)
            file.opensInverted = inverted
            file.search = expression
            return try file.write(files, to: path)
        }
        let report = try PprofRun(kind: .traces, arguments: arguments).report(files)
        let found = expression.map { ($0.pattern, FlameSearch(report, $0)) }
        if let path = arguments.sources.output, !Self.isText(path) {
            throw InputError(.usage, "a flame graph is written to a file that ends in .svg, .html or .txt", file: path)
        }
        var options = FlameTextOptions(width: width ?? Output.textOptions.width, depth: depth)
        options.isUnicode = TerminalStyle.isUnicode
        if arguments.sources.output == nil { options.colors = TerminalStyle.colors }
        let limits = FlameLimits(leastShare: 1 / Double(4 * options.width))
        let view = FlameView(report, FlameTree(report, isInverted: inverted, limits: limits), search: found)
        if let path = arguments.sources.output {
            try AtomicFile.write(try FlameText.write(view, options), to: path)
        } else {
            _ = try FlameText.write(view, options) { try StandardStream.output.write($0) }
        }
    }

    private static func isText(_ path: String) -> Bool { path.hasSuffix(".txt") || path.hasPrefix("/dev/") }
}
