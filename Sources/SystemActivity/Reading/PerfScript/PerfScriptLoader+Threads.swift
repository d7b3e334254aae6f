import Evidence

/// Begins and ends of threads, what they wait for, and what perf lost.
extension PerfScriptLoader {
    mutating func schedule(_ head: PerfScriptLine) {
        let name = line[(head.event.lowerBound + 12)..<head.event.upperBound]
        if name == Self.switches[...] { return switchThread(head) }
        if name == Self.waking[...] || name == Self.wakingNew[...] { return wake(head) }
        if name == Self.fork[...] { return fork(head) }
        if name == Self.execution[...] { return execute(head) }
        if name == Self.exit[...] { return exitThread(head) }
        quality.count("perf.sched.other", 1, .info, "events of the scheduler that say nothing about waits")
    }

    private static let switches = Array("switch".utf8)
    private static let waking = Array("waking".utf8)
    private static let wakingNew = Array("wakeup_new".utf8)
    private static let fork = Array("process_fork".utf8)
    private static let execution = Array("process_exec".utf8)
    private static let exit = Array("process_exit".utf8)

    /// The number behind a name such as ` prev_pid=`. The last one counts: names of threads stand before, and may have
    /// anything in them.
    private func number(_ mark: StaticString, _ range: Range<Int>) -> UInt32? {
        var found: Int?
        var start = range.lowerBound
        while let place = StraceText.find(mark, line, start..<range.upperBound) {
            found = place + mark.utf8CodeUnitCount
            start = place + 1
        }
        guard var at = found else { return nil }
        return StraceNumber.decimal(line, &at).flatMap { UInt32(exactly: $0) }
    }

    private mutating func switchThread(_ head: PerfScriptLine) {
        let arrow = StraceText.find(" ==> ", line, head.rest) ?? head.rest.upperBound
        guard let previous = number("prev_pid=", head.rest.lowerBound..<arrow),
            let next = number("next_pid=", head.rest),
            let state = StraceText.find("prev_state=", line, head.rest).map({ $0 + 11 }), state < line.count
        else { return misunderstood() }
        if previous != 0 {
            _ = process(head)
            if var thread = threads[previous] {
                thread.blocked = head.time
                thread.isPreempted = line[state] == UInt8(ascii: "R")
                thread.isUninterruptible = line[state] == UInt8(ascii: "D")
                thread.woken = thread.isPreempted ? head.time : nil
                thread.waker = 0
                threads[previous] = thread
            }
        }
        endWait(next, at: head.time)
    }

    /// A thread runs again: where the switch to it is not in the log, its next sample shows that.
    mutating func endWait(_ id: UInt32, at time: Int64) {
        guard id != 0, var thread = threads[id], let blocked = thread.blocked else { return }
        thread.blocked = nil
        let waker = thread.waker == 0 ? nil : threads[thread.waker]
        let call = thread.call >= 0 && events.numbers.contains(thread.call) ? events[thread.call].operation : .empty
        tables.waits.append(
            ActivityWait(
                time: blocked, duration: max(time &- blocked, 0),
                ready: max(time &- max(thread.woken ?? time, blocked), 0), process: thread.process, thread: id,
                wakerProcess: waker?.process ?? -1, wakerThread: thread.waker,
                wakerProcessID: waker.map { tables.processes[Int($0.process)].id } ?? 0,
                wakerName: waker.map { tables.processes[Int($0.process)].name } ?? .empty,
                isPreempted: thread.isPreempted, isUninterruptible: thread.isUninterruptible, operation: call,
                kernelStack: 0, stack: 0))
        threads[id] = thread
    }

    private mutating func wake(_ head: PerfScriptLine) {
        guard let woken = number("pid=", head.rest) else { return misunderstood() }
        _ = process(head)
        threads[woken]?.woken = head.time
        threads[woken]?.waker = head.thread
    }

    private mutating func fork(_ head: PerfScriptLine) {
        guard let child = number("child_pid=", head.rest), child != head.thread else { return misunderstood() }
        if threads[child] != nil, processes.find(child) == nil { return }
        let parent = namedProcess(head)
        // CLONE_THREAD; clone3 has its flags in memory, which perf does not show.
        let flags = threads[head.thread]?.flags
        let call = threads[head.thread].map { calls.facts($0.number, &tables).text }
        var isThread = false
        if call == "clone", let flags { isThread = flags & 0x10000 != 0 }
        if call == "clone3" {
            isThread = true
            quality.count(
                "perf.threads.assumed", 1, .info,
                "clone3 made a thread or a process, which perf does not say: use perf script -F +pid")
        }
        birth(head, parent, child, isThread: isThread)
    }

