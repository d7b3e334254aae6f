import Evidence

/// Samples that the runtime counted and could not keep the stacks of.
///
/// Source: runtime/cpuprof.go and runtime/pprof/protomem.go of Go 1.27; the names stand at the leaf.
struct LostSamples {
    private static let names = [
        "runtime/pprof.lostProfileEvent", "runtime._LostExternalCode", "runtime._LostSIGPROFDuringAtomic64",
        "runtime._LostContendedRuntimeLock",
    ]

    let warning: ProfileWarning?

    init(_ profile: Profile, column: Int) {
        let lost = Set(Self.names.compactMap { profile.strings.find($0) })
        guard !lost.isEmpty, column >= 0 else {
            warning = nil
            return
        }
        let isLost = (0..<profile.locations.count).map { location in
            profile.locations.lines(location).contains { line in
                Int(line.function) < profile.functions.count
                    && lost.contains(profile.functions.names[Int(line.function)])
            }
        }
        var sum = 0.0
        var whole = 0.0
        for sample in 0..<profile.samples.count {
            let value = Double(profile.samples.value(sample, column)).magnitude
            whole += value
            var stack = profile.samples.stack(sample)
            if let leaf = stack.next(), isLost[Int(leaf)] { sum += value }
        }
        guard sum > 0 else {
            warning = nil
            return
        }
        let part = sum / whole
        warning = ProfileWarning(
            "samples.lost", part >= 0.01 ? .dataLoss : .info,
            "\(ProfileQualityCheck.percent(part)) of the samples have no stacks: the runtime lost them, since signals "
                + "came faster than they could be written")
    }
}
