import ArgumentParser
import GoProfile
import Report
import Wire

/// `sonde profile anomalies`: what grows or changes over a series of profiles.
struct AnomaliesVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anomalies",
        abstract: "What grows or changes over a series of profiles, and which of them is odd.",
        discussion: """
            Consecutive heap or goroutine profiles of one process show leaks: each site's growth with its confidence, \
            and whether it levelled off. Cpu profiles are compared by share, allocations by rate. They may be given in \
            any order, since they tell their times.

            EXAMPLES
              sonde profile anomalies heap-*.pb.gz
              sonde profile anomalies -sample_index=inuse_objects -lines heap-*.pb.gz
              sonde profile anomalies --format json goroutine-*.pb.gz
            """)

    @OptionGroup var arguments: PprofArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "Profiles of one kind.") var files: [String]

    func run() throws {
        var options = try arguments.options { PprofRun.remark($0) }
        guard arguments.sources.bases.isEmpty else {
            throw InputError(
                .usage, "anomalies looks at profiles as they are; -base and -diff_base are for other reports")
        }
        guard arguments.sources.output == nil else {
            throw InputError(.usage, "anomalies writes no file; send its output to one with >")
        }
        guard !options.mean else { throw InputError(.usage, "-mean is a ratio of two values; look at one of them") }
        var files = files
        // As with pprof, the program may stand in front of its profiles.
        if files.count > 1, ProfileSources.isExecutable(files[0]) { options.executable = files.removeFirst() }
        let sources = NamedProfiles(arguments, options)
        var series = ProfileSeries(options: options)
        var warnings = ProfileWarnings(without: ["samples.few"])
        // One after another: memory does not grow with their number.
        for file in files {
            let profile = try sources.read(file)
            warnings.look(at: profile, file)
            try series.add(profile, name: file)
        }
        warnings.write()
        let findings = ProfileSeriesFindings(series)
        try Output.write(output.format) {
            ProfileSeriesText(findings, limit: arguments.nodeCount < 0 ? 12 : arguments.nodeCount).write(to: &$0)
        } json: {
            findings.write(to: &$0)
        }
    }
}
