import Evidence

/// Signals, and ends of threads.
extension StraceLoader {
    /// `--- SIGCHLD {si_signo=SIGCHLD, …} ---`, `--- stopped by SIGSTOP ---`.
    mutating func signal(_ head: StraceLineHead, _ start: Int) {
        let time = times.time(head)
        let place = thread(head, time, start)
        var at = head.body + 4
        if StraceText.starts(line, at, "stopped by ") { at += 11 }
        var end = at
        while end < line.count, line[end] != UInt8(ascii: " ") { end += 1 }
        stackEvent = events.append(
            ActivityEvent(
                time: time, duration: 0, process: threads[place].process, thread: threads[place].id, kind: .process,
                operation: tables.strings.intern("signal"), result: tables.strings.intern(bytes: line[at..<end]),
                origin: start + head.body))
    }

    /// `+++ exited with 0 +++`, `+++ killed by SIGSEGV (core dumped) +++`, `+++ superseded by execve in pid 7 +++`.
    mutating func end(_ head: StraceLineHead, _ start: Int) {
        let time = times.time(head)
        var at = head.body + 4
        if StraceText.starts(line, at, "superseded by execve in pid ") {
            at += 28
            return supersede(head, StraceNumber.decimal(line, &at), time, start)
        }
        let isExit = StraceText.starts(line, at, "exited with ")
        guard isExit || StraceText.starts(line, at, "killed by ") else { return misunderstood(start) }
        at += isExit ? 12 : 10
        var end = at
        while end < line.count, line[end] != UInt8(ascii: " ") { end += 1 }
        let place = thread(head, time, start)
        let thread = threads[place]
        let isProcess = tables.processes[Int(thread.process)].id == thread.id
        stackEvent = events.append(
            ActivityEvent(
                time: time, duration: 0, process: thread.process, thread: thread.id, kind: .process,
                operation: tables.strings.intern(isProcess ? "process exit" : "thread exit"),
                result: tables.strings.intern(bytes: line[at..<end]), origin: start + head.body))
        if thread.call != nil {
            quality.count("strace.unresumed", 1, .info, "calls that never returned, since their thread was ended")
        }
        if isProcess {
            let index = Int(thread.process)
            if isExit {
                tables.processes[index].exitStatus = StraceNumber.value(line, at..<end).map {
                    Int32(truncatingIfNeeded: $0)
                }
            } else {
                tables.processes[index].exitStatus = nil
                tables.processes[index].endSignal = LinuxConstants.value(
                    String(decoding: line[at..<end], as: UTF8.self)
                )
                .map { Int32(truncatingIfNeeded: $0) }
            }
            processes.end(thread.process, at: time, &tables)
        }
        threads.end(place)
    }

    /// A thread that is not its process' first one ran another program: it goes on by the first one's id.
    private mutating func supersede(_ head: StraceLineHead, _ other: UInt64?, _ time: Int64, _ start: Int) {
        guard let other, let id = UInt32(exactly: other) else { return misunderstood(start) }
        let leader = thread(head, time, start)
        let leaderID = threads[leader].id
        events.append(
            ActivityEvent(
                time: time, duration: 0, process: threads[leader].process, thread: leaderID, kind: .process,
                operation: tables.strings.intern("thread exit"), result: tables.strings.intern("superseded"),
                origin: start + head.body))
        guard id != leaderID, let place = threads.find(id) else { return }
        let call = threads[place].call
        threads.end(place)
        if let leader = threads.find(leaderID) { threads[leader].call = call }
    }
}
