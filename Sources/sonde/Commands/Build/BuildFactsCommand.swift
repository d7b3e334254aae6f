import ArgumentParser
import GoBuild
import Host
import Report
import Wire

struct BuildFactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facts",
        abstract: "Writes what the compiler makes of each function as a baseline to compare later builds with.",
        discussion: """
            Whether the function can be inlined, what was inlined into it, what escapes, bounds checks, size, frame, calls \
            and allocations: text, sorted, without anything that changes when code is only moved. Commit it, and hold \
            later builds against it with `sonde build diff` and `sonde build gate`.

            EXAMPLES
              sonde build facts ./... -o build.facts
              sonde build facts ./internal/codec --go /opt/go1.27/bin/go
              go build -gcflags='-m=2 -S' ./... 2>&1 | sonde build facts -
            """)

    @Argument(help: "Packages as for `go build`, a file with saved output of the compiler, or - for standard input.")
    var targets: [String] = ["./..."]

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write to; standard output without.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("The go command.", valueName: "go"))
    var go = "go"

    func run() throws {
        let facts = try read()
        let text = BaselineFile.write(facts)
        guard let output else { return try StandardStream.output.write(text) }
        try AtomicFile.write(text, to: output, mode: 0o666)
    }

    private func read() throws -> BuildFacts {
        if targets.count == 1, let target = targets.first,
            target == "-" || MappedFile.exists(target) && !FolderListing.isFolder(target) && !target.hasSuffix(".go")
        {
            return try FactsSource.read(target, packages: [], go: go)
        }
        return try Progress.show("building \(targets.joined(separator: " "))") { _ in
            try GoTool(program: go).facts(targets)
        }
    }
}
