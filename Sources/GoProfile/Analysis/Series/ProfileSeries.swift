import Evidence
import Wire

/// Consecutive profiles of one kind, and what changes from each to the next: the growth of each site with its
/// confidence (`growth`), points at which a site changed (`changePoints`), and profiles unlike the others (`novelties`).
///
/// A site is a function with the values of its own code, which in a heap profile are its allocations; options choose
/// files, lines or addresses instead. Only sums per site are kept, and the last profile: memory does not grow with
/// the profiles' size.
public struct ProfileSeries: Sendable {
    /// What the values of a site are.
    public enum Quantity: Sendable, Hashable {
        /// A state, such as bytes in use, in the unit of the column.
        case level
        /// A running total: its increase per second between two profiles.
        case rate
        /// The part of the profile that a site takes, for profiles of a stretch of time.
        case share
    }

    /// One profile of the series.
    public struct Point: Sendable {
        /// Where it came from.
        public internal(set) var name: String
        /// Unix time in nanoseconds; 0 when the profile does not tell.
        public internal(set) var timeNanoseconds: Int64
        public internal(set) var durationNanoseconds: Int64
        /// Sum of the shown values.
        public internal(set) var total: Double
        public internal(set) var build: String
        /// By site: values, and their variances by sampling.
        var values: [Double]
        var variances: [Double]
        /// Bytes allocated since the start of the process; nil for what is no heap profile.
        var allocated: Double?
    }

    public private(set) var points: [Point] = []
    public private(set) var sampleType = ""
    public private(set) var unit = ""
    public private(set) var quantity = Quantity.level
    var model = CountingModel.exact
    var names = NodeNames()
    private(set) var last: ComparedProfile?
    private let options: PprofOptions

    /// - Parameter options: filters, granularity and choice of values, applied to every profile.
    public init(options: PprofOptions = PprofOptions()) { self.options = options }

    /// - Throws: as `add`.
    public init(_ profiles: [Profile], options: PprofOptions = PprofOptions()) throws {
        self.init(options: options)
        for (at, profile) in profiles.enumerated() { try add(profile, name: "\(at + 1)") }
    }

    /// Adds a profile; they may come in any order when they tell their times.
    /// - Throws: `usage` when its values are not what those before are, or an option makes no sense.
    public mutating func add(_ profile: Profile, name: String) throws {
        let combined = try ProfileCombination.combine(sources: [profile], options: options)
        let report = try PprofReport(combined, kind: .top, options: options)
        if points.isEmpty {
            sampleType = report.sampleType
            unit = report.sampleUnit
            quantity = Self.quantity(report)
        }
        guard report.sampleType == sampleType, report.sampleUnit == unit else {
            throw InputError(
                .usage,
                "the profiles of a series measure the same thing, \(sampleType) in \(unit); this one "
                    + "\(report.sampleType) in \(report.sampleUnit)", file: name)
        }
        let compared = ComparedProfile(report, &names)
        model = compared.model
        let weights = isOfGoroutines ? goroutineWeights(compared) : compared.weights(nodeCount: names.count)
        let types = combined.typeNames
        points.append(
            Point(
                name: name, timeNanoseconds: profile.timeNanoseconds, durationNanoseconds: profile.durationNanoseconds,
                total: compared.total, build: combined.mappings.first.map { combined.text($0.buildID) } ?? "",
                values: weights.flat, variances: weights.flatMoment,
                allocated: types.firstIndex(of: "alloc_space").map { Double(profile.sums[$0]) }))
        if (points.dropLast().map(\.timeNanoseconds).max() ?? 0) <= profile.timeNanoseconds { last = compared }
    }

    private var isOfGoroutines: Bool { sampleType == "goroutine" || sampleType == "goroutineleak" }

