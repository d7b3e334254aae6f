/// What one side of a gate measured, to tell what has no counterpart on the other.
struct BenchmarkSide {
    private struct Value: Hashable {
        var name: String
        var unit: String
        /// Number of the table, which is one of settings and unit; -1 for any.
        var table: Int

        var words: String { "\(unit) of \(name)" }
    }

    private var names: Set<String> = []
    private var units: Set<Value> = []
    private var values: Set<Value> = []

    mutating func add(_ name: String, _ unit: String, table: Int) {
        names.insert(name)
        units.insert(Value(name: name, unit: unit, table: -1))
        values.insert(Value(name: name, unit: unit, table: table))
    }

    /// What the other side lacks: benchmarks, and of those that both have their units (`allocs/op of BenchmarkX`).
    func unpaired(_ other: BenchmarkSide) -> BenchmarkGate.Unpaired {
        BenchmarkGate.Unpaired(
            names: names.subtracting(other.names).sorted(),
            units: units.subtracting(other.units).filter { other.names.contains($0.name) }.map(\.words).sorted())
    }

    /// What the other side has as well, but not under these settings.
    func otherSettings(_ other: BenchmarkSide) -> [String] {
        values.subtracting(other.values)
            .filter { other.units.contains(Value(name: $0.name, unit: $0.unit, table: -1)) }.map(\.words)
    }
}

extension BenchmarkGate {
    /// Results without a counterpart.
    public struct Unpaired: Sendable {
        public var names: [String] = []
        /// `allocs/op of BenchmarkX`.
        public var units: [String] = []
    }
}
