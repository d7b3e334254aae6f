import SystemActivity
import Wire

/// Counts and times by the values of a column, as text and JSON.
public struct ColumnSummaryReport {
    private let summary: ColumnSummary
    private let column: String
    private let name: String
    private let limit: Int

    /// - Parameters:
    ///   - column: as the user named it.
    ///   - limit: rows that are shown; nil for all.
    public init(_ summary: ColumnSummary, by column: String, name: String, limit: Int?) {
        self.summary = summary
        self.column = column
        self.name = name
        self.limit = limit ?? .max
    }

    public func write(to writer: inout TextWriter) {
        writer.line(
            StyledText(name, .strong)
                + StyledText(
                    " \(Plural.grouped(summary.total.count)) events, "
                        + "\(Plural.grouped(summary.rows.count)) different by \(column)"))
        if summary.rows.isEmpty { return }
        writer.blank()
        var table = FactsTable(
            [.init("COUNT", "times"), .init("FAILED"), .init("TIME", ""), .init("LONGEST", "at most")],
            subject: column.uppercased())
        for row in summary.rows.prefix(limit) {
            table.add(
                [
                    Plural.grouped(row.tally.count), Plural.grouped(row.tally.failed),
                    DurationText.format(row.tally.sum), DurationText.format(row.tally.longest),
                ], row.value.isEmpty ? "(none)" : row.value)
        }
        table.write(to: &writer)
        MoreRows.write(summary.rows.count, limit, to: &writer)
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.summary.column/1")
            json.member("column", column)
            json.member("total") { json in
                json.onOneLine { $0.object { EventsSummaryReport.members(summary.total, to: &$0) } }
            }
            json.member("rows", array: summary.rows.prefix(limit)) { json, row in
                json.onOneLine {
                    $0.object {
                        $0.member("value", row.value)
                        EventsSummaryReport.members(row.tally, to: &$0)
                    }
                }
            }
        }
    }
}
