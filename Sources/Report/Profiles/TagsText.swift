import Evidence
import GoProfile

/// `tags`: the values of every label with their weights.
///
/// Source of the form: `printTags` in internal/report/report.go of google/pprof, whose columns are those of Go's
/// text/tabwriter, right-aligned.
public enum TagsText {
    private struct Table {
        var weights: [[UInt8]: Int64] = [:]
        var total: Int64 = 0
    }

    public static func write(_ report: PprofReport, _ output: inout ByteReport) {
        let tables = gather(report)
        let keys = tables.keys.sorted { $0.lexicographicallyPrecedes($1) }
        var columns = TabbedColumns()
        for key in keys { write(key, tables[key] ?? Table(), report, &columns) }
        output.add(columns.bytes)
    }

    private static func gather(_ report: PprofReport) -> [[UInt8]: Table] {
        let profile = report.profile
        var bySet = [Int64](repeating: 0, count: profile.labelSets.count)
        var isUsed = [Bool](repeating: false, count: profile.labelSets.count)
        for sample in 0..<profile.samples.count {
            let set = Int(profile.samples.labelSets[sample])
            isUsed[set] = true
            bySet[set] &+= profile.samples.value(sample, report.column)
        }
        var tables: [[UInt8]: Table] = [:]
        for set in bySet.indices where isUsed[set] {
            for label in profile.labelSets[UInt32(set)] {
                let key = Array(profile.strings.bytes(label.key))
                var value = Array(profile.strings.bytes(label.string))
                if label.isNumeric {
                    let unit = report.labelUnits[label.key] ?? ""
                    value = Array(Measurement.label(label.number, unit, report.options.unit).utf8)
                }
                tables[key, default: Table()].weights[value, default: 0] &+= bySet[set]
                tables[key, default: Table()].total &+= bySet[set]
            }
        }
        return tables
    }

    private static func write(_ key: [UInt8], _ table: Table, _ report: PprofReport, _ columns: inout TabbedColumns) {
        let unit = report.options.unit
        func share(_ value: Int64) -> String {
            report.total > 0 ? " (\(Measurement.percentage(value, report.total)))" : ""
        }
        let total = report.format(report.total, unit: unit)
        columns.add(key)
        columns.add(":\t Total \(report.format(table.total, unit: unit)) of \(total)\(share(table.total))\n".utf8)
        let tags = table.weights.map { name, weight in
            var tag = GraphTag(name: name)
            tag.flat = weight
            return tag
        }
        for tag in GraphTag.sorted(tags, byFlat: true) {
            columns.add(" \t\(report.format(tag.flat, unit: unit))\(share(tag.flat)):\t ".utf8)
            columns.add(tag.name)
            columns.add("\n".utf8)
        }
        columns.add("\n".utf8)
    }
}