    private mutating func birth(_ head: PerfScriptLine, _ parent: Int32, _ child: UInt32, isThread: Bool) {
        if isThread {
            threads[child] = PerfThread(process: parent)
            return
        }
        if let former = processes.find(child) { processes.end(former, at: head.time, &tables) }
        let process = processes.fork(tables.processes[Int(parent)].id, child: child, at: head.time, &tables)
        threads[child] = PerfThread(process: process)
        events.append(
            ActivityEvent(
                time: head.time, duration: 0, process: process, thread: child, kind: .process,
                operation: tables.strings.intern("process start"), origin: -1))
    }

    private mutating func execute(_ head: PerfScriptLine) {
        var process = namedProcess(head)
        guard let start = StraceText.find("filename=", line, head.rest).map({ $0 + 9 }),
            let id = number(" pid=", head.rest), let old = number(" old_pid=", head.rest)
        else { return misunderstood() }
        var end = start
        while let next = StraceText.find(" pid=", line, (end + 1)..<line.count) { end = next }
        // What was taken for a thread has become a program of its own.
        if id == old, tables.processes[Int(process)].id != id, processes.find(id) == nil {
            process = processes.process(id, &tables)
            threads[id]?.process = process
        }
        let image = tables.strings.intern(bytes: line[start..<max(end, start)])
        processes.execute(process)
        let name = line[start..<max(end, start)]
        let last = name.lastIndex(of: UInt8(ascii: "/")).map { name[($0 + 1)...] } ?? name
        tables.processes[Int(process)].image = image
        tables.processes[Int(process)].name = tables.strings.intern(bytes: Array(last))
        if let call = threads[head.thread]?.call, events.numbers.contains(call), events[call].path == .empty {
            events[call].path = image
        }
    }

    private mutating func exitThread(_ head: PerfScriptLine) {
        let process = process(head)
        guard let thread = threads[head.thread] else { return }
        if thread.call >= 0 { openCalls.remove(thread.call) }
        let isProcess = tables.processes[Int(process)].id == head.thread
        stackEvent = events.append(
            ActivityEvent(
                time: head.time, duration: 0, process: process, thread: head.thread, kind: .process,
                operation: tables.strings.intern(isProcess ? "process exit" : "thread exit"), origin: -1))
        threads[head.thread]?.call = -1
        guard isProcess else { return }
        // A first thread may end before the others do.
        processes.end(process, at: head.time, &tables)
        for (id, other) in threads where other.process == process && other.call < 0 && id == head.thread {
            threads[id] = nil
        }
    }

    /// What perf notes beside samples; --show-lost-events and --show-task-events print it.
    mutating func record(_ head: PerfScriptLine) {
        let name = line[head.event]
        if name.starts(with: Self.lost) {
            var at = head.rest.lowerBound
            while at < line.count, !StraceNumber.isDigit(line[at]) { at += 1 }
            let count = StraceNumber.decimal(line, &at).flatMap { Int(exactly: $0) } ?? 1
            quality.count(
                "perf.lost", min(count, 1 << 50), .dataLoss, "samples that perf lost: record with a larger buffer (-m)")
            return
        }
        quality.count("perf.notes", 1, .info, "lines about perf's own records")
        // `PERF_RECORD_FORK(4711:4712):(4711:4711)`: process and thread of the new one.
        guard name == Self.forkRecord[...], head.rest.lowerBound < line.count else { return }
        var at = head.rest.lowerBound + 1
        guard let process = StraceNumber.decimal(line, &at).flatMap({ UInt32(exactly: $0) }) else { return }
        at += 1
        guard let thread = StraceNumber.decimal(line, &at).flatMap({ UInt32(exactly: $0) }), threads[thread] == nil
        else {
            return
        }
        birth(head, namedProcess(head), thread, isThread: process != thread)
    }

    private static let lost = Array("PERF_RECORD_LOST".utf8)
    private static let forkRecord = Array("PERF_RECORD_FORK".utf8)
}
