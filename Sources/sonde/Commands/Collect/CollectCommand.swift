import ArgumentParser
import Diagnosis
import Evidence
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

            With --on, sonde waits until a condition becomes true, saves a case in a new directory in DIR that is named \
            after the time (UTC) and what fired, and waits on, like a flight recorder: the newest cases stay (--keep, \
            --max-size). Each alternative between || fires by itself, and anew only after it has been false. A condition \
            compares goroutines, cpu (percent of one processor over the last second, as in top), rss, threads, \
            descriptors or gc (collections a minute) with a number, or names a signal to sonde, SIGUSR1 or SIGUSR2; \
            `for 10s` behind it asks that it has held so long. &&, ||, ! and parentheses combine them.

            With --redact the case is fit for the eyes of others, and gives the same findings: arguments, values of \
            labels, paths under home directories, addresses and host names, and what the program wrote become \
            pseudonyms, the same ones in all files. Names of functions, modules and programs, sizes and times stay. \
            A case that is there already is redacted when its directory is the target.

            EXAMPLES
              sonde collect 4711 -o checkout.case
              sonde collect name:checkout -o checkout.case --duration 30s
              sonde why checkout.case
              sonde collect 4711 --baseline
              sonde collect 4711 -o cases --on 'goroutines > 5000 || cpu > 90% for 10s || SIGUSR2'
              sonde collect 4711 -o cases --on 'rss > 2GiB && gc > 60' --keep 5 --max-size 200MB
              sonde collect 4711 -o outside.case --redact
              sonde collect checkout.case -o outside.case --redact
            """)

    @Argument(help: "A process id, or name:PATTERN; with --redact also the directory of a case.")
    var target: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The directory to make.", valueName: "DIR"), completion: .directory)
    var output: String?

    @Flag(
        help: ArgumentHelp(
            "Keep the case as the baseline of this program, instead of -o: `sonde why TARGET --baseline` then says what is "
                + "different. It takes the place of an earlier one."))
    var baseline = false

    @Option(help: ArgumentHelp("How long it is watched, such as 500ms, 5s or 2m (default: 10s).", valueName: "time"))
    var duration: DurationArgument?

    @Flag(help: "Stop the process while its memory is read.")
    var stop = false

    @OptionGroup var triggers: TriggerOptions

    @Flag(help: "Replace arguments, label values, paths under home directories and addresses by pseudonyms.")
    var redact = false

    @OptionGroup var connection: ConnectionOptions

    private static let duration: Int64 = 10_000_000_000

    func validate() throws {
        if let duration, duration.nanoseconds <= 0 { throw ValidationError("--duration must be more than nothing.") }
        if baseline, triggers.condition != nil {
            throw ValidationError("A baseline is saved at once: give either --baseline or --on, not both.")
        }
        if redact, baseline || triggers.condition != nil {
            throw ValidationError(
                "--redact is for a case that others are to see: collect first, then `sonde collect CASE -o DIR --redact`."
            )
        }
        if baseline == (output != nil) {
            throw ValidationError(
                baseline
                    ? "sonde has a place for baselines: give either --baseline or --output, not both."
                    : "Say where to: `--output DIR`, or `--baseline` for what sonde keeps of this program.")
        }
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
        let collection = CaseCollection(
            processID: id, duration: duration?.nanoseconds ?? Self.duration, connection: connection, stopsTarget: stop)
        if baseline { return try BaselineCollection(collection).run() }
        guard let output else { return }
        if let condition = triggers.condition { return try watch(collection, condition, output) }
        let folder = try CaseFolder(making: output)
        try write(folder) {
            guard redact else { return try Self.collect(collection, into: folder) }
            // What is not redacted yet touches no disk under a name.
            let files = MemoryCase(isKept: true)
            let surroundings = CaseSurroundings(processID: id)
            _ = try Progress.show("looking at process \(id) …") { _ in try collection.collect(into: files) }
            let redaction = try CaseRedaction(files)
            redaction.learn(surroundings)
            return try Progress.show("redacting …") { _ in try redaction.write(into: folder) }
        }
    }

    /// With a sign of life; nothing stays of a case that could not be collected.
    static func collect(_ collection: CaseCollection, into folder: CaseFolder) throws -> CaseManifest {
        do {
            return try Progress.show("looking at process \(collection.processID) …") { _ in
                try collection.collect(into: folder)
            }
        } catch {
            folder.remove()
            throw error
        }
    }

    private func watch(_ collection: CaseCollection, _ text: String, _ output: String) throws {
        let condition: TriggerCondition
        do { condition = try TriggerCondition(parsing: text) } catch let error as QueryError {
            throw InputError(.usage, "--on: \(error.description)")
        }
        let watch = TriggerWatch(
            collection, condition: condition, ring: try CaseRing(output, limits: triggers.limits),
            pause: triggers.pause?.nanoseconds ?? 60_000_000_000, limit: triggers.count ?? .max)
        try watch.run()
    }

    /// Redacts a case that is there.
    private func redact(_ path: String) throws {
        guard CaseFolder.isCase(path) else {
            throw InputError(
                .usage,
                "is no case, and only cases are redacted: a core file, for one, has all that its program has",
                file: path)
        }
        guard redact else {
            throw InputError(.usage, "is a case already; --redact makes one for the eyes of others of it", file: path)
        }
        if stop || duration != nil {
            throw InputError(.usage, "--stop and --duration are for a process, and `\(path)` is a case")
        }
        guard let output else { return }
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
        try CaseSummary(manifest, path: folder.path).write()
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
