import Evidence
import SystemActivity
import Wire

/// All that is known of one event: its columns, its stack, its process.
struct EventDetails {
    private let source: HeldActivity
    private let number: Int

    /// - Throws: 404 when there is no such event.
    init(_ store: ActivityStore, _ request: PageRequest) throws {
        source = try store.activity(request.control)
        number = try request.integer("event") ?? 0
        guard source.events.indices.contains(number) else { throw PageError.notFound("event \(number)") }
    }

    func answer() -> PageAnswer {
        let event = source.events[number]
        var json = JSONWriter(.compact)
        var text: [UInt8] = []
        json.object { json in
            json.member("event", number)
            json.member("class", event.kind.name)
            json.member("timeNanoseconds", event.time &- (source.events.first?.time ?? 0))
            if event.duration >= 0 { json.member("durationNanoseconds", event.duration) }
            json.member("isUnfinished", event.isUnfinished)
            if event.descriptor >= 0 { json.member("descriptor", event.descriptor) }
            json.member("columns", array: Self.columns) { json, column in
                text.removeAll(keepingCapacity: true)
                column.append(event, of: source, to: &text)
                json.object {
                    $0.member("id", column.id)
                    $0.member("title", column.title)
                    $0.member("text", String(decoding: text, as: UTF8.self))
                }
            }
            json.member("stack", array: source.tables.stackFrames(event.stack)) { write($1, to: &$0) }
            if event.process >= 0 {
                json.member("process") { ActivityProcessJSON(source).write(event.process, to: &$0) }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// What belongs to the process is shown with it.
    private static let columns: [EventColumn] =
        [.elapsed]
        + [
            .dateAndTime, .timeOfDay, .duration, .completionTime, .threadID, .eventClass, .operation, .result, .path,
            .detail, .category,
        ].map { .procmon($0) }

    private func write(_ frame: ActivityFrame, to json: inout JSONWriter) {
        let tables = source.tables
        json.object { json in
            json.member("title", tables.title(of: frame))
            switch frame {
            case .function(let id) where id != .none:
                let file = tables.symbols.table.fileName(id)
                if !file.isEmpty {
                    json.member("file", file)
                    json.member("line", tables.symbols.table[id].line)
                }
            case .function: break
            case .module(let path, _): json.member("module", tables.strings[path])
            case .address(let address): json.member("address", address: address)
            }
        }
    }
}

/// A process of a log with what is known of it.
struct ActivityProcessJSON {
    private let source: HeldActivity

    init(_ source: HeldActivity) { self.source = source }

    /// - Parameter number: in `ActivityTables.processes`.
    func write(_ number: Int32, to json: inout JSONWriter) {
        let tables = source.tables
        let process = tables.processes[Int(number)]
        let begin = source.events.first?.time ?? 0
        json.object { json in
            json.member("number", number)
            json.member("id", process.id)
            json.member("parentID", process.parentID)
            json.member("title", tables.title(ofProcess: number))
            if process.parent >= 0 { json.member("parent", tables.title(ofProcess: process.parent)) }
            let texts: [(String, StringID)] = [
                ("name", process.name), ("image", process.image), ("workingDirectory", process.workingDirectory),
                ("user", process.user), ("buildID", process.buildID), ("company", process.windows?.company ?? .empty),
                ("description", process.windows?.description ?? .empty),
                ("version", process.windows?.version ?? .empty), ("integrity", process.windows?.integrity ?? .empty),
            ]
            for (name, id) in texts where id != .empty { json.member(name, tables.strings[id]) }
            json.member("commandLine", tables.commandLine(of: number))
            if let start = process.start { json.member("startNanoseconds", start &- begin) }
            if let end = process.end { json.member("endNanoseconds", end &- begin) }
            if let status = process.exitStatus { json.member("exitStatus", status) }
            if let signal = process.endSignal { json.member("signal", signal) }
            json.member("modules", process.modules.count)
        }
    }
}
