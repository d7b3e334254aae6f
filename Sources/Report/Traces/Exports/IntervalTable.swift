import Evidence
import GoTrace

/// A line for each stretch of time that a goroutine spent in one state, in the order in which they end.
struct IntervalTable: TraceFileExport {
    let wants: TraceWants = .intervals
    private var output: ByteReport
    private var line = SeparatedLine()
    /// Begin of the window after the trace's begin, nanoseconds.
    private let from: Int64
    private var waitKinds = WaitKindTable()
    private var unnamed = UnnamedIntervals()
    /// The innermost function and the whole of each stack, as fields.
    private var stacks: [(top: [UInt8], whole: [UInt8])?] = []
    private var failure: (any Error)?

    static let columns = [
        "goroutine", "root", "state", "kind", "reason", "how", "start_ns", "duration_ns", "ends", "processor", "thread",
        "waker", "top", "stack", "waker_stack",
    ]

    init(_ output: ByteReport, from: Int64) {
        self.output = output
        self.from = from
        for column in Self.columns { line.add(column) }
        line.end(&self.output)
    }

    mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        if let ready = unnamed.take(interval, scene) {
            for each in ready { write(each, scene) }
        } else {
            write(interval, scene)
        }
    }

    mutating func finish(_ scene: TraceScene) {
        for interval in unnamed.takeAll() { write(interval, scene) }
        do { try output.finish() } catch { failure = error }
    }

    mutating func complete() throws {
        if let failure { throw failure }
    }

    private mutating func write(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let strings = scene.tables.strings
        line.add(interval.goroutine)
        line.add(strings.bytes(UnnamedIntervals.root(interval, scene)))
        line.add(interval.state.queryWord)
        if interval.state == .waiting {
            line.add(waitKinds.kind(reason: interval.reason, stack: interval.stack, scene.tables).rawValue)
        } else if interval.lostProcessor {
            line.add("lost processor")
        } else {
            line.addEmpty()
        }
        line.add(strings.bytes(interval.reason))
        line.add(interval.begin.queryWord)
        line.add(interval.start &- scene.start &+ from)
        line.add(interval.duration)
        line.add(interval.isOpen ? "no" : "yes")
        add(optional: Int64(interval.processor))
        add(optional: interval.thread)
        add(optional: interval.waker)
        let stack = fields(interval.stack, scene.tables)
        line.add(made: stack.top)
        line.add(made: stack.whole)
        line.add(made: fields(interval.wakerStack, scene.tables).whole)
        line.end(&output)
    }

    /// A number, unless it is -1, which stands for none.
    private mutating func add(optional number: Int64) {
        if number >= 0 { line.add(number) } else { line.addEmpty() }
    }

    private mutating func fields(_ stack: UInt32, _ tables: TraceTables) -> (top: [UInt8], whole: [UInt8]) {
        let index = Int(stack)
        if index < stacks.count, let known = stacks[index] { return known }
        if index >= stacks.count {
            stacks.append(contentsOf: repeatElement(nil, count: max(index + 1, stacks.count * 2) - stacks.count))
        }
        var whole: [UInt8] = []
        var top: [UInt8] = []
        for (place, frame) in tables.stacks[stack].enumerated() {
            let name = tables.strings.bytes(tables.stacks.frames[Int(frame)].function)
            if place == 0 { top = Array(name) } else { whole.append(UInt8(ascii: ";")) }
            // A semicolon in a name, as of a generic type, would part frames.
            whole += name.map { $0 == UInt8(ascii: ";") ? UInt8(ascii: ",") : $0 }
        }
        let made = (SeparatedLine.made(top), SeparatedLine.made(whole))
        stacks[index] = made
        return made
    }
}
