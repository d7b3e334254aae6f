/// What changed between two profiles, or two groups of profiles of the same kind.
///
/// Values are in the unit of the shown column, means over the profiles of a side.
public struct ProfileDiff: Sendable {
    /// Old and new value of one thing, and what can be said about the difference.
    public struct Change: Sendable {
        public internal(set) var old = 0.0
        public internal(set) var new = 0.0
        /// Events in both and their exposures; nil where differences cannot be told from chance.
        public internal(set) var comparison: RateComparison?
        /// Chance of such a difference when nothing changed; nil when it was not tested, being too light.
        public internal(set) var pValue: Double?
        /// The p-value adjusted for the number of tests in its family.
        public internal(set) var adjusted: Double?
        public internal(set) var isSignificant = false
        /// The new value at the load of the old profile.
        public internal(set) var scaledNew = 0.0

        /// Growth at equal load, in units of the column.
        public var growth: Double { scaledNew - old }
        /// Growth as a ratio; infinite for what is new, nil for what is in neither.
        public var ratio: Double? { old == 0 && new == 0 ? nil : scaledNew / old }
    }

    /// A function, file, line or address.
    public struct Row: Sendable {
        public internal(set) var name: String
        public internal(set) var package: String
        /// How many functions were joined since only numbers in their names differ.
        public internal(set) var joined = 1
        public internal(set) var flat = Change()
        public internal(set) var cumulative = Change()
        public internal(set) var fate = Fate.stayed
    }

    public struct PackageRow: Sendable {
        public internal(set) var name: String
        public internal(set) var flat: Change
    }

    /// What became of a function beside growing and shrinking.
    public enum Fate: Sendable, Hashable {
        case stayed
        /// It has another name in the old profile.
        case renamed(from: String, confidence: Double)
        /// Its own cost went to other functions, or came from them, while the sum stayed the same.
        case moved(Move)
    }

    /// Cost that changed its place.
    public struct Move: Sendable, Hashable {
        /// Functions that have it now if this one lost it, that had it before if this one gained it.
        public internal(set) var others: [String]
        /// Inlining of one into the other is different in the two profiles.
        public internal(set) var isInlining: Bool
        /// Change of all of them together, as a ratio, with its 95 % limits.
        public internal(set) var ratio: Double
        public internal(set) var low: Double
        public internal(set) var high: Double
    }

    /// What values are divided by before they are compared.
    public enum Exposure: Sendable, Hashable {
        /// What the part of the program used that did not change; so many functions are not in it.
        case unchangedPart(without: Int)
        /// All that the profile holds, since there is no majority that did not change.
        case total
        /// Nothing: values stand for themselves.
        case none
    }

    /// One of the two sides.
    public struct Side: Sendable {
        public internal(set) var profileCount = 0
        /// Sum of the shown values, a mean over the profiles.
        public internal(set) var total = 0.0
        /// Mean over the profiles; 0 when a profile does not tell.
        public internal(set) var durationNanoseconds = 0.0
        public internal(set) var events = 0.0
        /// Build ids of the main program, each once.
        public internal(set) var builds: [String] = []
        public internal(set) var executables: [String] = []
        public internal(set) var startNanoseconds: Int64 = 0
    }

    /// The first thing to say: the most general statement that holds.
    public struct Headline: Sendable, Hashable {
        public enum Subject: Sendable, Hashable {
            /// A row with all that it calls.
            case subtree(Int)
            case package(Int)
            /// A row by itself.
            case function(Int)
        }

        public internal(set) var subject: Subject
        /// More than before, and not less.
        public internal(set) var isGrowth: Bool
        /// A row that holds most of a subtree's growth, the same one for its own code, and which part it holds.
        public internal(set) var center: Int?
        public internal(set) var centerPart = 0.0
    }

    public internal(set) var sampleType = ""
    public internal(set) var unit = ""
    public internal(set) var model = CountingModel.unknownRate
    public internal(set) var old = Side()
    public internal(set) var new = Side()
    public internal(set) var exposure = Exposure.none
    /// Exposure of the new side by that of the old, for each profile.
    public internal(set) var load = 1.0
    public internal(set) var rows: [Row] = []
    public internal(set) var packages: [PackageRow] = []
    /// Functions of the families that were heavy enough to be tested.
    public internal(set) var testedFlat = 0
    public internal(set) var testedCumulative = 0
    /// Rate of false discoveries in each of the three families: functions' own and inclusive values, and packages.
    public static let familyRate = 0.05 / 3
    /// Noise between runs is in the tests, from replicates.
    public internal(set) var hasReplicates = false
    /// The typical variance between runs by that of sampling alone; nil without replicates.
    public internal(set) var typicalDispersion: Double?
    /// Growth, then decline.
    public internal(set) var headlines: [Headline] = []
    public internal(set) var remarks: [String] = []

    /// Whether differences were told from chance: both sides hold samples that were taken at a known rate.
    public var isTested: Bool { model.isSampled && old.total > 0 && new.total > 0 }

    /// The smallest growth, as a ratio, that the pair would have shown in a function with such a part of the profile
    /// in four of five cases; nil when nothing is tested.
    public func smallestVisibleRatio(part: Double) -> Double? {
        guard isTested, old.events > 0, new.events > 0 else { return nil }
        // A function that grew is compared with the rest; nothing is a part of itself.
        let rest = exposure == .none ? 1 : max(1 - part, 0.01)
        var comparison = RateComparison(
            old: part * old.events, new: part * new.events, oldExposure: rest * old.events,
            newExposure: rest * new.events, inside: exposure == .none ? 0.5 : 0)
        comparison.dispersion = typicalDispersion ?? 1
        return comparison.smallestVisibleRatio(level: Self.familyRate / Double(max(1, testedFlat)))
    }
}
