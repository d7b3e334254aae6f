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
        for key in keys { write(key, tables[key] ?? Table(), report, &output) }
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

    private static func write(_ key: [UInt8], _ table: Table, _ report: PprofReport, _ output: inout ByteReport) {
        let unit = report.options.unit
        func share(_ value: Int64) -> String {
            report.total > 0 ? " (\(Measurement.percentage(value, report.total)))" : ""
        }
        let name = String(decoding: key, as: UTF8.self) + ":"
        let first = name.unicodeScalars.count + 1
        output.add(String(repeating: " ", count: first - name.unicodeScalars.count))
        output.add(key)
        output.line(
            ": Total \(report.format(table.total, unit: unit)) of \(report.format(report.total, unit: unit))"
                + share(table.total))
        let rows = GraphTag.sorted(
            table.weights.map { name, weight in
                var tag = GraphTag(name: name)
                tag.flat = weight
                return tag
            }, byFlat: true)
        let cells = rows.map { "\(report.format($0.flat, unit: unit))\(share($0.flat)):" }
        let second = (cells.map(\.utf8.count).max() ?? 0) + 1
        for (row, cell) in zip(rows, cells) {
            output.add(ByteReport.padded(" ", first))
            output.add(ByteReport.padded(cell, second))
            output.add(" ")
            output.add(row.name)
            output.endLine()
        }
        output.endLine()
    }
}
