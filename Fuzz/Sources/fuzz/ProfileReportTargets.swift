import Evidence
import GoProfile
import Report
import Wire

extension FuzzTarget {
    static let profileReports = [
        FuzzTarget(
            name: "profile-reports", what: "comparisons, series, flame graphs and exports of a profile",
            maximumLength: 1 << 12, seeds: { profileSeeds }, run: { reportProfile(Bytes($0)) })
    ]

    private static func reportProfile(_ bytes: Bytes) {
        guard let profile = try? ProfileReader.read(bytes, file: "fuzz", limit: 1 << 20) else { return }
        // Numbers of a profile are anything: so are those of the one that it is compared with.
        var other = profile
        for at in other.samples.values.indices { other.samples.values[at] = ~other.samples.values[at] &* 3 }
        other.timeNanoseconds = ~profile.timeNanoseconds
        other.durationNanoseconds = profile.durationNanoseconds &* 7
        attempt { consume(ProfileQualityCheck(profile).warnings) }
        for column in 0..<min(profile.samples.typeCount, 3) {
            var options = PprofOptions()
            options.sampleIndex = "\(column)"
            attempt { try compare(profile, other, options) }
            attempt { try follow([profile, other, profile, other, other, profile, profile], options) }
            attempt { try draw(profile, options) }
        }
        attempt { consume(try ProfileDelta.delta(from: [profile], to: [other], options: PprofOptions())) }
    }

    private static func attempt(_ body: () throws -> Void) {
        do { try body() } catch { consume("\(error)") }
    }

    private static func compare(_ old: Profile, _ new: Profile, _ options: PprofOptions) throws {
        let diff = try ProfileDiff.comparing(old: [old], with: [new], options: options)
        var text = TextWriter()
        ProfileDiffText(diff).write(to: &text)
        var json = JSONWriter()
        ProfileDiffJSON(diff).write(to: &json)
        consume(try ProfileDiff.comparing(old: [old, old], with: [new, new, old], options: options).rows.count)
    }

    private static func follow(_ profiles: [Profile], _ options: PprofOptions) throws {
        var series = ProfileSeries(options: options)
        for (at, profile) in profiles.enumerated() {
            var profile = profile
            if at % 3 > 0 { profile.timeNanoseconds &+= Int64(at) &* 60_000_000_000 }
            try series.add(profile, name: "\(at)")
        }
        let findings = ProfileSeriesFindings(series)
        var text = TextWriter()
        ProfileSeriesText(findings).write(to: &text)
        var json = JSONWriter()
        findings.write(to: &json)
    }

    private static func draw(_ profile: Profile, _ options: PprofOptions) throws {
        let combined = try ProfileCombination.combine(sources: [profile], options: options)
        let report = try PprofReport(combined, kind: .traces, options: options)
        let trees = (FlameTree(report), FlameTree(report, isInverted: true))
        let document = FlameDocument(report, trees: trees, opensInverted: false, search: nil)
        consume(document.write(.svg).count + document.write(.html).count)
        for export in ProfileExport.allCases { attempt { consume(try export.write(report) { consume($0.count) }) } }
        let top = try PprofReport(combined, kind: .top, options: options)
        consume(TrimmedGraph(top).graph.nodes.count)
    }
}
