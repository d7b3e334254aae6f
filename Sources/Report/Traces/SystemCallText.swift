import GoTrace

/// The text of `sonde trace syscalls`.
public struct SystemCallText {
    private let report: SystemCallReport
    private let sites: TraceSites
    private let rows: TraceRows

    /// - Parameter limit: rows of each table; 0 for all.
    public init(_ report: SystemCallReport, limit: Int = 12) {
        self.report = report
        sites = report.sites
        rows = TraceRows(limit)
    }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(sentence, .strong))
        guard !report.total.durations.isEmpty else { return }
        names(to: &writer)
        stacks(to: &writer)
        heldUp(to: &writer)
    }

    private var sentence: String {
        let total = report.total
        guard !total.durations.isEmpty else { return "The trace has no system calls." }
        var text =
            "\(Plural.of(total.durations.count, "system call")) took \(DurationText.format(total.durations.sum))"
        if !total.lost.isEmpty {
            text +=
                "; \(Plural.grouped(total.lost.count)) of them (\(DurationText.format(total.lost.sum))) lost their "
                + "processor"
        }
        if !total.heldUp.isEmpty {
            text +=
                "; \(Plural.grouped(total.heldUp.count)) kept theirs for \(DurationText.format(total.heldUp.sum)) while "
                + "goroutines were ready"
        }
        return text + "."
    }

    private func names(to writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText("By call", .strong))
        let names = report.names.filter { !SystemCallName.isWaitOfRuntime($0.name) }
        var table = TextTable([
            .init(title: "COUNT", isNumber: true), .init(title: "SUM", isNumber: true),
            .init(title: "P50", isNumber: true), .init(title: "P90", isNumber: true),
            .init(title: "P99", isNumber: true),
            .init(title: "MAX", isNumber: true), .init(title: "LOST P", isNumber: true),
            .init(title: "OPEN", isNumber: true), .init(title: "CALL"),
        ])
        for name in names.prefix(rows.limit) {
            table.add(cells(name.durations, name.lost, name.open) + [name.name])
        }
        table.write(to: &writer)
        rows.more(names.count, to: &writer)
    }

    private func cells(_ durations: DurationDistribution, _ lost: DurationDistribution, _ open: Int) -> [String] {
        [
            Plural.grouped(durations.count), DurationText.format(durations.sum),
            DurationText.format(durations.quantile(0.5)), DurationText.format(durations.quantile(0.9)),
            DurationText.format(durations.quantile(0.99)), DurationText.format(durations.max),
            Plural.grouped(lost.count), Plural.grouped(open),
        ]
    }

    private func stacks(to writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText("Where", .strong))
        let stacks = report.rows.filter { !SystemCallName.isWaitOfRuntime($0.name) }
        var table = TextTable([
            .init(title: "COUNT", isNumber: true), .init(title: "SUM", isNumber: true),
            .init(title: "P50", isNumber: true), .init(title: "P90", isNumber: true),
            .init(title: "P99", isNumber: true),
            .init(title: "MAX", isNumber: true), .init(title: "LOST P", isNumber: true),
            .init(title: "OPEN", isNumber: true), .init(title: "CALL, BY WHOM"),
        ])
        for row in stacks.prefix(rows.limit) {
            let tally = row.tally
            table.add(cells(tally.durations, tally.lost, tally.unfinished.count) + ["\(row.name): \(site(tally))"])
        }
        table.write(to: &writer)
        rows.more(stacks.count, to: &writer)
    }

    private func site(_ tally: SystemCallTally) -> String { sites.site(tally.stack, from: TraceSites.isPolling) }

    private func heldUp(to writer: inout TextWriter) {
        let rows = report.rows.filter { !$0.tally.heldUp.isEmpty }
            .sorted { ($0.tally.heldUp.sum, $1.tally.stack) > ($1.tally.heldUp.sum, $0.tally.stack) }
        guard !rows.isEmpty else { return }
        writer.blank()
        writer.line(
            StyledText("Kept their processor while goroutines were ready", .strong)
                + StyledText(" (calls of more than \(DurationText.format(SystemCalls.longCall)))"), hanging: 2)
        var table = TextTable([
            .init(title: "COUNT", isNumber: true), .init(title: "TIME", isNumber: true),
            .init(title: "P99", isNumber: true), .init(title: "MAX", isNumber: true),
            .init(title: "CALL, BY WHOM"),
        ])
        for row in rows.prefix(self.rows.limit) {
            let held = row.tally.heldUp
            table.add([
                Plural.grouped(held.count), DurationText.format(held.sum), DurationText.format(held.quantile(0.99)),
                DurationText.format(held.max), "\(row.name): \(site(row.tally))",
            ])
        }
        table.write(to: &writer)
        self.rows.more(rows.count, to: &writer)
    }
}
