import GoTrace

/// The text of `sonde trace network`.
public struct NetworkText {
    private let report: NetworkReport
    private let sites: TraceSites
    private let rows: TraceRows

    /// - Parameter limit: rows of each table; 0 for all.
    public init(_ report: NetworkReport, limit: Int = 12) {
        self.report = report
        sites = report.sites
        rows = TraceRows(limit)
    }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(sentence, .strong))
        guard !report.rows.isEmpty else { return }
        classes("By operation", isBackground: false, to: &writer)
        stacks("Where", isBackground: false, to: &writer)
        classes("In the background: nobody waits for these", isBackground: true, to: &writer)
        stacks("Where, in the background", isBackground: true, to: &writer)
    }

    private var sentence: String {
        let waits = report.total(isBackground: false)
        let background = report.total(isBackground: true)
        guard !waits.isEmpty || !background.isEmpty else { return "No goroutine waited for the network." }
        var text = "Goroutines waited for the network \(Plural.of(waits.count, "time")), "
        text += "\(DurationText.format(waits.sum)) in all"
        if let first = report.classes.first(where: { !$0.operation.isBackground }) {
            text += ", most for \(first.operation.words) (\(DurationText.format(first.durations.sum)))"
        }
        if !background.isEmpty {
            text += "; another \(DurationText.format(background.sum)) in the background"
        }
        return text + "."
    }

    private func classes(_ title: String, isBackground: Bool, to writer: inout TextWriter) {
        let classes = report.classes.filter { $0.operation.isBackground == isBackground }
        guard !classes.isEmpty else { return }
        writer.blank()
        writer.line(StyledText(title, .strong))
        var table = TextTable([
            .init(title: "COUNT", isNumber: true), .init(title: "SUM", isNumber: true),
            .init(title: "P50", isNumber: true), .init(title: "P99", isNumber: true),
            .init(title: "MAX", isNumber: true), .init(title: "POLLER", isNumber: true),
            .init(title: "GOROUTINE", isNumber: true), .init(title: "OPEN", isNumber: true), .init(title: "OPERATION"),
        ])
        for row in classes.prefix(rows.limit) {
            table.add([
                Plural.grouped(row.durations.count), DurationText.format(row.durations.sum),
                DurationText.format(row.durations.quantile(0.5)), DurationText.format(row.durations.quantile(0.99)),
                DurationText.format(row.durations.max), Plural.grouped(row.byPoller), Plural.grouped(row.byGoroutine),
                Plural.grouped(row.open), row.operation.words,
            ])
        }
        table.write(to: &writer)
        rows.more(classes.count, to: &writer)
        if !isBackground, classes.contains(where: { $0.byGoroutine > 0 }) {
            writer.line(
                StyledText(
                    "GOROUTINE counts waits that another goroutine ended: it moved the deadline, or closed the connection.",
                    .faint), indent: 2)
        }
    }

    private func stacks(_ title: String, isBackground: Bool, to writer: inout TextWriter) {
        let stacks = report.rows.filter { $0.operation.isBackground == isBackground }
        guard !stacks.isEmpty else { return }
        writer.blank()
        writer.line(StyledText(title, .strong))
        var table = TextTable([
            .init(title: "COUNT", isNumber: true), .init(title: "SUM", isNumber: true),
            .init(title: "P99", isNumber: true), .init(title: "MAX", isNumber: true),
            .init(title: "OPEN", isNumber: true),
            .init(title: "LONGEST"), .init(title: "OPERATION, WHERE"),
        ])
        for row in stacks.prefix(rows.limit) {
            table.add([
                Plural.grouped(row.durations.count), DurationText.format(row.durations.sum),
                DurationText.format(row.durations.quantile(0.99)), DurationText.format(row.durations.max),
                Plural.grouped(row.open), "\(sites.moment(row.longest.start)) G\(row.longest.goroutine)",
                "\(row.operation.words): \(sites.site(row.stack, from: TraceSites.isPolling))",
            ])
        }
        table.write(to: &writer)
        rows.more(stacks.count, to: &writer)
    }
}

extension TraceSites {
    /// Functions through which everybody waits for the network or calls the system.
    static func isPolling(_ name: String) -> Bool {
        name.hasPrefix("internal/poll.") || name.hasPrefix("runtime.") || name.hasPrefix("net.(*netFD).")
            || name.hasPrefix("syscall.") || name.hasPrefix("internal/runtime/") || name.hasPrefix("runtime/internal/")
            || name.hasPrefix("internal/syscall/")
    }
}
