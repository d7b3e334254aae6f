import Evidence
import Wire

@testable import SystemActivity

/// A source of events that stand in memory.
struct MemorySource: ActivitySource {
    var tables = ActivityTables()
    var clock = ActivityClock(wallOffset: nil, isMonotonic: true, step: 1)
    var quality = Quality()
    var events: [ActivityEvent] = []
    private var position = 0

    mutating func read(into batch: inout [ActivityEvent], limit: Int) throws(InputError) {
        // Few at once: answers must not depend on how many come together.
        let end = min(events.count, position + min(limit, 3))
        batch = Array(events[position..<end])
        position = end
    }

    func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) { text += "origin: \(event.origin)".utf8 }

    /// A process with its command line, whose first word is its image.
    @discardableResult mutating func process(
        _ id: UInt32, _ command: String, parent: Int32 = -1, start: Int64? = nil, end: Int64? = nil,
        status: Int32? = nil
    ) -> Int32 {
        var process = ActivityProcess(
            id: id, parentID: parent >= 0 ? tables.processes[Int(parent)].id : 0)
        process.parent = parent
        process.arguments = command.split(separator: " ").map { tables.strings.intern(String($0)) }
        let image = command.split(separator: " ").first.map(String.init) ?? ""
        process.image = tables.strings.intern(image)
        process.name = tables.strings.intern(image.split(separator: "/").last.map(String.init) ?? "")
        (process.start, process.end, process.exitStatus) = (start, end, status)
        tables.processes.append(process)
        return Int32(tables.processes.count - 1)
    }

    mutating func event(
        _ process: Int32, _ time: Int64, _ operation: String, _ path: String = "", result: String = "0",
        duration: Int64 = 0, thread: UInt32 = 1, kind: ActivityClass = .file, stack: [String] = []
    ) {
        events.append(
            ActivityEvent(
                time: time, duration: duration, process: process, thread: thread, kind: kind,
                operation: tables.strings.intern(operation), path: tables.strings.intern(path),
                result: tables.strings.intern(result), stack: self.stack(stack), origin: events.count))
    }

    private var frames = NamedFrames()

    /// - Parameter functions: innermost first.
    private mutating func stack(_ functions: [String]) -> UInt32 {
        if functions.isEmpty { return 0 }
        let addresses = functions.map {
            frames.address(function: Array($0.utf8)[...], module: Array("/bin/x".utf8)[...], offset: 0, &tables)
        }
        return frames.stack(addresses, &tables)
    }
}
