/// Something that is another way than before, of which a gate decides whether it may be.
public enum GateCause: Sendable {
    case fact(FactChange)
    case benchmark(BenchmarkChange)
    case profile(ProfileChange)

    /// A benchmark in one unit.
    public struct BenchmarkChange: Sendable {
        public var package: String
        /// With `Benchmark` in front.
        public var name: String
        /// Base unit.
        public var unit: String
        public var isBinary: Bool
        public var isWorse: Bool
        /// Whether it is known which values are better.
        public var isBetterKnown: Bool
        /// Medians, or exact values.
        public var old: Double
        public var new: Double
        /// New by old; nil when the old value is 0.
        public var ratio: Double?
        public var oldCount: Int
        public var newCount: Int
        /// Nil for exact values.
        public var pValue: Double?
        /// The p-value for all comparisons of the gate together (Holm); nil for exact values.
        public var adjusted: Double?
    }

    /// What takes more of a profile than before.
    public struct ProfileChange: Sendable {
        /// What the values are of.
        public enum Scope: String, Sendable {
            case function
            case withCallees = "function-and-callees"
            case package
        }

        public var scope: Scope
        public var package: String
        /// Empty for a package.
        public var function: String
        /// Such as `cpu`.
        public var sampleType: String
        public var unit: String
        /// At the same load.
        public var old: Double
        public var new: Double
        /// New by old; nil for what is new.
        public var ratio: Double?
        /// Its growth by the total of the old profile.
        public var growthOfTotal: Double
        /// The p-value for all functions together.
        public var adjusted: Double?

        public init(
            scope: Scope = .function, package: String, function: String, sampleType: String, unit: String, old: Double,
            new: Double,
            ratio: Double?, growthOfTotal: Double, adjusted: Double?
        ) {
            (self.scope, self.package, self.function) = (scope, package, function)
            (self.sampleType, self.unit) = (sampleType, unit)
            (self.old, self.new, self.ratio) = (old, new, ratio)
            (self.growthOfTotal, self.adjusted) = (growthOfTotal, adjusted)
        }
    }

    public static let benchmarkWorse = "benchmark-worse"
    public static let benchmarkBetter = "benchmark-better"
    public static let benchmarkChanged = "benchmark-changed"
    public static let profileGrown = "profile-grown"

    /// All that an allow list may name.
    public static var allowableKinds: [String] {
        FactChange.Kind.allCases.filter(\.isWorse).map(\.rawValue) + [benchmarkWorse, profileGrown]
    }

    /// The first word of a line of an allow list.
    public var kind: String {
        switch self {
        case .fact(let change): change.kind.rawValue
        case .benchmark(let change):
            change.isWorse ? Self.benchmarkWorse : change.isBetterKnown ? Self.benchmarkBetter : Self.benchmarkChanged
        case .profile: Self.profileGrown
        }
    }

    public var package: String {
        switch self {
        case .fact(let change): change.package
        case .benchmark(let change): change.package
        case .profile(let change): change.package
        }
    }

    /// With the package in front, as the second word of a line of an allow list.
    public var function: String {
        let name =
            switch self {
            case .fact(let change): change.function
            case .benchmark(let change): change.name
            case .profile(let change): change.function
            }
        if name.isEmpty { return package }
        return package.isEmpty || name.hasPrefix(package + ".") ? name : "\(package).\(name)"
    }

    /// What it is about: a callee, a value that escapes, a unit, a kind of profile.
    public var subject: String {
        switch self {
        case .fact(let change): change.subject
        case .benchmark(let change): change.unit
        case .profile(let change): change.sampleType
        }
    }
}
