import Evidence
import SystemActivity
import Wire

/// System activity in the trace event format of Chrome, which Perfetto and other viewers read as well.
///
/// Processes and threads are the system's; each process has a track of its life beside those of its threads. Calls and
/// waits are slices, what took no time is an instant event, forks and wake-ups are flows. Times are microseconds since
/// the begin of the log, with three decimals.
///
/// Source: "Trace Event Format", https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
public struct ActivityChromeExport<Source: ActivitySource> {
    private let source: Source
    private let events: [ActivityEvent]
    private let tables: ActivityTables
    private let timeline: ActivityTimeline
    private let withStacks: Bool
    private let ids: ChromeTrackIDs
    /// The thread that made each process, with its process, where the log says it.
    private let makers: [Int32: ActivityThread]
    private var json: JSONWriter
    private var detail: [UInt8] = []
    private var flows = 0

    /// - Parameters:
    ///   - events: of the source, which was read to its end.
    ///   - withStacks: whether each slice has the stack of its thread, which makes the file many times as large.
    public init(
        _ events: [ActivityEvent], of source: Source, withWaits: Bool, withStacks: Bool,
        sink: @escaping ([UInt8]) throws -> Void
    ) {
        self.source = source
        self.events = events
        self.withStacks = withStacks
        tables = source.tables
        timeline = ActivityTimeline(events, source.tables, withWaits: withWaits)
        ids = ChromeTrackIDs(timeline, events, source.tables)
        makers = Dictionary(source.tables.threads.map { ($0.process, $0) }) { first, _ in first }
        json = JSONWriter(.compact, sink: sink)
    }

    private func process(_ number: Int32) -> Int64 { ids.process(number) }

    /// - Throws: what the sink throws.
    public mutating func write() throws {
        let (timeline, clock) = (timeline, source.clock)
        json.beginObject()
        json.member("displayTimeUnit", "ns")
        json.member("otherData") { json in
            json.object { json in
                json.member("exporter", "sonde")
                json.member("originNanoseconds", timeline.start)
                if let offset = clock.wallOffset {
                    json.member("wallNanoseconds", timeline.start &+ offset)
                }
            }
        }
        json.key("traceEvents")
        json.beginArray()
        declare()
        for index in tables.processes.indices { life(Int32(index)) }
        for slice in timeline.slices where !json.hasFailed {
            switch slice.subject {
            case .event(let number): call(slice, events[number])
            case .wait(let number): wait(slice, tables.waits[number])
            }
        }
        for number in timeline.moments where !json.hasFailed { moment(events[number]) }
        json.endArray()
        json.endObject()
        try json.finish()
    }

    // MARK: Tracks

    private mutating func declare() {
        let order = ProcessTree.order(tables.processes)
        for (place, number) in order.enumerated() {
            let (id, life) = (process(Int32(number)), ids.life(Int32(number)))
            let own = tables.processes[number].id
            let title = tables.title(ofProcess: Int32(number))
            name("process_name", id, life, id == Int64(own) ? title : "\(title) (\(own))")
            sort("process_sort_index", id, life, place)
            name("thread_name", id, life, "life")
            sort("thread_sort_index", id, life, -1)
        }
        if let id = ids.noProcess { name("process_name", id, id, "no process") }
        for (thread, id) in ids.threads.sorted(by: { $0.value < $1.value }) {
            name("thread_name", process(thread.process), id, "thread \(thread.thread)")
        }
        for (index, track) in timeline.tracks.enumerated() where track.lane > 0 {
            name(
                "thread_name", process(track.process), ids.tracks[index],
                "thread \(track.thread), beside it (\(track.lane + 1))")
        }
    }

    private mutating func name(_ kind: String, _ process: Int64, _ thread: Int64, _ text: String) {
        json.object { json in
            Self.head("M", kind, process, thread, &json)
            json.member("args") { $0.object { $0.member("name", text) } }
        }
        json.endLine()
    }

    private mutating func sort(_ kind: String, _ process: Int64, _ thread: Int64, _ place: Int) {
        json.object { json in
            Self.head("M", kind, process, thread, &json)
            json.member("args") { $0.object { $0.member("sort_index", place) } }
        }
        json.endLine()
    }

    private static func head(
        _ phase: String, _ name: String, _ process: Int64, _ thread: Int64, _ json: inout JSONWriter
    ) {
        json.member("ph", phase)
        json.member("name", name)
        json.member("pid", process)
        json.member("tid", thread)
    }

    // MARK: Slices

    private mutating func begin(
        _ phase: String, _ name: String, _ category: String, _ process: Int64, _ thread: Int64, at time: Int64
    ) {
        json.beginObject()
        Self.head(phase, name, process, thread, &json)
        json.member("cat", category)
        json.key("ts")
        json.value(thousandths: time &- timeline.start)
    }

