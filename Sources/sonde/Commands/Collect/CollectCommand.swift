import ArgumentParser
import Diagnosis
import Host
import Wire

struct CollectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Gathers everything about a running Go program into a directory to take away.",
        discussion: """
            The directory is a case: `sonde why DIR` diagnoses it on any machine. It holds the evidence in its own \
            formats (snapshots, pprof profiles, an execution trace, a capture of system activity) and manifest.json, which \
            says what is what and what could not be had. All of it is readable for its owner alone.

            With --redact the case is fit for the eyes of others, and gives the same findings: arguments, values of \
            labels, paths under home directories, addresses and host names, and what the program wrote become \
            pseudonyms, the same ones in all files. Names of functions, modules and programs, sizes and times stay. \
            A case that is there already is redacted when its directory is the target.

            EXAMPLES
              sonde collect 4711 -o checkout.case
              sonde collect name:checkout -o checkout.case --duration 30s
              sonde why checkout.case
              sonde collect 4711 -o outside.case --redact
              sonde collect checkout.case -o outside.case --redact
            """)

    @Argument(help: "A process id, or name:PATTERN; with --redact also the directory of a case.")
    var target: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The directory to make.", valueName: "DIR"), completion: .directory)
    var output: String

    @Option(help: ArgumentHelp("How long it is watched, such as 500ms, 5s or 2m (default: 10s).", valueName: "time"))
    var duration: DurationArgument?

    @Flag(help: "Stop the process while its memory is read.")
    var stop = false

    @Flag(help: "Replace arguments, label values, paths under home directories and addresses by pseudonyms.")
    var redact = false

    @OptionGroup var connection: ConnectionOptions

    private static let duration: Int64 = 10_000_000_000

    func validate() throws {
        if let duration, duration.nanoseconds <= 0 { throw ValidationError("--duration must be more than nothing.") }
    }

    func run() throws {
        switch try TargetCollector(plan: LookPlan()).resolve(target) {
        case .process(let id): try collect(id)
        case .processName(let pattern): try collect(try ProcessSearch.find(pattern))
        case .file(let path) where redact || CaseFolder.isCase(path): try redact(path)
        case .url, .file, .standardInput:
            throw InputError(
                .usage, "`\(target)` is no running process: `sonde why \(target)` reads servers and files as they are")
        }
    }

    private func collect(_ id: Int32) throws {
        let folder = try CaseFolder(making: output)
        let collection = CaseCollection(
            processID: id, duration: duration?.nanoseconds ?? Self.duration, connection: connection, stopsTarget: stop)
        try write(folder) {
            guard redact else {
                return try Progress.show("looking at process \(id) …") { _ in try collection.collect(into: folder) }
            }
            // What is not redacted yet touches no disk under a name.
            let files = MemoryCase(isKept: true)
            let surroundings = CaseSurroundings(processID: id)
            _ = try Progress.show("looking at process \(id) …") { _ in try collection.collect(into: files) }
            let redaction = try CaseRedaction(files)
            redaction.learn(surroundings)
            return try Progress.show("redacting …") { _ in try redaction.write(into: folder) }
        }
    }

    /// Redacts a case that is there.
    private func redact(_ path: String) throws {
        guard CaseFolder.isCase(path) else {
            throw InputError(
                .usage,
                "is no case, and nothing else is redacted: a core file or an executable has all that the program has",
                file: path)
        }
        guard redact else {
            throw InputError(.usage, "is a case already; --redact makes one for the eyes of others of it", file: path)
        }
        if stop || duration != nil {
            throw InputError(.usage, "--stop and --duration are for a process, and `\(path)` is a case")
        }
        let redaction = try CaseRedaction(CaseFolder(path))
        redaction.learn(CaseSurroundings())
        let folder = try CaseFolder(making: output)
        try write(folder) { try Progress.show("redacting \(path) …") { _ in try redaction.write(into: folder) } }
    }

    private func write(_ folder: CaseFolder, _ make: () throws -> CaseManifest) throws {
        let manifest: CaseManifest
        do { manifest = try Interruption.during({ folder.remove() }, make) } catch {
            folder.remove()
            throw error
        }
        try CaseSummary(manifest, path: output).write()
    }
}

/// What is said of a case when it is done, on standard error.
struct CaseSummary {
    private let manifest: CaseManifest
    private let path: String

    init(_ manifest: CaseManifest, path: String) {
        self.manifest = manifest
        self.path = path
    }

    func write() throws {
        let kinds = manifest.files.map(\.kind.rawValue).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        var text = "\(path): \(manifest.files.count) files (\(kinds.joined(separator: ", ")))\n"
        for missing in manifest.missing { text += "without \(missing.evidence): \(Printable.text(missing.reason))\n" }
        if let redaction = manifest.redaction {
            let removed = redaction.removed.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }
            text += "redacted; values removed: \(removed.isEmpty ? "none" : removed.joined(separator: ", "))\n"
            for left in redaction.leftOut {
                text += "not in it\(left.file.isEmpty ? "" : ", of \(left.file)"): \(Printable.text(left.reason))\n"
            }
        }
        text += "`sonde why \(path)` reads it on any machine\n"
        try StandardStream.error.write(Array(text.utf8))
    }
}
