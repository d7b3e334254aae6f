import GoProfile
import Host
import Report

/// What `sonde profile record` says at its end, on standard error.
struct RecordingSummary {
    private let recorded: RecordedProfile
    private let path: String

    init(_ recorded: RecordedProfile, path: String) {
        self.recorded = recorded
        self.path = path
    }

    func write() {
        for line in lines { PprofRun.remark(line) }
        for remark in recorded.remarks { PprofRun.remark(remark) }
        var warnings = ProfileWarnings(without: ["samples.few"])
        warnings.look(at: recorded.profile, path)
        warnings.write()
    }

    private var lines: [String] {
        let facts = recorded.facts
        var sampled = "\(path == "-" ? "the profile" : path): \(facts.samples) samples of \(facts.event)"
        if let column = try? recorded.profile.sampleIndex("") {
            let sum = (0..<recorded.profile.samples.count).reduce(Int64(0)) {
                $0 &+ recorded.profile.samples.value($1, column)
            }
            sampled += ", \(Measurement.label(sum, "nanoseconds"))"
        }
        var quality: [String] = []
        if facts.interval > 0 {
            var text = "every \(Measurement.label(facts.interval, "nanoseconds"))"
            if let median = facts.medianDistance, let long = facts.longDistance {
                text +=
                    " (measured: median \(Measurement.label(median, "nanoseconds")), 99% within "
                    + "\(Measurement.label(long, "nanoseconds")))"
            }
            quality.append(text)
        }
        quality.append(facts.lost == 0 ? "nothing lost" : "\(facts.lost) LOST")
        if facts.throttled > 0 {
            quality.append(
                "throttled \(facts.throttled) times, \(Measurement.label(facts.throttledNanoseconds, "nanoseconds"))")
        }
        if facts.samples > 0 {
            let share = Double(facts.wholeStacks) / Double(facts.samples)
            quality.append("\(Int((share * 1000).rounded(.down)) / 10)% of the stacks whole")
        }
        return [sampled, quality.joined(separator: ", ")]
    }
}
