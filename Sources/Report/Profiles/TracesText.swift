import Evidence
import GoProfile

/// `traces`: every sample with its labels and its stack.
///
/// Source of the form: `printTraces` in internal/report/report.go of google/pprof.
public enum TracesText {
    private static let separator = "-----------+-------------------------------------------------------"

    public static func write(_ report: PprofReport, _ time: TimeZoneClock, _ output: inout ByteReport) {
        let profile = report.profile
        let unit = report.options.unit
        for line in PprofHeader(report: report, unit: unit, time: time).profileLines {
            output.add(line)
            output.endLine()
        }
        let names = LocationNames(report)
        let labels = (0..<profile.labelSets.count).map { labelLines(UInt32($0), report) }
        for sample in 0..<profile.samples.count {
            let stack = profile.samples.stack(sample)
            guard stack.offset < stack.end else { continue }
            output.line(separator)
            output.add(labels[Int(profile.samples.labelSets[sample])])
            var value = profile.samples.value(sample, report.column)
            if report.options.mean {
                let divisor = profile.samples.value(sample, 0)
                if divisor != 0 { value = value.dividedReportingOverflow(by: divisor).partialValue }
            }
            var lead = ByteReport.padded(report.format(value, unit: unit), 10)
            for location in stack {
                for name in names[Int(location)] {
                    output.add(lead)
                    output.add("   ")
                    output.add(name)
                    output.endLine()
                    lead = "          "
                }
            }
        }
        output.line(separator)
    }

    /// Lines of a set of labels, texts before numbers.
    private static func labelLines(_ set: UInt32, _ report: PprofReport) -> [UInt8] {
        let profile = report.profile
        var texts: [StringID: [[UInt8]]] = [:]
        var numbers: [StringID: [[UInt8]]] = [:]
        for label in profile.labelSets[set] {
            if label.isNumeric {
                let unit = report.labelUnits[label.key] ?? ""
                numbers[label.key, default: []].append(Array(Measurement.label(label.number, unit).utf8))
            } else {
                texts[label.key, default: []].append(Array(profile.strings.bytes(label.string)))
            }
        }
        func lines(_ labels: [StringID: [[UInt8]]]) -> [[UInt8]] {
            labels.map { key, values in
                let name = profile.text(key)
                let padding = [UInt8](repeating: UInt8(ascii: " "), count: max(0, 10 - name.unicodeScalars.count))
                return padding + profile.strings.bytes(key) + Array(":  ".utf8)
                    + values.joined(separator: [UInt8(ascii: " ")]) + [UInt8(ascii: "\n")]
            }.sorted { $0.lexicographicallyPrecedes($1) }
        }
        return Array((lines(texts) + lines(numbers)).joined())
    }
}
