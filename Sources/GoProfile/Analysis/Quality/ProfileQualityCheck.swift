import Evidence
import Wire

/// What speaks against the figures of a profile: lost and truncated samples, too few of them, values that are
/// differences, rates that the profile does not tell, and what its reader had to drop.
public struct ProfileQualityCheck: Sendable {
    public private(set) var warnings: [ProfileWarning] = []
    private let profile: Profile
    private let types: [(type: String, unit: String)]
    private let sums: [Int64]
    private let isDifference: Bool
    /// Of profiles that were sampled from outside.
    private let sampling: SamplingFacts?

    public init(_ profile: Profile) {
        self.profile = profile
        types = profile.sampleTypes.map { profile.named($0) }
        sums = profile.samples.typeCount > 0 ? profile.sums : []
        isDifference = profile.strings.find(Profile.baseKey) != nil
        sampling = SamplingFacts(profile)
        for counter in profile.quality.counters {
            warnings.append(ProfileWarning(counter.name, counter.severity, "\(counter.explanation) (\(counter.value))"))
        }
        guard profile.samples.count > 0 else {
            add("profile.empty", .dataLoss, "there are no samples in this profile")
            return
        }
        checkDifference()
        checkRate()
        checkEvents()
        checkClock()
        checkNames()
        if let loss = LostSamples(profile, column: types.count - 1).warning { warnings.append(loss) }
        if let sampling {
            warnings += SamplingQuality(sampling, sampledNanoseconds: column("cpu").map { sums[$0] }).warnings
        } else if let cut = TruncatedStacks(profile).warning {
            warnings.append(cut)
        }
        // The gravest first.
        warnings = warnings.enumerated().sorted { a, b in
            a.element.severity != b.element.severity
                ? a.element.severity > b.element.severity : a.offset < b.offset
        }.map(\.element)
    }

    private mutating func add(_ code: String, _ severity: QualitySeverity, _ text: String) {
        warnings.append(ProfileWarning(code, severity, text))
    }

    private func column(_ name: String) -> Int? { types.firstIndex { $0.type == name } }

    private mutating func checkDifference() {
        if profile.samples.values.contains(where: { $0 < 0 }), !isDifference {
            add("values.negative", .dataLoss, "some values are negative: this is a difference of two profiles")
        }
        // net/http/pprof subtracts all columns alike, golang/go issue 67942.
        let isRight = profile.comments.contains { profile.text($0) == ProfileDelta.comment }
        if column("inuse_space") != nil, profile.durationNanoseconds > 0, !isRight {
            add(
                "delta.in-use", .dataLoss,
                "this is a heap profile over \(Self.seconds(profile.durationNanoseconds)), as of ?seconds=: its in-use "
                    + "values are differences and no state; its alloc values are right")
        }
    }

    private mutating func checkRate() {
        if column("contentions") != nil {
            add(
                "rate.unknown", .info,
                "the fraction of events that was sampled is not in block and mutex profiles: values are estimates "
                    + "whose noise nobody can tell")
        }
        guard types.contains(where: { $0 == ("cpu", "nanoseconds") }) else { return }
        if profile.period <= 0 {
            add("rate.unknown", .dataLoss, "the sampling period is not in this profile")
        } else if let counts = column("samples"), let times = column("cpu"), sums[counts] > 0 {
            let perSample = Double(sums[times]) / Double(sums[counts])
            if (perSample / Double(profile.period) - 1).magnitude > 0.01 {
                add(
                    "rate.mixed", .dataLoss,
                    "a sample stands for \(Self.seconds(Int64(asGo: perSample))) on average, and not for the period of "
                        + "\(Self.seconds(profile.period)): profiles of different rates were merged, or values scaled")
            }
        }
        // Linux cannot tick much faster for setitimer: its clock has 250 to 1,000 ticks a second.
        if sampling == nil, profile.period > 0, profile.period < 2_000_000 {
            add(
                "rate.high", .dataLoss,
                "\(1_000_000_000 / profile.period) samples a second were asked for, more than kernels deliver evenly")
        }
    }

    /// Too few samples, for the column that is shown unless the user chooses.
    private mutating func checkEvents() {
        guard let column = try? profile.sampleIndex("") else { return }
        let model = CountingModel(profile, column: column)
        guard model.isSampled else { return }
        var events = 0.0
        if case .constant(let weight) = model {
            events = Double(sums[column].magnitude) / Double(max(weight, 1))
        } else {
            for sample in 0..<profile.samples.count where profile.samples.value(sample, column) != 0 {
                events += model.events(profile.samples, sample, column: column)
            }
        }
        guard events < 1000, events > 0 else { return }
        // The half width of the 95 % interval of a Poisson count by the count.
        let spread = min(1.96 / (0.1 * events).squareRoot(), 1)
        add(
            "samples.few", events < 250 ? .dataLoss : .info,
            "\(Int(events.rounded())) sample\(events.rounded() == 1 ? " is" : "s are") few: a function of 10% is "
                + "known to ±\(Int((spread * 100).rounded()))%"
        )
    }

    /// Samples against the time that passed.
    private mutating func checkClock() {
        guard let time = column("cpu"), types[time].unit == "nanoseconds" else { return }
        guard profile.durationNanoseconds > 0 else {
            add("duration.unknown", .info, "how long the profile was taken for is not in it: no rates can be computed")
            return
        }
        let processors = Double(sums[time].magnitude) / Double(profile.durationNanoseconds)
        if processors < 0.05 {
            add(
                "processor.idle", .info,
                "the program used \(Self.percent(processors)) of one processor: if it is slow, it waits; this profile "
                    + "does not show for what")
        }
        if processors > 1024 {
            add(
                "processor.impossible", .dataLoss,
                "\(Int(min(processors, 1e15))) processors' time in the time that passed: the duration or the values "
                    + "are wrong")
        }
    }

    private mutating func checkNames() {
        let isNamed = (0..<profile.locations.count).map { !profile.locations.lines($0).isEmpty }
        let unnamed = isNamed.count { !$0 }
        if unnamed > 0, Double(unnamed) >= 0.01 * Double(isNamed.count) {
            add(
                "names.missing", .dataLoss,
                "\(unnamed) of \(isNamed.count) places in the code have no function names")
        }
        let builds = Set(profile.mappings.prefix(1).map(\.buildID)).subtracting([.empty])
        if builds.isEmpty, types.contains(where: { $0.type == "cpu" || $0.type == "inuse_space" }) {
            add("build.unknown", .info, "the build id is not in this profile: nothing tells which binary it is of")
        }
    }

    static func seconds(_ nanoseconds: Int64) -> String { Measurement.label(nanoseconds, "nanoseconds") }

    static func percent(_ part: Double) -> String {
        part < 0.1 ? "\((part * 1000).rounded() / 10)%" : "\(Int((min(part, 1e9) * 100).rounded()))%"
    }
}
