import GoProfile

/// The text of `sonde profile anomalies`: what grows, what changed and when, and which profiles are odd.
public struct ProfileSeriesText {
    private let series: ProfileSeries
    private let findings: ProfileSeriesFindings
    private let values: ProfileSeriesValues
    /// Rows of each table.
    private let limit: Int

    /// - Parameter limit: rows of each table; 0 for all.
    public init(_ findings: ProfileSeriesFindings, limit: Int = 12) {
        series = findings.series
        self.findings = findings
        values = ProfileSeriesValues(findings.series)
        self.limit = limit == 0 ? .max : limit
    }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(sentence, .strong))
        writer.blank()
        for line in head { writer.line(StyledText(line), hanging: 2) }
        table("Growing", findings.sites.filter { $0.trend == .growing }, to: &writer)
        table("Rising since a point", findings.sites.filter { $0.trend == .young }, to: &writer)
        table("Levelled off", findings.sites.filter { $0.trend == .levelledOff }, to: &writer)
        table("Shrinking", findings.sites.filter { $0.trend == .shrinking }.reversed(), to: &writer)
        steps(to: &writer)
        odd(to: &writer)
    }

    private var sentence: String {
        guard findings.points.count > 1 else {
            return "There is one profile only: growth shows in several of one process."
        }
        let growing = findings.sites.filter { $0.trend == .growing }
        guard let first = growing.first else {
            return "No site grows by more than chance explains"
                + (findings.steps.isEmpty ? "." : "; some changed at a point, see below.")
        }
        var text = "\(first.name) grows by \(values.slope(first.slope).dropFirst()) a \(values.pace.name)"
        text += " (95%: \(values.interval(first))), from \(values.value(first.start)) to \(values.value(first.end))"
        if let caller = ProfileSeriesValues.caller(first) { text += ", mostly for \(caller)" }
        if growing.count > 1 {
            text += "; \(Plural.of(growing.count - 1, "other site")) grow\(growing.count == 2 ? "s" : "") too"
        }
        return text + "."
    }

    private var head: [String] {
        var text = "\(series.sampleType) of \(Plural.of(findings.points.count, "profile"))"
        if series.hasTimes { text += " over \(DurationText.format(series.spanNanoseconds))" }
        if let total = findings.total {
            text +=
                ": \(values.value(total.start)) → \(values.value(total.end)), \(values.slope(total.slope)) a "
                + "\(values.pace.name) (95%: \(values.interval(total)))"
        }
        if series.quantity == .share { text += ", compared by share of the profile" }
        var lines = [text + "."]
        if findings.points.count > 1, findings.points.count < 6 {
            lines.append(
                "So few profiles cannot tell growth that goes on from a program that warms up; six or more can.")
        }
        return lines + findings.remarks
    }

    private func table(_ title: String, _ rows: [SiteGrowth], to writer: inout TextWriter) {
        guard !rows.isEmpty else { return }
        writer.blank()
        writer.line(StyledText(title, .strong))
        var table = TextTable([
            .init(title: "PER \(values.pace.name.uppercased())", isNumber: true), .init(title: "95% INTERVAL"),
            .init(title: "FIRST", isNumber: true), .init(title: "LAST", isNumber: true), .init(title: "SITE"),
        ])
        for row in rows.prefix(limit) {
            var name = row.name
            if let caller = ProfileSeriesValues.caller(row) { name += " (for \(caller))" }
            table.add([
                values.slope(row.slope), values.interval(row), values.value(row.start), values.value(row.end), name,
            ])
        }
        table.write(to: &writer)
        more(rows.count, to: &writer)
    }

    private func more(_ count: Int, to writer: inout TextWriter) {
        guard count > limit else { return }
        writer.line(StyledText("… and \(count - limit) more (-nodecount=0 shows all)", .faint), indent: 2)
    }

    private func steps(to writer: inout TextWriter) {
        // Growth that goes on is told above.
        let growing = Set(findings.sites.filter { $0.trend == .growing }.map(\.name))
        let steps = findings.steps.filter { !growing.contains($0.name) }
        guard !steps.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Changed at a point", .strong))
        var table = TextTable([
            .init(title: "AT"), .init(title: "BEFORE", isNumber: true), .init(title: "AFTER", isNumber: true),
            .init(title: "SITE"),
        ])
        for step in steps.prefix(limit) {
            table.add([
                values.moment(step.index, findings.points), values.value(step.before), values.value(step.after),
                step.name,
            ])
        }
        table.write(to: &writer)
        more(steps.count, to: &writer)
    }

    private func odd(to writer: inout TextWriter) {
        let odd = findings.novelties.filter(\.isNovel)
        guard !odd.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Unlike the others", .strong))
        for one in odd {
            let name = findings.points[one.index].name
            let sites = one.sites.prefix(3).map {
                "\($0.name) \(ProfileSeriesValues.share($0.share)) instead of \(ProfileSeriesValues.share($0.usualShare))"
            }
            writer.line(
                StyledText(
                    "\(name) has \(NumberText.percent(one.similarity)) in common with the others: "
                        + sites.joined(separator: ", ") + "."), indent: 2, hanging: 4)
        }
    }
}
