import Evidence
import Wire

/// Reads a log of strace line by line, and makes events of its lines.
///
/// An event is made where its call begins, and completed where it ends, maybe many lines later. Until then it and all
/// behind it wait in `events`, so that what is handed out is complete and in order.
struct StraceLoader {
    let bytes: Bytes
    var tables = ActivityTables()
    var quality = Quality()
    var times = StraceTimes()
    var processes = LinuxProcesses()
    var threads = StraceThreads()
    var facts = StraceCallFacts()
    var births = StraceBirths()
    var call = StraceCallText()
    var events = EventQueue()
    /// Where the texts of calls stand that end on another line than they begin.
    var joined: [(begin: Range<Int>, end: Range<Int>)] = []
    /// The line under way, and a call joined of two.
    var line: [UInt8] = []
    var whole: [UInt8] = []
    var scratch: [UInt8] = []
    /// The thread of lines that name none.
    var unnamed: UInt32 = 0
    /// Event of the last call that ended: a stack of -k belongs to it.
    var stackEvent = -1
    var stack: [UInt64] = []
    var frames = NamedFrames()
    /// Whether descriptors have descriptions (-y), so that they need not be followed.
    var isDescribed = false
    var pairs = 0
    var isInSummary = false
    /// A thread whose call was broken off by output of the program.
    var broken: UInt32?
    /// Where the line under way begins.
    private(set) var lineStart = 0
    private(set) var position = 0

    init(_ bytes: Bytes) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    /// Reads the next line.
    mutating func readLine() {
        let start = position
        lineStart = start
        let end = bytes.lineEnd(from: start)
        position = end + 1
        line.removeAll(keepingCapacity: true)
        bytes.append(start..<end, to: &line)
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty else { return }
        if StraceText.starts(line, 0, " > ") { return stackFrame() }
        finishStack()
        let head = StraceLineHead(line, from: 0)
        guard head.body < line.count else { return misunderstood(start) }
        take(head, start, isCut: end == bytes.count)
    }

    private mutating func take(_ head: StraceLineHead, _ start: Int, isCut: Bool) {
        let body = head.body
        switch line[body] {
        case UInt8(ascii: "<") where StraceText.starts(line, body, "<... "): resume(head, start, isCut: isCut)
        case UInt8(ascii: "-") where StraceText.starts(line, body, "--- "): signal(head, start)
        case UInt8(ascii: "+") where StraceText.starts(line, body, "+++ "): end(head, start)
        case UInt8(ascii: "s") where StraceText.starts(line, body, "strace: "): note(start)
        case UInt8(ascii: "[") where StraceText.starts(line, body, "[ Process PID="): break
        default: begin(head, start, isCut: isCut)
        }
    }

    mutating func misunderstood(_ offset: Int) {
        quality.count(
            "strace.lines.unknown", 1, .dataLoss,
            "lines that are not strace's, or of a form that is not known; the first at byte \(offset)")
    }

    /// What strace says of itself: which threads it follows.
    private mutating func note(_ start: Int) {
        quality.count("strace.notes", 1, .info, "lines in which strace speaks of itself")
    }

    // MARK: - Threads

    /// The thread of a line: an unknown one has just been made by a call that may return later.
    mutating func thread(_ head: StraceLineHead, _ time: Int64, _ start: Int) -> Int {
        let id = head.thread ?? unnamedThread(start)
        if let known = threads.find(id) { return known }
        if id != 0, let birth = births.find(id, bytes, from: start) {
            let parentID = birth.parent ?? unnamed
            // A parent that was never met is the thread whose lines had no name so far.
            if parentID != 0, unnamed == 0, threads.find(parentID) == nil, threads.find(0) != nil { adopt(parentID) }
            if let parent = threads.find(parentID) {
                births.announce(id)
                return add(id, by: parent, text: threads[parent].call?.text, time)
            }
        }
        if id != 0, threads.find(0) != nil, head.thread != nil, unnamed == 0 { return adopt(id) }
        return threads.add(id, process: processes.process(id, &tables))
    }

    /// Without -o, strace names threads only while there are several.
    private mutating func unnamedThread(_ start: Int) -> UInt32 {
        threads.all.count == 1 ? threads.all[0].id : unnamed
    }

    /// The first thread, whose lines had no name so far, turns out to have one.
    @discardableResult
    mutating func adopt(_ id: UInt32) -> Int {
        guard let place = threads.find(0) else { return 0 }
        threads.rename(place, id)
        unnamed = id
        let process = threads[place].process
        processes.rename(process, id, &tables)
        for number in events.numbers where events[number].thread == 0 { events[number].thread = id }
        return place
    }

    /// A thread makes another one, or a process.
    /// - Parameter text: where the call stands whose flags say which of both.
    mutating func add(_ id: UInt32, by parent: Int, text: Range<Int>?, _ time: Int64) -> Int {
        scratch.removeAll(keepingCapacity: true)
        if let text { bytes.append(text, to: &scratch) }
        return add(id, by: parent, isThread: StraceText.find("CLONE_THREAD", scratch, 0..<scratch.count) != nil, time)
    }

    mutating func add(_ id: UInt32, by parent: Int, isThread: Bool, _ time: Int64) -> Int {
        let process = threads[parent].process
        if isThread { return threads.add(id, process: process) }
        if let former = processes.find(id) { processes.end(former, at: time, &tables) }
        let child = processes.fork(tables.processes[Int(process)].id, child: id, at: time, &tables)
        events.append(
            ActivityEvent(
                time: time, duration: 0, process: child, thread: id, kind: .process,
                operation: tables.strings.intern("process start"), origin: -1))
        return threads.add(id, process: child)
    }

    /// Takes the clock of the first line, before any is read.
    mutating func findClock() {
        var ahead = self
        for _ in 0..<40 where !ahead.times.isTimed && !ahead.isAtEnd { ahead.readLine() }
        times.adopt(ahead.times)
    }

    // MARK: - Handing out

    /// Moves events that are complete to `batch`, at most `limit`; all are, once the log is at its end.
    mutating func handOut(_ batch: inout [ActivityEvent], limit: Int) {
        if isAtEnd { finishStack() }
        var open = events.end
        if !isAtEnd {
            open = threads.oldestOpenEvent ?? open
            // A stack may follow.
            if stackEvent >= 0 { open = min(open, stackEvent) }
        }
        events.handOut(to: &batch, limit: limit, before: open)
    }

    /// The log is at its end: counts what never ended.
    mutating func finish() {
        finishStack()
        let open = threads.all.count { $0.call != nil }
        quality.count("strace.unfinished", open, .info, "calls that had not ended when the log did")
        if !times.isTimed {
            quality.count("strace.times.none", 1, .info, "the log has no times: record it with -ttt")
        }
    }
}
