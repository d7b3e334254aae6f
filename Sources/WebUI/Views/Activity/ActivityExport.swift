import Evidence
import GoProfile
import Report
import SystemActivity
import Wire

/// The events that are shown, as a file of another tool's format.
struct ActivityExport {
    /// What is written.
    enum Form: String, CaseIterable {
        case csv, xml, json, pprof, waits, folded, chrome

        var ending: String {
            switch self {
            case .csv: "csv"
            case .xml: "xml"
            case .json: "jsonl"
            case .pprof, .waits: "pb.gz"
            case .folded: "folded"
            case .chrome: "trace.json"
            }
        }

        var type: String {
            switch self {
            case .csv: "text/csv; charset=utf-8"
            case .xml: "text/xml; charset=utf-8"
            case .json: "application/jsonl"
            case .pprof, .waits: PageAnswer.binary
            case .folded: "text/plain; charset=utf-8"
            case .chrome: "application/json"
            }
        }
    }

    private let form: Form
    private let store: ActivityStore
    private let filter: EventFilter
    private let order: EventOrder
    private let columns: [ProcmonColumn]
    private let control: JobControl

    /// - Throws: 400 for no form.
    init(_ store: ActivityStore, _ request: PageRequest) throws {
        guard let form = Form(rawValue: request.query["form"] ?? "") else {
            throw PageError(400, "There is no form \(request.query["form"] ?? "").")
        }
        self.form = form
        self.store = store
        control = request.control
        filter = try EventFilter(request)
        order = try EventOrder(request.query["sort"])
        let names = (request.query["columns"] ?? "").split(separator: ",")
        let chosen = try names.map { try EventColumn(id: $0) }.compactMap { column in
            if case .procmon(let column) = column { column } else { nil }
        }
        columns = chosen.isEmpty ? ProcmonColumn.exported : chosen
    }

    func answer() throws -> PageAnswer {
        var bytes: [UInt8] = []
        let sink: ([UInt8]) throws -> Void = { [control] in
            try control.check()
            bytes += $0
        }
        var source = try store.activity(control)
        switch form {
        case .csv:
            source = source.selecting(try store.numbers(filter, by: order, control))
            var writer = ProcmonCSVWriter(columns: columns, sink: sink)
            try writer.write(&source)
        case .xml:
            source = try store.activity(filter, control)
            var writer = ProcmonXMLWriter(stacks: true, sink: sink)
            try writer.write(&source)
        case .json:
            source = source.selecting(try store.numbers(filter, by: order, control))
            try Self.writeLines(&source, sink)
        case .pprof: bytes = try ProtoWriter.gzip(store.profile(filter, control))
        case .waits: bytes = try ProtoWriter.gzip(store.waits(control))
        case .folded:
            source = try store.activity(filter, control)
            let tallies = try StackTallies(&source)
            try FoldedEventStacks.write(tallies, source.tables, by: .time, sink: sink)
        case .chrome:
            source = try store.activity(filter, control)
            var events: [ActivityEvent] = []
            try source.read(into: &events, limit: .max / 2)
            var export = ActivityChromeExport(
                events, of: source, withWaits: filter.isEmpty, withStacks: false, sink: sink)
            try export.write()
        }
        return .download(bytes, name: "\(form == .waits ? "waits" : "events").\(form.ending)", type: form.type)
    }

    private static func writeLines(_ source: inout HeldActivity, _ sink: @escaping ([UInt8]) throws -> Void) throws {
        var writer = JSONWriter(.compact, sink: sink)
        var json = EventsJSON()
        var events: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            for event in events { json.write(event, of: source, to: &writer) }
        } while !events.isEmpty && !writer.hasFailed
        try writer.finish()
    }
}
