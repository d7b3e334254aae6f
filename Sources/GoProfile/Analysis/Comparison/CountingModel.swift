import Evidence
import Wire

/// How many events the values of a profile were computed from.
///
/// What Go writes: a cpu profile counts ticks, each of one period; a heap profile picks about one allocation in every
/// `period` bytes, and its values are scaled up by 1 / (1 − exp(−size / period)) already (`scaleHeapSample` of
/// runtime/pprof), which is undone here; block and mutex profiles are scaled by a rate that they do not tell; a
/// goroutine profile counts everything.
public enum CountingModel: Sendable, Hashable {
    /// Every event has the same weight in the shown values.
    case constant(weight: Int64)
    /// The number of events is a column of its own.
    case counted(column: Int)
    /// Allocations sampled by size: columns of objects and bytes, and the mean number of bytes between two samples.
    case allocations(objects: Int, space: Int, period: Int64)
    /// All that there is was counted: nothing is left to chance.
    case exact
    /// Events were sampled at a rate that the profile does not tell.
    case unknownRate

    public init(_ profile: Profile, column: Int) {
        let types = profile.sampleTypes.map { profile.named($0) }
        let shown = types[column]
        let period = profile.named(profile.periodType)
        func index(_ name: String) -> Int? { types.firstIndex { $0.type == name } }
        for prefix in ["alloc_", "inuse_", ""] where shown.type.hasPrefix(prefix) {
            if let objects = index(prefix + "objects"), let space = index(prefix + "space"),
                [objects, space].contains(column)
            {
                self = .allocations(objects: objects, space: space, period: max(profile.period, 1))
                return
            }
        }
        if index("contentions") != nil {
            self = .unknownRate
        } else if let ticks = index("samples"), types[ticks].unit == "count" {
            if ticks == column {
                self = .constant(weight: 1)
            } else if shown == period, profile.period > 0 {
                self = .constant(weight: profile.period)
            } else {
                self = .counted(column: ticks)
            }
        } else if shown.unit == "count", profile.period <= 1 {
            self = .exact
        } else if shown == period, profile.period > 1 {
            self = .constant(weight: profile.period)
        } else {
            self = .unknownRate
        }
    }

    /// Whether differences can be told from chance.
    public var isSampled: Bool {
        switch self {
        case .constant, .counted, .allocations: true
        case .exact, .unknownRate: false
        }
    }

    /// What the weight of an event is a multiple of; 1 for what is a number itself.
    var period: Double {
        switch self {
        case .constant(let period), .allocations(_, _, let period): Double(max(period, 1))
        case .counted, .exact, .unknownRate: 1
        }
    }

    /// Events behind a sample, at least a small part of one.
    func events(_ samples: ProfileSamples, _ sample: Int, column: Int) -> Double {
        let result: Double
        switch self {
        case .constant(let weight):
            result = Double(samples.value(sample, column)) / Double(max(weight, 1))
        case .counted(let count): result = Double(samples.value(sample, count))
        case .allocations(let objects, let space, let period):
            let count = Double(samples.value(sample, objects))
            guard count != 0 else { return 1 }
            let size = Double(samples.value(sample, space)) / count
            result = period <= 1 ? count : count * (1 - MathFunctions.exp(-size / Double(period)))
        case .exact, .unknownRate: result = Double(samples.value(sample, column))
        }
        return max(result.magnitude, 1e-3)
    }
}
