import Evidence
import GoProfile

/// Consecutive heap profiles of one program: how the bytes in use grow at each line that allocates.
///
/// Only sums are kept of each profile, so any number of them may be added.
public struct HeapEvidence: Sendable {
    /// The file of the program, as the profiles name it; empty when they do not.
    public private(set) var executable = ""
    private var series: ProfileSeries

    public init() {
        var options = PprofOptions()
        options.sampleIndex = "inuse_space"
        options.granularity = .lines
        series = ProfileSeries(options: options)
    }

    /// True of a profile with bytes in use.
    public static func isHeap(_ profile: Profile) -> Bool {
        profile.sampleTypes.contains { profile.text($0.type) == "inuse_space" }
    }

    /// - Throws: `usage` when the profile has no bytes in use.
    public mutating func add(_ profile: Profile, name: String) throws {
        try series.add(profile, name: name)
        if executable.isEmpty { executable = profile.mappings.first.map { profile.text($0.file) } ?? "" }
    }

    /// Profiles in the order of time that one run of the program wrote.
    var points: [ProfileSeries.Point] { series.run.points }
    /// What was left out of the profiles and why.
    var remarks: [String] { series.run.remarks }
    /// From the first profile to the last.
    var spanNanoseconds: Int64 { series.spanNanoseconds }
    var hasTimes: Bool { series.hasTimes }

    func growth() -> (sites: [SiteGrowth], total: SiteGrowth?) { series.growth() }

    var collected: [CollectedEvidence] {
        let names = series.points.map(\.name)
        let source: Phrase =
            names.count == 1
            ? "heap profile \(names[0])" : "\(names.count) heap profiles, \(names.first ?? "") … \(names.last ?? "")"
        return [
            CollectedEvidence(
                evidence: "heap", source: source, stoppedNanoseconds: 0, durationNanoseconds: 0, quality: [])
        ]
    }
}
