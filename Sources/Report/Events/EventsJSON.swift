import Evidence
import SystemActivity
import Wire

/// Events as JSON, one object a line.
public struct EventsJSON {
    private var detail: [UInt8] = []

    public init() {}

    /// Writes an event as an object, with its members in a fixed order; what it has not is left out.
    public mutating func write(_ event: ActivityEvent, of source: some ActivitySource, to writer: inout JSONWriter) {
        let tables = source.tables
        writer.beginObject()
        writer.key("timeNanoseconds")
        writer.value(event.time)
        if let offset = source.clock.wallOffset {
            writer.key("wallNanoseconds")
            writer.value(event.time &+ offset)
        }
        if event.duration >= 0 {
            writer.key("durationNanoseconds")
            writer.value(event.duration)
        }
        if event.process >= 0 {
            let process = tables.processes[Int(event.process)]
            writer.key("pid")
            writer.value(Int64(process.id))
            writer.key("process")
            writer.value(tables.strings[process.name])
        }
        writer.key("tid")
        writer.value(Int64(event.thread))
        writer.key("class")
        writer.value(event.kind.name)
        writer.key("operation")
        writer.value(tables.strings[event.operation])
        for (name, text) in [("path", event.path), ("result", event.result)] where text != .empty {
            writer.key(name)
            writer.value(tables.strings[text])
        }
        detail.removeAll(keepingCapacity: true)
        source.appendDetail(of: event, to: &detail)
        if !detail.isEmpty {
            writer.key("detail")
            writer.value(String(decoding: detail, as: UTF8.self))
        }
        if event.stack != 0 {
            writer.member("stack", strings: tables.functionNames(event.stack))
        }
        writer.endObject()
        writer.endLine()
    }
}
