/// Results of several files, held against the first one.
///
/// Files are columns; results of the same settings and unit are a table; names are rows. Tables are in the order of their
/// settings' values, units and rows in the one in which they were first seen.
public struct BenchmarkTables: Sendable {
    /// Of all files, the first one is what the others are held against.
    public let labels: [String]
    public let settingKeys: [String]
    public let tables: [BenchmarkTable]
    /// What files say of units in contradiction to one before.
    public let contradictions: [String]

    public init(_ files: [BenchmarkResults], _ options: BenchmarkSample.Options = .init()) {
        var gathering = Gathering(files)
        gathering.gather()
        labels = files.map(\.label)
        settingKeys = gathering.keys
        contradictions = gathering.contradictions
        tables = gathering.sortedTables().map { gathering.table($0, $1, options) }
    }

    /// What results a table is made of.
    private struct TableKey: Hashable {
        /// Number of the settings.
        var settings: Int
        var unit: String
    }

    /// Where a value goes.
    private struct CellKey: Hashable {
        var table: TableKey
        var row: String
        var column: Int
    }

    private struct Gathering {
        let files: [BenchmarkResults]
        var keys: [String] = []
        var contradictions: [String] = []
        private var keyNumbers: [String: Int] = [:]
        /// Values by key, empty where one is not set; each combination once.
        private var settings: [[String]] = []
        private var units: [String: Int] = [:]
        private var rows: [String: Int] = [:]
        private var tableRows: [TableKey: Set<String>] = [:]
        private var tableColumns: [TableKey: Set<Int>] = [:]
        private var cells: [CellKey: [Double]] = [:]
        private var facts: [String: [String: String]] = [:]

        init(_ files: [BenchmarkResults]) { self.files = files }

        mutating func gather() {
            // Keys first: a setting that comes up later is an empty one of all results before.
            for file in files {
                for key in file.configurations.joined().map(\.key) where keyNumbers[key] == nil {
                    keyNumbers[key] = keys.count
                    keys.append(key)
                }
            }
            for (column, file) in files.enumerated() {
                take(file.unitFacts, of: file)
                let settings = file.configurations.map { number(of: $0) }
                for measurement in file.measurements {
                    let unit = file.units[Int(measurement.unit)]
                    let row = file.names[Int(measurement.name)]
                    let table = TableKey(settings: settings[Int(measurement.configuration)], unit: unit)
                    if units[unit] == nil { units[unit] = units.count }
                    if rows[row] == nil { rows[row] = rows.count }
                    tableRows[table, default: []].insert(row)
                    tableColumns[table, default: []].insert(column)
                    cells[CellKey(table: table, row: row, column: column), default: []].append(measurement.value)
                }
            }
        }

        private mutating func take(_ facts: [BenchmarkResults.UnitFact], of file: BenchmarkResults) {
            for fact in facts {
                let known = self.facts[fact.unit]?[fact.key]
                if known == nil { self.facts[fact.unit, default: [:]][fact.key] = fact.value }
                guard let known, known != fact.value else { continue }
                contradictions.append(
                    "\(file.label): line \(fact.line): \(fact.key) of the unit \(fact.written) is \(known) in a file "
                        + "before")
            }
        }

        private mutating func number(of wanted: [BenchmarkResults.Setting]) -> Int {
            var values = [String](repeating: "", count: keys.count)
            for setting in wanted { values[keyNumbers[setting.key] ?? 0] = setting.value }
            if let known = settings.firstIndex(of: values) { return known }
            settings.append(values)
            return settings.count - 1
        }

        func sortedTables() -> [(TableKey, [String])] {
            tableRows.keys.map { ($0, settings[$0.settings]) }.sorted { a, b in
                a.0.settings == b.0.settings
                    ? (units[a.0.unit] ?? 0) < (units[b.0.unit] ?? 0) : Self.precedes(a.1, b.1)
            }
        }

        /// By bytes, as Go compares texts.
        private static func precedes(_ a: [String], _ b: [String]) -> Bool {
            a.lexicographicallyPrecedes(b) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }

        func table(_ key: TableKey, _ settings: [String], _ options: BenchmarkSample.Options) -> BenchmarkTable {
            let columns = (tableColumns[key] ?? []).sorted()
            let names = (tableRows[key] ?? []).sorted { (rows[$0] ?? 0) < (rows[$1] ?? 0) }
            let unit = BenchmarkUnit(key.unit)
            let isExact = facts[key.unit]?["assume"] == "exact"
            var table = BenchmarkTable(
                settings: settings, unit: key.unit, direction: direction(unit), isBinary: unit.isBinary,
                isExact: isExact, columns: columns.map { .init(label: files[$0].label) }, rows: [])
            for name in names {
                let samples = columns.map { column in
                    cells[CellKey(table: key, row: name, column: column)].map {
                        BenchmarkSample($0, isExact: isExact, options)
                    }
                }
                table.rows.append(
                    .init(
                        name: name,
                        cells: samples.enumerated().map { index, sample in
                            guard let sample else { return nil }
                            guard index > 0, let base = samples[0] else { return .init(sample: sample) }
                            return .init(
                                sample: sample,
                                comparison: SampleComparison(old: base, new: sample, isExact: isExact, options))
                        }))
            }
            table.addMeans()
            return table
        }

        private func direction(_ unit: BenchmarkUnit) -> BenchmarkUnit.Direction {
            guard let said = facts[unit.name]?["better"] else { return unit.direction }
            return BenchmarkUnit.Direction(rawValue: said) ?? .unknown
        }
    }
}
