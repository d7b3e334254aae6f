/// Benchmarks of the same settings and unit: a row for each, a column for each file.
public struct BenchmarkTable: Sendable {
    public struct Cell: Sendable {
        public var sample: BenchmarkSample
        /// With the first column; nil there, and where the first column has no such benchmark.
        public var comparison: SampleComparison?
    }

    public struct Row: Sendable {
        /// Without `Benchmark`.
        public var name: String
        /// By column; nil where a file lacks the benchmark.
        public var cells: [Cell?]
    }

    public struct Column: Sendable {
        public var label: String
        /// Geometric means of the centers, and of the ratios to the first column; nil where there is none.
        public var mean: Double?
        public var ratio: Double?
        public var warnings: [BenchmarkWarning] = []
    }

    /// Values of the settings, in the order of `BenchmarkTables.settingKeys`; empty where one is not set.
    public var settings: [String]
    /// Base unit.
    public var unit: String
    public var direction: BenchmarkUnit.Direction
    public var isBinary: Bool
    public var isExact: Bool
    public var columns: [Column]
    public var rows: [Row]

    mutating func addMeans() {
        let base = rows.count { $0.cells[0] != nil }
        for index in columns.indices {
            let cells = rows.compactMap { $0.cells[index] }
            let compared = cells.compactMap(\.comparison)
            let ratios = compared.map(\.ratio)
            if index > 0, ratios.count != base { columns[index].warnings.append(.setsDiffer) }
            columns[index].mean = GeometricMean.of(cells.map(\.sample.center))
            if columns[index].mean == nil { columns[index].warnings.append(.meanOfNothingPositive) }
            guard index > 0, !ratios.contains(where: { $0 == nil }) else { continue }
            columns[index].ratio = GeometricMean.of(ratios.compactMap(\.self))
            if columns[index].ratio == nil { columns[index].warnings.append(.ratioOfNothingPositive) }
        }
    }
}
