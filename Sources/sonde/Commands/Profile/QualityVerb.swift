import ArgumentParser
import GoProfile
import Report
import Wire

/// `sonde profile quality`: what speaks against the figures of profiles.
struct QualityVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quality", abstract: "What speaks against the figures of profiles.",
        discussion: """
            Truncated stacks, lost samples, too few of them, rates and periods that are unknown or differ, differences \
            taken for profiles, places without names; of profiles that sonde recorded, how evenly samples came and \
            what the kernel had no room for. All other reports write the warnings among these to standard \
            error.

            EXAMPLES
              sonde profile quality cpu.pb.gz
              sonde profile quality --format json heap-*.pb.gz
            """)

    @OptionGroup var reading: ProfileReadingArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "Profiles: files, servers, or - for standard input.") var files: [String]

    func run() throws {
        let sources = ProfileSources(reading)
        var found: [(name: String, warnings: [ProfileWarning])] = []
        var identities: [ProfileIdentity] = []
        for file in files {
            let profile = try sources.read(file)
            identities.append(ProfileIdentity(profile))
            found.append((file, ProfileQualityCheck(profile).warnings))
        }
        found.append(("", ProfileSetQuality.warnings(identities)))
        let report = ProfileQualityReport(found)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
