import SystemActivity
import Wire

/// The values of a column that come most often: what a rule may be about.
struct EventValues {
    private let values: [String]

    init(_ store: ActivityStore, _ request: PageRequest) throws {
        guard let column = ProcmonColumn(named: request.query["column"] ?? "") else {
            throw PageError(400, "There is no column \(request.query["column"] ?? "").")
        }
        // Each event has moments and details of its own.
        guard Self.repeats(column) else {
            values = []
            return
        }
        values = try store.result("values \(column)", EventFilter(), request.control) { source in
            let summary = try ColumnSummary(&source, by: Self.summed(column))
            let rows = summary.rows.sorted { $0.tally.count > $1.tally.count }
            return rows.map(\.value).filter { !$0.isEmpty }.prefix(200).map { $0 }
        }
    }

    /// Columns that are numbers of the tables are counted without making their texts.
    private static func summed(_ column: ProcmonColumn) -> ColumnSummary.Column {
        switch column {
        case .processName: .process
        case .processID: .pid
        case .operation: .operation
        case .path: .path
        case .result: .result
        default: .procmon(column)
        }
    }

    private static func repeats(_ column: ProcmonColumn) -> Bool {
        switch column {
        case .timeOfDay, .dateAndTime, .relativeTime, .duration, .completionTime, .detail, .sequence: false
        default: true
        }
    }

    func answer() -> PageAnswer {
        var json = JSONWriter(.compact)
        json.object { $0.member("values", strings: values) }
        return PageAnswer(type: "application/json", json.bytes)
    }
}
