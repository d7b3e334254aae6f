import Evidence
import GoTrace
import Wire

/// The trace event format of Chrome, which Perfetto and other viewers read as well.
///
/// Times are microseconds since the begin of the trace, with three decimals. Kinds of tracks are processes; a goroutine
/// is a thread with its number in those that have to do with goroutines.
///
/// Source: "Trace Event Format", https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
struct ChromeTimelineSink: TimelineSink {
    private var json: JSONWriter
    private var origin: Int64 = 0
    private var declaredGroups: Set<Int> = []
    /// Lines of stacks, by their numbers.
    private var stackLines: [String?] = []
    /// Names of what is open on tracks that are no threads.
    private var openNames: [TimelineTrack: [[UInt8]]] = [:]

    init(_ json: JSONWriter) { self.json = json }

    /// Processes of the file, in the order in which they are shown.
    private enum Group: Int {
        case runtime = 1, processors, goroutines, regions, assists, sweeps, tasks

        var name: String {
            switch self {
            case .runtime: "Go program"
            case .processors: "Processors"
            case .goroutines: "Goroutines"
            case .regions: "Regions"
            case .assists: "GC assists"
            case .sweeps: "GC sweeps"
            case .tasks: "Tasks"
            }
        }
    }

    /// Where a track stands in the file.
    private struct Place {
        var group: Group
        var thread: Int64
        /// Of a track that is no thread.
        var id: Int64?

        init(_ track: TimelineTrack) {
            id = nil
            switch track {
            case .marking: (group, thread) = (.runtime, 1)
            case .stops(let lane): (group, thread) = (.runtime, 2 + Int64(lane))
            case .processor(let number): (group, thread) = (.processors, Int64(number))
            case .sweeps(let number): (group, thread) = (.sweeps, Int64(number))
            case .goroutine(let number): (group, thread) = (.goroutines, number)
            case .regions(let number): (group, thread) = (.regions, number)
            case .assists(let number): (group, thread) = (.assists, number)
            case .olderRegion(let number, let goroutine):
                (group, thread) = (.regions, goroutine)
                id = Int64(number)
            case .task(let number):
                (group, thread) = (.tasks, 1)
                id = number
            }
        }
    }

    mutating func start(_ head: TimelineHead) {
        origin = head.origin
        json.beginObject()
        json.member("displayTimeUnit", "ns")
        json.member("otherData") { json in
            json.object { json in
                json.member("exporter", "sonde")
                json.member("originNanoseconds", head.origin)
                if let clocks = head.clocks {
                    json.member("clockNanoseconds", clocks.trace)
                    json.member("monotonicNanoseconds", clocks.monotonic)
                    json.member("wallSeconds", clocks.wallSeconds)
                    json.member("wallNanoseconds", clocks.wallNanoseconds)
                }
            }
        }
        json.key("traceEvents")
        json.beginArray()
        declare(.runtime)
    }

    mutating func clocks(_ snapshot: ClockSnapshot) {}

    mutating func declare(_ track: TimelineTrack, name: [UInt8]) {
        let place = Place(track)
        declare(place.group)
        guard place.id == nil else { return }
        metadata("thread_name", place) { $0.value(utf8: name) }
        // Threads are shown by number.
        json.object { json in
            Self.head("M", "thread_sort_index", place, &json)
            json.member("args") { $0.object { $0.member("sort_index", place.thread) } }
        }
    }

    private mutating func declare(_ group: Group) {
        guard declaredGroups.insert(group.rawValue).inserted else { return }
        var place = Place(.marking)
        place.group = group
        place.thread = 0
        metadata("process_name", place) { $0.value(group.name) }
        json.object { json in
            Self.head("M", "process_sort_index", place, &json)
            json.member("args") { $0.object { $0.member("sort_index", group.rawValue) } }
        }
    }

    private mutating func metadata(_ kind: String, _ place: Place, _ value: (inout JSONWriter) -> Void) {
        json.object { json in
            Self.head("M", kind, place, &json)
            json.member("args") { json in
                json.object { json in
                    json.key("name")
                    value(&json)
                }
            }
        }
    }

    private static func head(_ phase: String, _ name: String, _ place: Place, _ json: inout JSONWriter) {
        json.member("ph", phase)
        json.member("name", name)
        json.member("pid", place.group.rawValue)
        json.member("tid", place.thread)
    }

