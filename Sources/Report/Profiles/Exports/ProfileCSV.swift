import Evidence
import GoProfile

/// A row for each function (or what else the granularity says), with own and inclusive values of every type.
///
/// Quoted as RFC 4180 says. Values are whole numbers in the unit that the head names.
enum ProfileCSV {
    static func write(_ report: PprofReport, _ output: inout ByteReport) {
        let totals = FrameTotals(report)
        var head = ["function", "file", "line", "address"]
        for type in report.sampleTypes {
            let unit = type.unit.isEmpty ? type.type : "\(type.type)/\(type.unit)"
            head += ["flat \(unit)", "cum \(unit)"]
        }
        row(head.map { Array($0.utf8) }, &output)
        let strings = totals.frames.strings
        for frame in totals.order(type: report.column, byCumulative: report.options.sortsByCumulative) {
            let info = totals.frames.infos[Int(frame)]
            var named = info
            named.file = .empty
            named.line = 0
            named.column = 0
            named.address = 0
            let isNamed = info.name != .empty || info.objectFile != .empty || info.file == .empty
            var fields: [[UInt8]] = [
                isNamed ? named.printableName(strings) : [], Array(strings.bytes(info.file)),
                info.line == 0 ? [] : Array(String(info.line).utf8),
                info.address == 0 ? [] : Array("0x\(String(info.address, radix: 16))".utf8),
            ]
            for type in 0..<totals.typeCount {
                let at = Int(frame) * totals.typeCount + type
                fields.append(Array(String(totals.flat[at]).utf8))
                fields.append(Array(String(totals.cumulative[at]).utf8))
            }
            row(fields, &output)
        }
    }

    private static func row(_ fields: [[UInt8]], _ output: inout ByteReport) {
        var line = SeparatedLine()
        for field in fields { line.add(field) }
        line.end(&output)
    }
}