    /// Where the value of a sample counts: at the leaf; for goroutines, all of which wait in the runtime, at the first
    /// function outside of it.
    private func site(of sample: Int, _ profile: ComparedProfile) -> Int? {
        var leaf: Int?
        for location in profile.profile.samples.stack(sample) {
            for node in profile.nodes[Int(location)] {
                guard isOfGoroutines else { return Int(node) }
                if leaf == nil { leaf = Int(node) }
                if !names.functionBytes(Int(node)).starts(with: "runtime.".utf8) { return Int(node) }
            }
        }
        return leaf
    }

    private func goroutineWeights(_ profile: ComparedProfile) -> NodeWeights {
        var result = NodeWeights(nodeCount: names.count)
        let samples = profile.profile.samples
        for sample in 0..<samples.count {
            guard let site = site(of: sample, profile) else { continue }
            let value = Double(samples.value(sample, profile.column))
            result.flat[site] += value
            // As if they came and went at random.
            result.flatMoment[site] += value.magnitude
        }
        return result
    }

    private static func quantity(_ report: PprofReport) -> Quantity {
        let type = report.sampleType
        // Totals since the start of the process; with a duration they are a difference already.
        let isTotal = type.hasPrefix("alloc_") || type == "contentions" || type == "delay"
        if isTotal { return report.profile.durationNanoseconds > 0 ? .share : .rate }
        return type == "cpu" || type == "samples" || report.profile.durationNanoseconds > 0 ? .share : .level
    }

    /// The profiles in the order of time that belong to one run of the program, and what to say about the others.
    public var run: (points: [Point], remarks: [String]) {
        var remarks: [String] = []
        var sorted = points
        if hasTimes {
            sorted = points.enumerated().sorted {
                ($0.element.timeNanoseconds, $0.offset) < ($1.element.timeNanoseconds, $1.offset)
            }.map(\.element)
        } else if points.count > 1 {
            remarks.append("The profiles do not tell their times: their order is that of the arguments.")
        }
        // Totals since the start fall when a process starts anew.
        var runs: [[Point]] = []
        for point in sorted {
            if let before = runs.last?.last, !Self.isRestart(before, point) {
                runs[runs.count - 1].append(point)
            } else {
                runs.append([point])
            }
        }
        if runs.count > 1, quantity != .share {
            // The last of the longest.
            let best = runs.reversed().max { $0.count < $1.count } ?? sorted
            remarks.append(
                "The process was started anew in between (\(runs.count) runs): only the \(best.count) profiles from "
                    + "\(best.first?.name ?? "") to \(best.last?.name ?? "") are of one run.")
            return (best, remarks)
        }
        let builds = Set(sorted.map(\.build).filter { !$0.isEmpty })
        if builds.count > 1 { remarks.append("The profiles are of \(builds.count) builds.") }
        return (sorted, remarks)
    }

    private static func isRestart(_ before: Point, _ after: Point) -> Bool {
        if !before.build.isEmpty, !after.build.isEmpty, before.build != after.build { return true }
        guard let earlier = before.allocated, let later = after.allocated else { return false }
        return later < earlier * 0.99
    }

    /// From the first profile of the run to the last; 0 without times.
    public var spanNanoseconds: Int64 {
        guard hasTimes else { return 0 }
        let times = run.points.map(\.timeNanoseconds)
        return (times.last ?? 0) - (times.first ?? 0)
    }

    /// Whether times tell the profiles apart.
    public var hasTimes: Bool {
        let times = points.map(\.timeNanoseconds)
        return !times.contains { $0 <= 0 } && Set(times).count == times.count
    }

    /// The heaviest stack of a site in the last profile, its functions leaf first.
    func stack(of site: Int) -> [String] {
        guard let last else { return [] }
        let samples = last.profile.samples
        var best: (sample: Int, value: Int64) = (-1, 0)
        for sample in 0..<samples.count where samples.value(sample, last.column) > best.value {
            guard self.site(of: sample, last) == site else { continue }
            best = (sample, samples.value(sample, last.column))
        }
        guard best.sample >= 0 else { return [] }
        return samples.stack(best.sample).flatMap { location in
            last.nodes[Int(location)].map { names.text(Int($0)) }
        }
    }
}