    // MARK: Events

    mutating func slice(
        _ event: TimelineEvent, until end: Int64, flow: UInt64, _ facts: TimelineFacts, _ tables: TraceTables
    ) {
        let place = Place(event.track)
        if place.id != nil {
            open(event, facts, tables)
            close(event.track, at: end)
            return
        }
        beginEvent("X", place, at: event.time)
        json.key("dur")
        json.value(thousandths: end &- event.time)
        endEvent(event.name, facts, tables)
        if flow != 0 { add(flow: flow, "f", place, at: event.time) }
    }

    mutating func open(_ event: TimelineEvent, _ facts: TimelineFacts, _ tables: TraceTables) {
        let place = Place(event.track)
        if place.id != nil {
            openNames[event.track, default: []].append(TimelineNames.text(event.name, tables))
        }
        beginEvent(place.id == nil ? "B" : "b", place, at: event.time)
        endEvent(event.name, facts, tables)
    }

    mutating func close(_ track: TimelineTrack, at time: Int64) {
        let place = Place(track)
        beginEvent(place.id == nil ? "E" : "e", place, at: time)
        if place.id != nil, var names = openNames[track], let name = names.popLast() {
            json.key("name")
            json.value(utf8: name)
            openNames[track] = names.isEmpty ? nil : names
        }
        json.endObject()
    }

    mutating func instant(_ event: TimelineEvent, flow: UInt64, _ facts: TimelineFacts, _ tables: TraceTables) {
        let place = Place(event.track)
        beginEvent("i", place, at: event.time)
        json.member("s", "t")
        endEvent(event.name, facts, tables)
        if flow != 0 { add(flow: flow, "s", place, at: event.time) }
    }

    mutating func count(_ counter: TimelineCounter, _ value: Int64, at time: Int64) {
        beginEvent("C", Place(.marking), at: time)
        json.member("name", counter.name)
        json.member("args") { $0.object { $0.member(counter.isBytes ? "bytes" : "count", value) } }
        json.endObject()
    }

    private mutating func add(flow: UInt64, _ phase: String, _ place: Place, at time: Int64) {
        beginEvent(phase, place, at: time)
        json.member("name", "wake")
        json.member("cat", "wake")
        // Numbers of flows are times of the trace, which are too large for some readers of JSON.
        json.member("id", Int64(bitPattern: flow) &- origin)
        // It ends at the slice that begins here, not at the next one.
        if phase == "f" { json.member("bp", "e") }
        json.endObject()
    }

    private mutating func beginEvent(_ phase: String, _ place: Place, at time: Int64) {
        json.beginObject()
        json.member("ph", phase)
        json.member("pid", place.group.rawValue)
        json.member("tid", place.thread)
        if let id = place.id {
            json.member("cat", place.group == .tasks ? "task" : "region")
            json.member("id", id)
        }
        json.key("ts")
        json.value(thousandths: time &- origin)
    }

    private mutating func endEvent(_ name: TimelineName, _ facts: TimelineFacts, _ tables: TraceTables) {
        json.key("name")
        switch name {
        case .word(let word): json.value(word.text)
        default: json.value(utf8: TimelineNames.text(name, tables))
        }
        if !facts.isEmpty {
            json.key("args")
            json.beginObject()
            for fact in facts { add(fact, tables) }
            json.endObject()
        }
        json.endObject()
    }

    private mutating func add(_ fact: TimelineFact, _ tables: TraceTables) {
        json.key(fact.key.text)
        switch fact.value {
        case .number(let number): json.value(number)
        case .text(let text): json.value(utf8: tables.strings.bytes(text))
        case .word(let word): json.value(word.text)
        case .stack(let stack): json.value(line(stack, tables))
        }
    }

    private mutating func line(_ stack: UInt32, _ tables: TraceTables) -> String {
        let index = Int(stack)
        if index < stackLines.count, let known = stackLines[index] { return known }
        if index >= stackLines.count {
            let missing = max(index + 1, stackLines.count * 2) - stackLines.count
            stackLines.append(contentsOf: repeatElement(nil, count: missing))
        }
        let line = String(decoding: StackLine.bytes(stack, tables), as: UTF8.self)
        stackLines[index] = line
        return line
    }

    mutating func finish() throws {
        json.endArray()
        json.endObject()
        try json.finish()
    }
}
