import SystemActivity
import Wire

/// Two runs of the same command beside each other, as text and JSON.
public struct EventsDiffReport {
    private let diff: ActivityDiff
    private let first: String
    private let second: String
    private let limit: Int

    /// - Parameters:
    ///   - first: name of the first log; `second` that of the other.
    ///   - limit: rows of each table; nil for all.
    public init(_ diff: ActivityDiff, first: String, second: String, limit: Int?) {
        self.diff = diff
        self.first = first
        self.second = second
        self.limit = limit ?? .max
    }

    /// Less is not worth a sentence: a thousandth of the longer run.
    private var least: UInt64 { UInt64(clamping: max(diff.first.duration, diff.second.duration)) / 1000 }

    public func write(to writer: inout TextWriter) {
        let (a, b) = (diff.first, diff.second)
        for (letter, name, run) in [("A", first, a), ("B", second, b)] {
            writer.line(
                StyledText("\(letter)  ", .faint) + StyledText(name, .strong)
                    + StyledText(
                        " took \(DurationText.format(run.duration)), \(Plural.grouped(run.count)) events"), hanging: 3)
        }
        writer.blank()
        let difference = a.duration &- b.duration
        if difference == 0 {
            writer.line("Both took the same time.")
        } else {
            let (longer, shorter) = difference > 0 ? ("A", "B") : ("B", "A")
            writer.line(
                StyledText(
                    "\(longer) took \(DurationText.format(difference < 0 ? 0 &- difference : difference)) longer than \(shorter).",
                    .strong))
        }
        writeFindings(to: &writer)
        write("WHERE THE TIME WENT", diff.parts, to: &writer)
        write("PROCESS, WITHOUT ITS CHILDREN", diff.processes, to: &writer)
        write("OPERATION", diff.operations, to: &writer)
        write("PATH", diff.paths, to: &writer)
    }

    private func writeFindings(to writer: inout TextWriter) {
        let shown = diff.findings.filter { $0.difference.magnitude >= max(least, 1) }
        for finding in shown.prefix(limit) {
            writer.line(
                StyledText(sentence(finding)), indent: 0, hanging: 10,
                lead: StyledText(Pad.left(signed(finding.difference), 8) + "  ", .info))
        }
        MoreRows.write(shown.count, limit, to: &writer)
    }

    private func sentence(_ finding: ActivityDiff.Finding) -> String {
        let noun = finding.isStep ? "\(finding.kind) step" : finding.kind
        let things =
            finding.isStep
            ? Plural.of(finding.count, noun) : finding.count == 1 ? noun : "\(Plural.grouped(finding.count)) × \(noun)"
        let isOne = finding.count == 1
        if !finding.isStep, finding.rows.count == 1, finding.place == .inBoth {
            return "\(finding.rows[0].name) took longer in \(finding.difference > 0 ? "A" : "B")"
        }
        let examples = finding.rows.prefix(4).map { row in
            "\(object(row.name, finding)) \(DurationText.format(row.difference < 0 ? 0 &- row.difference : row.difference))"
        }
        let list = examples.joined(separator: ", ") + (finding.rows.count > examples.count ? ", …" : "")
        switch finding.place {
        case .onlyInFirst: return "\(things) \(isOne ? "is" : "are") only in A: \(list)"
        case .onlyInSecond: return "\(things) \(isOne ? "is" : "are") only in B: \(list)"
        case .inBoth:
            return "\(things) took longer in \(finding.difference > 0 ? "A" : "B"): \(list)"
        }
    }

    /// `fmt` of `compile fmt`.
    private func object(_ title: String, _ finding: ActivityDiff.Finding) -> String {
        finding.isStep && title.hasPrefix(finding.kind + " ") ? String(title.dropFirst(finding.kind.count + 1)) : title
    }

    private func signed(_ time: Int64) -> String { (time > 0 ? "+" : "") + DurationText.format(time) }

    private func write(_ title: String, _ rows: [ActivityDiff.Row], to writer: inout TextWriter) {
        let rows = rows.filter { $0.difference != 0 || $0.first?.count != $0.second?.count }
        guard !rows.isEmpty else { return }
        writer.blank()
        var table = TextTable([
            .init(title: "A - B", isNumber: true), .init(title: "A", isNumber: true), .init(title: "", isNumber: true),
            .init(title: "B", isNumber: true), .init(title: "", isNumber: true), .init(title: title),
        ])
        for row in rows.prefix(limit) {
            table.add([
                signed(row.difference), row.first.map { DurationText.format($0.time) } ?? "-",
                row.first.map { count($0.count) } ?? "", row.second.map { DurationText.format($0.time) } ?? "-",
                row.second.map { count($0.count) } ?? "", row.name.isEmpty ? "(none)" : row.name,
            ])
        }
        table.write(to: &writer)
        MoreRows.write(rows.count, limit, to: &writer)
    }

    private func count(_ count: Int) -> String { count == 0 ? "" : "×\(Plural.grouped(count))" }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.diff/1")
            for (member, name, run) in [("first", first, diff.first), ("second", second, diff.second)] {
                json.member(member) { json in
                    json.onOneLine {
                        $0.object {
                            $0.member("file", name)
                            $0.member("durationNanoseconds", run.duration)
                            $0.member("events", run.count)
                        }
                    }
                }
            }
            json.member("differenceNanoseconds", diff.first.duration &- diff.second.duration)
            json.member("findings", array: diff.findings.prefix(limit)) { json, finding in
                json.onOneLine {
                    $0.object {
                        $0.member("kind", finding.kind)
                        $0.member("place", "\(finding.place)")
                        $0.member("count", finding.count)
                        $0.member("differenceNanoseconds", finding.difference)
                        $0.member("summary", sentence(finding))
                    }
                }
            }
            let tables = [
                ("parts", diff.parts), ("processes", diff.processes), ("operations", diff.operations),
                ("paths", diff.paths),
            ]
            for (name, rows) in tables { json.member(name, array: rows.prefix(limit)) { write($1, to: &$0) } }
        }
    }

    private func write(_ row: ActivityDiff.Row, to json: inout JSONWriter) {
        json.onOneLine {
            $0.object { json in
                json.member("name", row.name)
                json.member("differenceNanoseconds", row.difference)
                for (name, amount) in [("first", row.first), ("second", row.second)] {
                    guard let amount else { continue }
                    json.member(name) {
                        $0.object {
                            $0.member("count", amount.count)
                            $0.member("sumNanoseconds", amount.time)
                        }
                    }
                }
            }
        }
    }
}