    private mutating func end() {
        json.endObject()
        json.endLine()
    }

    private mutating func life(_ number: Int32) {
        let facts = tables.processes[Int(number)]
        let start = min(max(facts.start ?? timeline.start, timeline.start), timeline.end)
        let end = max(min(facts.end ?? timeline.end, timeline.end), start)
        begin("X", tables.title(ofProcess: number), "process", process(number), ids.life(number), at: start)
        json.key("dur")
        json.value(thousandths: end &- start)
        json.key("args")
        json.beginObject()
        json.member("command", tables.commandLine(of: number))
        json.member("image", tables.strings[facts.image])
        json.member("parent", facts.parentID)
        json.member("exitStatus", facts.exitStatus)
        if let signal = facts.endSignal { json.member("signal", LinuxSignal.name(signal)) }
        json.endObject()
        self.end()
        guard facts.parent >= 0, let start = facts.start, start >= timeline.start else { return }
        let maker = makers[number].flatMap { $0.makerProcess == facts.parent ? $0 : nil }
        let isKnown =
            maker.map { timeline.covers(process: facts.parent, thread: $0.maker, at: start) } ?? false
        flow(
            "fork",
            from: (
                process(facts.parent),
                isKnown ? ids.thread(facts.parent, maker?.maker ?? 0) : ids.life(facts.parent), start
            ),
            to: (process(number), ids.life(number), start))
    }

    private mutating func flow(
        _ name: String, from: (process: Int64, thread: Int64, time: Int64),
        to: (process: Int64, thread: Int64, time: Int64)
    ) {
        flows += 1
        begin("s", name, name, from.process, from.thread, at: from.time)
        json.member("id", flows)
        end()
        begin("f", name, name, to.process, to.thread, at: to.time)
        json.member("id", flows)
        // To the slice around it, and not to the next one.
        json.member("bp", "e")
        end()
    }

    private mutating func call(_ slice: ActivityTimeline.Slice, _ event: ActivityEvent) {
        let track = timeline.tracks[slice.track]
        begin(
            "X", tables.strings[event.operation], event.kind.name, process(track.process), ids.tracks[slice.track],
            at: slice.start)
        json.key("dur")
        json.value(thousandths: slice.end &- slice.start)
        arguments(event)
        end()
    }

    private mutating func moment(_ event: ActivityEvent) {
        begin(
            "i", tables.strings[event.operation], event.kind.name, process(event.process),
            ids.thread(event.process, event.thread), at: event.time)
        json.member("s", "t")
        arguments(event)
        end()
    }

    private mutating func arguments(_ event: ActivityEvent) {
        detail.removeAll(keepingCapacity: true)
        source.appendDetail(of: event, to: &detail)
        json.key("args")
        json.beginObject()
        for (name, text) in [("path", event.path), ("result", event.result)] where text != .empty {
            json.member(name, tables.strings[text])
        }
        if event.isUnfinished { json.member("unfinished", true) }
        if !detail.isEmpty { json.member("detail", String(decoding: detail, as: UTF8.self)) }
        stack("stack", event.stack)
        json.endObject()
    }

    private mutating func stack(_ name: String, _ stack: UInt32) {
        if withStacks, stack != 0 { json.member(name, tables.functionNames(stack).joined(separator: "\n")) }
    }

    private mutating func wait(_ slice: ActivityTimeline.Slice, _ wait: ActivityWait) {
        let track = timeline.tracks[slice.track]
        let name = wait.isPreempted ? "preempted" : wait.isUninterruptible ? "waits for input or output" : "waits"
        begin("X", name, "wait", process(track.process), ids.tracks[slice.track], at: slice.start)
        json.key("dur")
        json.value(thousandths: slice.end &- slice.start)
        json.key("args")
        json.beginObject()
        if wait.operation != .empty { json.member("operation", tables.strings[wait.operation]) }
        json.member("readyNanoseconds", wait.ready)
        if wait.wakerProcessID != 0 {
            json.member("waker", "\(tables.strings[wait.wakerName]) \(wait.wakerProcessID)/\(wait.wakerThread)")
        }
        stack("kernelStack", wait.kernelStack)
        stack("stack", wait.stack)
        json.endObject()
        end()
        let woken = wait.end &- wait.ready
        guard wait.wakerProcess >= 0, wait.wakerThread != 0, woken > slice.start, woken <= slice.end,
            timeline.covers(process: wait.wakerProcess, thread: wait.wakerThread, at: woken)
        else { return }
        flow(
            "wake", from: (process(wait.wakerProcess), ids.thread(wait.wakerProcess, wait.wakerThread), woken),
            to: (process(track.process), ids.tracks[slice.track], min(woken, slice.end &- 1)))
    }
}
