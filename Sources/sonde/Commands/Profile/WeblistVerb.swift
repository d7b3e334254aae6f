import ArgumentParser
import GoProfile
import Host
import Report
import Wire

/// `sonde profile weblist`: sources and machine code on one page for a browser.
struct WeblistVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weblist",
        abstract: "A page for a browser: sources with values, and the instructions of each line.",
        discussion: """
            The page is one file that fetches nothing. Lines that have instructions open on a click.

            EXAMPLES
              sonde profile weblist -o work.html 'main\\.work' ./server cpu.pb.gz
            """)
    @OptionGroup var arguments: PprofArguments
    @Argument(help: "Regular expression of functions.") var expression: String
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]

    mutating func run() throws {
        let output = arguments.sources.output
        if output == nil, StandardStream.output.isTerminal {
            throw InputError(.usage, "the page is for a browser: name a file with -o FILE.html")
        }
        try PprofRun(kind: .weblist, arguments: arguments).writePage(
            files, matching: try RegularExpression(expression), to: output)
    }
}

extension PprofRun {
    /// - Throws: `notFound` when no function matches.
    func writePage(_ files: [String], matching expression: RegularExpression, to path: String?) throws {
        var options = try arguments.options { Self.remark($0) }
        let profile = try profile(files, &options)
        let lines = try PprofReport(profile, kind: .list, options: options)
        for remark in lines.remarks { Self.remark(remark) }
        let code = machineCode(try PprofReport(profile, kind: .disasm, options: options))
        let page = try WeblistPage(lines, code, Self.sources(lines.options), matching: expression)
        for remark in page.remarks { Self.remark(remark) }
        try ProfileOutput(path: path).write { page.write(&$0) }
    }
}
