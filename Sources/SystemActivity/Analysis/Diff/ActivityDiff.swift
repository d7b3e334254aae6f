/// Two runs of the same command beside each other.
public struct ActivityDiff: Sendable {
    /// What two runs have under one name; nil where a run has none.
    public struct Row: Sendable {
        public var name: String
        public var first: ActivityRun.Amount?
        public var second: ActivityRun.Amount?

        /// Nanoseconds that the first run took longer; negative when the second did.
        public var difference: Int64 { (first?.time ?? 0) &- (second?.time ?? 0) }
    }

    /// Processes of one kind that only one of the runs has, or that took longer in one of them.
    public struct Finding: Sendable {
        public enum Where: Sendable { case onlyInFirst, onlyInSecond, inBoth }

        /// `compile`, or the name of a program.
        public var kind: String
        /// Whether it is a tool of a Go build.
        public var isStep: Bool
        public var place: Where
        /// Processes of the first run; of the second where only that has them.
        public var count: Int
        /// Nanoseconds that the first run took longer.
        public var difference: Int64
        /// Most difference first.
        public var rows: [Row]
    }

    public let first: ActivityRun
    public let second: ActivityRun
    /// What there is to say of processes, most difference first.
    public private(set) var findings: [Finding] = []
    /// Each of these has most difference first.
    public private(set) var parts: [Row] = []
    public private(set) var processes: [Row] = []
    public private(set) var operations: [Row] = []
    public private(set) var paths: [Row] = []

    public init(_ first: ActivityRun, _ second: ActivityRun) {
        self.first = first
        self.second = second
        parts = Self.rows(first.parts, second.parts)
        processes = Self.rows(first.processes, second.processes)
        operations = Self.rows(first.operations, second.operations)
        paths = Self.rows(first.paths, second.paths)
        findings = findings(processes)
    }

    private static func rows(
        _ first: [String: ActivityRun.Amount], _ second: [String: ActivityRun.Amount]
    ) -> [Row] {
        Set(first.keys).union(second.keys).map { Row(name: $0, first: first[$0], second: second[$0]) }.sorted {
            ($1.difference.magnitude, $0.name) < ($0.difference.magnitude, $1.name)
        }
    }

    private func findings(_ rows: [Row]) -> [Finding] {
        struct Key: Hashable {
            var kind: String
            var place: Finding.Where
            /// Of what both have: 1 where the first run took longer, -1 where the second did.
            var sign: Int64
        }
        var found: [Key: Finding] = [:]
        for row in rows {
            let kind = first.kinds[row.name] ?? second.kinds[row.name] ?? row.name
            let place: Finding.Where = row.second == nil ? .onlyInFirst : row.first == nil ? .onlyInSecond : .inBoth
            let sign = place == .inBoth ? row.difference.signum() : 0
            let key = Key(kind: kind, place: place, sign: sign)
            var finding =
                found[key]
                ?? Finding(
                    kind: kind, isStep: first.toolKinds.contains(kind) || second.toolKinds.contains(kind), place: place,
                    count: 0, difference: 0, rows: [])
            finding.count += (row.first ?? row.second)?.count ?? 0
            finding.difference &+= row.difference
            finding.rows.append(row)
            found[key] = finding
        }
        return found.values.filter { $0.difference != 0 }.sorted {
            ($1.difference.magnitude, $0.kind, $1.difference) < ($0.difference.magnitude, $1.kind, $0.difference)
        }
    }
}
