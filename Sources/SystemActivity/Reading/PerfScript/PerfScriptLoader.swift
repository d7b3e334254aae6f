import Evidence
import Wire

/// Reads text of `perf script` line by line, and makes events of its samples.
struct PerfScriptLoader {
    let bytes: Bytes
    var tables = ActivityTables()
    var quality = Quality()
    var processes = LinuxProcesses()
    var threads: [UInt32: PerfThread] = [:]
    var events = EventQueue()
    var isARM64 = false
    var calls = CallNames(isARM64: false)
    /// Numbers of calls by the names that the kernel's trace points have.
    var numbers: [ArraySlice<UInt8>: Int32] = [:]
    var detail = CallDetail(isARM64: false)
    var line: [UInt8] = []
    /// The event to which the lines of a stack belong; -1 where no stack can be, -2 for samples that are no events.
    var stackEvent = -1
    var stack: [UInt64] = []
    var frames = NamedFrames()
    /// Numbers of events whose calls have not ended.
    var openCalls: Set<Int> = []
    private(set) var position = 0
    private(set) var lineStart = 0

    init(_ bytes: Bytes) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func readLine() {
        lineStart = position
        let end = bytes.lineEnd(from: position)
        position = end + 1
        line.removeAll(keepingCapacity: true)
        bytes.append(lineStart..<end, to: &line)
        if line.last == 13 { line.removeLast() }
        guard let first = line.first else { return finishStack() }
        if first == UInt8(ascii: "#") { return comment() }
        if first == UInt8(ascii: "\t") || isFrame() { return frame() }
        finishStack()
        guard let head = PerfScriptLine(line) else { return misunderstood() }
        take(head)
    }

    mutating func misunderstood() {
        quality.count(
            "perf.lines.unknown", 1, .dataLoss, "lines of a form that is not known; the first at byte \(lineStart)")
    }

    /// What --header prints: `# arch : aarch64`.
    private mutating func comment() {
        guard StraceText.starts(line, 0, "# arch : ") else { return }
        let isARM64 = StraceText.starts(line, 9, "aarch64")
        guard isARM64 != self.isARM64 else { return }
        self.isARM64 = isARM64
        calls = CallNames(isARM64: isARM64)
        detail = CallDetail(isARM64: isARM64)
        numbers = [:]
    }

    private mutating func take(_ head: PerfScriptLine) {
        let event = head.event
        stackEvent = -2
        endWait(head.thread, at: head.time)
        if StraceText.starts(line, event.lowerBound, "raw_syscalls:sys_enter") { return enterRaw(head) }
        if StraceText.starts(line, event.lowerBound, "raw_syscalls:sys_exit") { return exitRaw(head) }
        if StraceText.starts(line, event.lowerBound, "syscalls:sys_enter_") { return enterNamed(head) }
        if StraceText.starts(line, event.lowerBound, "syscalls:sys_exit_") { return exitNamed(head) }
        if StraceText.starts(line, event.lowerBound, "sched:sched_") { return schedule(head) }
        if StraceText.starts(line, event.lowerBound, "PERF_RECORD_") { return record(head) }
        other(head)
    }

    // MARK: - Threads

    mutating func process(_ head: PerfScriptLine) -> Int32 {
        if let known = threads[head.thread] { return known.process }
        let id = head.process ?? head.thread
        let process = processes.process(id, &tables)
        threads[head.thread] = PerfThread(process: process)
        return process
    }

    /// The process of a line, which has the name of its first thread.
    mutating func namedProcess(_ head: PerfScriptLine) -> Int32 {
        let process = process(head)
        if tables.processes[Int(process)].name == .empty || tables.processes[Int(process)].id == head.thread {
            tables.processes[Int(process)].name = tables.strings.intern(bytes: line[head.name])
        }
        return process
    }

    /// A sample of something else than calls and threads.
    private mutating func other(_ head: PerfScriptLine) {
        let process = namedProcess(head)
        stackEvent = events.append(
            ActivityEvent(
                time: head.time, duration: ActivityEvent.untold, process: process, thread: head.thread,
                kind: line[head.event].contains(UInt8(ascii: ":")) ? .other : .profiling,
                operation: tables.strings.intern(bytes: line[head.event]), origin: lineStart + head.rest.lowerBound))
    }

    // MARK: - Stacks

    /// A line of a stack without a tab: spaces, hexadecimal digits, a name.
    private func isFrame() -> Bool {
        guard stackEvent != -1, line[0] == UInt8(ascii: " ") else { return false }
        return PerfScriptLine(line) == nil
    }

    /// `\t    1fc47 brk+0x7 (/usr/lib/ld.so)`
    private mutating func frame() {
        guard stackEvent != -1 else { return misunderstood() }
        if stackEvent < 0 { return }
        var at = 0
        while at < line.count, line[at] == UInt8(ascii: " ") || line[at] == UInt8(ascii: "\t") { at += 1 }
        var address: UInt64 = 0
        let start = at
        while at < line.count, case let byte = line[at], byte != UInt8(ascii: " ") {
            let digit = byte &- 48 < 10 ? byte &- 48 : (byte | 0x20) &- 87
            guard digit < 16 else { return misunderstood() }
            address = address &<< 4 | UInt64(digit)
            at += 1
        }
        guard at > start else { return misunderstood() }
        at += 1
        var end = line.count
        var module = end..<end
        if line[end - 1] == UInt8(ascii: ")"), let open = line.lastIndex(of: UInt8(ascii: "(")), open >= at {
            module = (open + 1)..<(end - 1)
            end = open > at ? open - 1 : open
        }
        at = min(at, end)
        var function = at..<end
        if let plus = line[function].lastIndex(of: UInt8(ascii: "+")),
            StraceNumber.value(line, (plus + 1)..<end) != nil
        {
            function = at..<plus
        }
        if line[function] == Self.unknown[...] { function = end..<end }
        if line[module] == Self.unknown[...] { module = end..<end }
        stack.append(frames.address(function: line[function], module: line[module], offset: address, &tables))
    }

    private static let unknown = Array("[unknown]".utf8)

    mutating func finishStack() {
        if !stack.isEmpty, events.numbers.contains(stackEvent) {
            events[stackEvent].stack = frames.stack(stack, &tables)
        }
        stack.removeAll(keepingCapacity: true)
        stackEvent = -1
    }

    // MARK: - Handing out

    mutating func handOut(_ batch: inout [ActivityEvent], limit: Int) {
        if isAtEnd { finishStack() }
        var open = events.end
        if !isAtEnd {
            open = openCalls.min() ?? open
            if stackEvent >= 0 { open = min(open, stackEvent) }
        }
        events.handOut(to: &batch, limit: limit, before: open)
    }

    mutating func finish() {
        quality.count("perf.unfinished", openCalls.count, .info, "calls whose end is not in the log")
    }
}
