import ArgumentParser
import Diagnosis
import GoBuild
import GoProfile
import Host
import Report
import Wire

struct BuildExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tells what the compiler decided: what is not inlined and why, what escapes and by which way.",
        discussion: """
            Runs `go build -gcflags=-m=2` for packages, which the build cache replays when nothing changed, and writes \
            no program. What changed is compiled once more for the optimizer log, which says why single calls are not \
            inlined and which checks stay. Or reads what the compiler printed. A function or a line gets all that was decided of it.

            EXAMPLES
              sonde build explain ./...
              sonde build explain ./... --profile cpu.pb.gz --heap heap.pb.gz
              sonde build explain '(*Store).Get'
              sonde build explain store/cache.go:41
              go build -gcflags=-m=2 ./... 2>&1 | sonde build explain -
              sonde build explain decisions.txt --format json
            """)

    @Argument(
        help: ArgumentHelp(
            "A function or FILE:LINE, and packages as for `go build`, a file with saved output, or - for standard input.",
            valueName: "target"))
    var targets: [String] = []

    @Option(
        help: ArgumentHelp(
            "A cpu profile, a file or an address: which calls that are not inlined cost most.", valueName: "source"))
    var profile: String?

    @Option(help: ArgumentHelp("A heap profile: what escapes at the lines that allocate most.", valueName: "source"))
    var heap: String?

    @Option(help: "Rows of each list.")
    var top = 15

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Reading profiles") var reading: ProfileReadingArguments

    func validate() throws {
        guard top > 0 else { throw ValidationError("--top wants a number above 0.") }
        guard !targets.contains("-") || targets.count == 1 else {
            throw ValidationError("- stands alone: what is read is one stream.")
        }
    }

    func run() throws {
        let target = try ExplainTarget(targets)
        let log = try read(target.sources)
        guard !log.decisions.isEmpty else {
            throw InputError(
                .notRecognised,
                "has no decisions of the compiler: give the output of `go build -gcflags=-m=2`"
                    + (UnknownLines.sentence(log).map { "; \($0)" } ?? ""),
                file: target.sources.joined(separator: " "))
        }
        let hot = try self.hot(log)
        guard target.query != .everything else {
            let report = ExplainReport(hot, limit: top)
            return try Output.write(output.format) {
                report.write(to: &$0)
            } json: {
                report.write(to: &$0)
            }
        }
        guard let report = ExplainFunctionReport(hot, target.query, limit: top) else {
            throw InputError(
                .notFound, "says nothing of that function or line: `go build -gcflags=-m=2` names what there is",
                file: target.sources.joined(separator: " "))
        }
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }

    /// The compiler's messages and, unless they are saved ones, what its optimizer log says beyond them.
    private func read(_ sources: [String]) throws -> CompilerLog {
        let log = try CompilerRun.read(sources)
        guard !log.decisions.isEmpty, !sources.contains(where: { CompilerRun.isSaved($0) }) else { return log }
        do { return try OptimizerRun.add(to: log, sources) } catch let error as InputError {
            let text = "why single calls are not inlined is not told, without the optimizer log: \(error)"
            try StandardStream.error.write(Array("warning: \(Printable.text(text))\n".utf8))
            return log
        }
    }

    /// The decisions with the profiles that were given.
    private func hot(_ log: CompilerLog) throws -> HotDecisions {
        let index = DecisionIndex(log)
        return HotDecisions(
            log, index, InliningBreakdowns(log) { try? MappedFile.openRegular($0, limit: 16 << 20) },
            calls: try profile.map { path in
                let read = try open(path)
                return Hot(HotCalls(read, type: try type(of: read, ["cpu", "samples"], path), index), source: path)
            },
            allocations: try heap.map { path in
                let read = try open(path)
                return Hot(
                    HotAllocations(read, type: try type(of: read, ["alloc_space", "inuse_space"], path), index),
                    source: path)
            })
    }

    private func open(_ source: String) throws -> Profile { try ProfileSources(reading).read(source) }

    /// The first column of these names.
    private func type(of profile: Profile, _ names: [String], _ path: String) throws -> Int {
        for name in names {
            if let index = profile.sampleTypes.firstIndex(where: { profile.text($0.type) == name }) { return index }
        }
        throw InputError(
            .notRecognised, "has no values of \(names.joined(separator: " or ")): it is another kind of profile",
            file: path)
    }
}
