import SystemActivity
import Wire

/// What was done to each file, key or peer, as text and JSON.
public struct PathSummaryReport {
    private let summary: PathSummary
    private let subject: ActivitySubject
    private let title: String
    private let name: String
    private let limit: Int

    /// - Parameters:
    ///   - title: of the column of names, such as `PATH`.
    ///   - limit: rows that are shown; nil for all.
    public init(_ summary: PathSummary, of subject: ActivitySubject, title: String, name: String, limit: Int?) {
        self.summary = summary
        self.subject = subject
        self.title = title
        self.name = name
        self.limit = limit ?? .max
    }

    /// Columns of counts with the effects that they count.
    private var effects: [(title: String, member: String, effect: ActivityEffect)] {
        switch subject {
        case .network:
            [
                ("CONNECTS", "connects", .connect), ("DISCONNECTS", "disconnects", .disconnect),
                ("SENDS", "sends", .send), ("RECEIVES", "receives", .receive), ("OTHER", "other", .other),
            ]
        case .registry:
            [
                ("OPENS", "opens", .open), ("CLOSES", "closes", .close), ("READS", "reads", .read),
                ("WRITES", "writes", .write), ("OTHER", "other", .other),
            ]
        default:
            [
                ("OPENS", "opens", .open), ("CLOSES", "closes", .close), ("READS", "reads", .read),
                ("WRITES", "writes", .write), ("GET ACL", "getPermissions", .getPermissions),
                ("SET ACL", "setPermissions", .setPermissions), ("OTHER", "other", .other),
            ]
        }
    }

    private var bytes: (into: String, out: String)? {
        switch subject {
        case .network: ("received", "sent")
        case .registry: nil
        default: ("read", "written")
        }
    }

    public func write(to writer: inout TextWriter) {
        let total = summary.total
        let things = "\(Plural.grouped(total.tally.count)) events on \(Plural.grouped(summary.rows.count)) "
        writer.line(
            StyledText(name, .strong)
                + StyledText(
                    " \(things)\(summary.rows.count == 1 ? singular : plural) took \(DurationText.format(total.tally.sum))"
                ))
        if summary.rows.isEmpty { return }
        writer.blank()
        var columns = [FactsTable.Column("TIME", ""), FactsTable.Column("EVENTS"), FactsTable.Column("FAILED")]
        columns += effects.map { FactsTable.Column($0.title) }
        if let bytes {
            columns += [FactsTable.Column(bytes.into.uppercased()), FactsTable.Column(bytes.out.uppercased())]
        }
        var table = FactsTable(columns, subject: title)
        for row in summary.rows.prefix(limit) {
            let (tally, all) = (row.effects.tally, row.effects)
            var cells = [
                DurationText.format(tally.sum), Plural.grouped(tally.count), Plural.grouped(tally.failed),
            ]
            cells += effects.map { Plural.grouped(all[$0.effect]) }
            if bytes != nil {
                cells += [
                    SizeText.format(UInt64(clamping: all.bytesIn)), SizeText.format(UInt64(clamping: all.bytesOut)),
                ]
            }
            table.add(cells, row.name.isEmpty ? "(none)" : row.name)
        }
        table.write(to: &writer)
        MoreRows.write(summary.rows.count, limit, to: &writer)
    }

    private var singular: String { subject == .network ? "peer" : subject == .registry ? "key" : title.lowercased() }
    private var plural: String { singular + "s" }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.summary.paths/1")
            json.member("total") { json in json.onOneLine { $0.object { members(summary.total, to: &$0) } } }
            json.member("rows", array: summary.rows.prefix(limit)) { json, row in
                json.onOneLine {
                    $0.object {
                        $0.member("name", row.name)
                        members(row.effects, to: &$0)
                    }
                }
            }
        }
    }

    private func members(_ all: EffectTally, to json: inout JSONWriter) {
        EventsSummaryReport.members(all.tally, to: &json)
        for column in effects { json.member(column.member, all[column.effect]) }
        if let bytes {
            json.member("bytes" + bytes.into.capitalizedFirst, all.bytesIn)
            json.member("bytes" + bytes.out.capitalizedFirst, all.bytesOut)
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// Says how many rows are left out, when there are any.
enum MoreRows {
    static func write(_ count: Int, _ limit: Int, to writer: inout TextWriter) {
        guard count > limit else { return }
        writer.line(StyledText("… and \(Plural.grouped(count - limit)) more (--all shows them)", .faint), indent: 2)
    }
}
