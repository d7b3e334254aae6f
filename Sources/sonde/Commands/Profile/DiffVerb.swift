import ArgumentParser
import GoProfile
import Report
import Wire

/// `sonde profile diff`: what changed between two groups of profiles.
struct DiffVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What changed between profiles, and whether chance explains it.",
        usage: """
            sonde profile diff [<options>] <old> <new>
            sonde profile diff [<options>] <old> ... -- <new> ...
            """,
        discussion: """
            Several profiles on a side are replicates: the noise between runs is then in the intervals. With -o the \
            difference is written as a profile: what was allocated in between, and what is in use in the later one.

            EXAMPLES
              sonde profile diff before.pb.gz after.pb.gz
              sonde profile diff a1.pb.gz a2.pb.gz a3.pb.gz -- b1.pb.gz b2.pb.gz b3.pb.gz
              sonde profile diff -sample_index=alloc_space -focus=ServeHTTP old.pb.gz new.pb.gz
              sonde profile diff -o delta.pb.gz heap-1.pb.gz heap-2.pb.gz
            """)

    @OptionGroup var arguments: PprofArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The old profile or profiles.") var old: [String]
    @Option(name: .customLong("against"), parsing: .upToNextOption, help: .hidden) var new: [String] = []

    func run() throws {
        var options = try arguments.options { PprofRun.remark($0) }
        guard arguments.sources.bases.isEmpty else {
            throw InputError(.usage, "diff compares two profiles; -base and -diff_base are for other reports")
        }
        var old = old
        // As with pprof, the program may stand in front of its profiles.
        if old.count > 1, ProfileSources.isExecutable(old[0]) { options.executable = old.removeFirst() }
        let (before, after) = try sides(old)
        let sources = NamedProfiles(arguments, options)
        let oldProfiles = try before.map { try sources.read($0) }
        let newProfiles = try after.map { try sources.read($0) }
        // Too few samples and periods that differ are in the report itself.
        var warnings = ProfileWarnings(without: ["samples.few", "period.differs", "types.differ", "values.negative"])
        for (profile, file) in zip(oldProfiles + newProfiles, before + after) { warnings.look(at: profile, file) }
        warnings.write()
        if let path = arguments.sources.output {
            let delta = try ProfileDelta.delta(from: oldProfiles, to: newProfiles, options: options)
            return try ProfileOutput(path: path).write { $0.add(try ProtoWriter.gzip(delta)) }
        }
        let diff = try ProfileDiff.comparing(old: oldProfiles, with: newProfiles, options: options) {
            PprofRun.remark($0)
        }
        try Output.write(output.format) {
            let limit = arguments.nodeCount < 0 ? 12 : arguments.nodeCount
            ProfileDiffText(diff, limit: limit, showsCumulativeFirst: arguments.cumulative).write(to: &$0)
        } json: {
            ProfileDiffJSON(diff).write(to: &$0)
        }
    }

    private func sides(_ old: [String]) throws -> ([String], [String]) {
        guard !new.contains("") else { throw InputError(.usage, "there is no profile behind --") }
        if !new.isEmpty { return (old, new) }
        guard old.count == 2 else {
            throw InputError(
                .usage,
                "diff takes two profiles, or several on each side of --, as in `diff a1 a2 -- b1 b2`; there are "
                    + "\(old.count)")
        }
        return ([old[0]], [old[1]])
    }
}
