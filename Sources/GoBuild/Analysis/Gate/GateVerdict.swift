/// Whether a change may go in, and why not.
public struct GateVerdict: Sendable {
    /// What is decided of a cause.
    public enum Outcome: Sendable, Equatable {
        case failed
        case allowed(AllowList.Entry)
        /// Worth a word, and no reason to fail.
        case noted
    }

    public struct Item: Sendable {
        public var cause: GateCause
        public var outcome: Outcome
    }

    /// What went in; nil for a part that was not asked for.
    public struct Coverage: Sendable {
        /// Functions that are in both builds.
        public var functions: Int?
        /// Differences of the builds that are none.
        public var cosmetic: Int?
        /// Comparisons of benchmarks.
        public var benchmarks: Int?
        /// Functions of profiles that were tested.
        public var profiles: Int?

        public init(functions: Int? = nil, cosmetic: Int? = nil, benchmarks: Int? = nil, profiles: Int? = nil) {
            (self.functions, self.cosmetic) = (functions, cosmetic)
            (self.benchmarks, self.profiles) = (benchmarks, profiles)
        }
    }

    /// Failures first, then what is allowed, then the rest; within each facts, benchmarks, profiles.
    public let items: [Item]
    /// Lines of the allow list that nothing needed.
    public let unused: [AllowList.Entry]
    public let allowList: String
    public var coverage: Coverage
    /// What could not be judged, in sentences.
    public let remarks: [String]
    public let options: GateOptions

    public var passes: Bool { failures.isEmpty }
    public var failures: [Item] { items.filter { $0.outcome == .failed } }
    public var allowed: [Item] {
        items.filter { if case .allowed = $0.outcome { true } else { false } }
    }
    public var noted: [Item] { items.filter { $0.outcome == .noted } }

    /// - Parameters:
    ///   - changes: what the compiler decided otherwise, worst first; empty when facts were not compared.
    ///   - benchmarks: nil when there are none.
    ///   - profiles: functions that take significantly more.
    ///   - remarks: what could not be compared.
    public init(
        changes: [FactChange] = [], benchmarks: BenchmarkGate? = nil, profiles: [GateCause.ProfileChange] = [],
        allow: AllowList = AllowList(), coverage: Coverage = Coverage(), remarks: [String] = [],
        options: GateOptions = GateOptions()
    ) {
        let facts = GateFacts(changes, options)
        var causes = changes.map { (GateCause.fact($0), facts.isFailure($0)) }
        causes += (benchmarks?.changes ?? []).map { (GateCause.benchmark($0), $0.isWorse) }
        causes += profiles.map { (GateCause.profile($0), true) }
        var used: Set<AllowList.Entry> = []
        var items: [Item] = []
        for (cause, isFailure) in causes {
            let entries = allow.entries.filter { $0.allows(cause) }
            used.formUnion(entries)
            let outcome: Outcome = !isFailure ? .noted : entries.first.map { .allowed($0) } ?? .failed
            items.append(Item(cause: cause, outcome: outcome))
        }
        // Stable, so that each part stays in its order.
        self.items =
            items.filter { $0.outcome == .failed } + items.filter { $0.outcome != .failed && $0.outcome != .noted }
            + items.filter { $0.outcome == .noted }
        unused = allow.entries.filter { !used.contains($0) }
        allowList = allow.file
        self.coverage = coverage
        if let benchmarks { self.coverage.benchmarks = benchmarks.compared }
        self.remarks = remarks + (benchmarks.map { Self.remarks($0, options) } ?? [])
        self.options = options
    }

    private static func remarks(_ benchmarks: BenchmarkGate, _ options: GateOptions) -> [String] {
        var remarks: [String] = []
        if let needed = benchmarks.samplesNeeded, let fewest = benchmarks.fewestSamples {
            remarks.append(
                "\(benchmarks.powerless) of \(benchmarks.compared) comparisons of benchmarks cannot fail: with "
                    + "\(fewest) samples a side no difference is beyond chance among so many; take at least \(needed)")
        }
        func list(_ names: [String], _ words: (String) -> String) {
            guard let first = names.first else { return }
            remarks.append(words(first + (names.count > 1 ? " and \(names.count - 1) more" : "")))
        }
        for (side, unpaired) in [("old", benchmarks.onlyOld), ("new", benchmarks.onlyNew)] {
            list(unpaired.names) { "only the \(side) results have \($0)" }
            list(unpaired.units) { "only the \(side) results have \($0)" }
        }
        list(benchmarks.otherSettings) { "not compared, for each side has it under settings of its own: \($0)" }
        return remarks
    }
}
