import ArgumentParser
import Diagnosis
import GoBuild
import Wire

/// The program's source, when it is at hand: the compiler says why what is hot is as it is.
struct SourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The program's packages, as for go build: what the compiler decided of hot functions is added. May be repeated.",
            valueName: "packages"))
    var sources: [String] = []

    @Option(
        help: ArgumentHelp(
            "An earlier build: a git revision, a folder, or a file of `sonde build facts`. Says what the compiler decides "
                + "worse now of hot functions.", valueName: "build"))
    var since: String?

    /// - Throws: what is wrong with a build.
    func read() throws -> (compiler: CompilerEvidence?, builds: BuildChanges?) {
        guard !sources.isEmpty || since != nil else { return (nil, nil) }
        let packages = sources.isEmpty ? ["./..."] : sources
        if since != nil, let saved = packages.first(where: { CompilerRun.isSaved($0) }) {
            throw InputError(
                .usage, "--since builds the packages of --sources, and `\(saved)` is saved output: name packages")
        }
        let log = try Progress.show("building \(packages.joined(separator: " ")) …") { _ in
            try CompilerRun.read(packages)
        }
        let breakdowns = InliningBreakdowns(log) { try? MappedFile.openRegular($0, limit: 16 << 20) }
        let changes = try since.map { before in
            try Progress.show("building \(before) …") { _ in
                let old = try FactsSource.read(before, packages: packages, go: "go")
                let new = try FactsSource.read(".", packages: packages, go: "go")
                return BuildChanges(FactComparison(old: old, new: new).changes, before: before)
            }
        }
        return (CompilerEvidence(log, breakdowns), changes)
    }
}
