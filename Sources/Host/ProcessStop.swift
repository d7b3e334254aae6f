import CLinux
import Evidence
import Glibc
import Wire

/// One stop under way: which threads are held and for which signal. To be used on one thread from beginning to end.
///
/// Each thread is seized (PTRACE_SEIZE) and interrupted. Only when all known threads stand still and the list of
/// threads shows no other is the process stopped, since only its own threads can start another.
struct ProcessStop {
    private enum Holding {
        /// Seized and interrupted, not yet seen to stop.
        case pending
        /// Stopped; the signal has to be delivered at the end (0 for none).
        case stopped(signal: Int32)
        /// In an uninterruptible sleep: it will stop before it runs any code of the program.
        case late
    }

    private let process: LiveProcess
    private var held: [Int32: Holding] = [:]
    private var before: [Int32: ThreadFacts] = [:]
    private var start: Int64?
    private(set) var stoppedNanoseconds: Int64 = 0

    /// How long a thread may take to stop before it counts as late, nanoseconds.
    private static let patience: Int64 = 500_000_000

    init(process: LiveProcess) { self.process = process }

    /// Stops all threads.
    mutating func stopAll() throws {
        // What needs no stop is asked for before.
        var quality = Quality()
        for thread in process.threads(quality: &quality) { before[thread.id] = thread }
        try waitForFormerTracer()
        // Threads that had ended before the list in hand was made; they can have started no other since.
        var ended: Set<Int32> = []
        for _ in 0..<1000 {
            guard let listed = process.directory.numbers(in: "task") else { throw gone() }
            let new = listed.filter { held[$0] == nil && !ended.contains($0) }
            if new.isEmpty {
                guard !held.isEmpty else { throw AccessDiagnosis.explain(pid: process.id, errno: ESRCH) }
                return
            }
            for thread in new where try !seize(thread) { ended.insert(thread) }
            waitForStops()
        }
        throw InputError(
            .inputOutput, "starts new threads faster than they can be stopped; try again, or read it without a stop",
            file: "process \(process.id)")
    }

    /// The stopped threads, ascending by id, with what they were doing.
    func facts() -> [ThreadFacts] {
        held.keys.sorted().map { id in
            var thread = before[id] ?? unseen(id)
            var raw = sonde_registers()
            guard case .stopped = held[id], unsafe sonde_trace_registers(id, &raw) == 0 else { return thread }
            thread.registers = ThreadRegisters(
                programCounter: raw.program_counter, stackPointer: raw.stack_pointer,
                framePointer: raw.frame_pointer, linkRegister: raw.link_register,
                goroutineRegister: raw.goroutine_register)
            thread.systemCall = systemCall(raw, id)
            return thread
        }
    }

    /// Lets all threads go on. May be called again.
    mutating func release() {
        // A late thread may have stopped by now; if not, the end of this thread frees it.
        for (id, holding) in held {
            switch holding {
            case .stopped(let signal): detach(id, signal)
            case .pending, .late:
                var signal: Int32 = 0
                if unsafe sonde_trace_look(id, &signal) == SONDE_TRACE_STOPPED.rawValue { detach(id, signal) }
            }
        }
        held = [:]
        if let start {
            stoppedNanoseconds = Clock.now(CLOCK_MONOTONIC) - start
            self.start = nil
        }
    }

    private func detach(_ id: Int32, _ signal: Int32) {
        // Fails only when the thread was killed meanwhile, which releases it as well.
        _ = sonde_trace_detach(id, signal)
    }

    /// False when the thread ended meanwhile.
    private mutating func seize(_ id: Int32) throws -> Bool {
        guard sonde_trace_seize(id) == 0 else {
            let number = errno
            if number == ESRCH || hasEnded(id) { return false }
            throw AccessDiagnosis.explain(pid: process.id, errno: number, isTracing: true)
        }
        if start == nil { start = Clock.now(CLOCK_MONOTONIC) }
        held[id] = .pending
        _ = sonde_trace_interrupt(id)
        return true
    }

    private mutating func waitForStops() {
        let begin = Clock.now(CLOCK_MONOTONIC)
        var rounds = 0
        while true {
            var isComplete = true
            for (id, holding) in held {
                guard case .pending = holding else { continue }
                var signal: Int32 = 0
                switch unsafe sonde_trace_look(id, &signal) {
                case Int32(SONDE_TRACE_STOPPED.rawValue): held[id] = .stopped(signal: signal)
                case Int32(SONDE_TRACE_RUNNING.rawValue): isComplete = false
                // Ended, or its id now belongs to a thread that executed another program: forgotten, and seized anew
                // if it is still listed.
                default: held[id] = nil
                }
            }
            if isComplete { return }
            let waited = Clock.now(CLOCK_MONOTONIC) - begin
            if waited > ProcessStop.patience { break }
            rounds += 1
            if waited < 200_000 { sched_yield() } else { usleep(waited < 5_000_000 ? 20 : 500) }
        }
        for (id, holding) in held { if case .pending = holding { held[id] = .late } }
    }

    /// The end of an earlier stop's thread releases late threads a moment after that stop has returned.
    private func waitForFormerTracer() throws {
        let deadline = Clock.now(CLOCK_MONOTONIC) + 200_000_000
        while let tracer = process.status?.tracerID, tracer != 0 {
            let isOurs = unsafe access("/proc/self/task/\(tracer)", F_OK) == 0
            guard isOurs, Clock.now(CLOCK_MONOTONIC) < deadline else {
                throw AccessDiagnosis.explain(pid: process.id, errno: EPERM, isTracing: true)
            }
            usleep(500)
        }
    }

    private func hasEnded(_ id: Int32) -> Bool {
        guard let text = process.directory.optionalContents("task/\(id)/stat"),
            let state = ProcessStatistics(text)?.state
        else { return true }
        return state == "Z" || state == "X"
    }

    /// A thread that was started between the list and the stop.
    private func unseen(_ id: Int32) -> ThreadFacts {
        let status = process.directory.optionalContents("task/\(id)/status").map { ProcessStatus($0) }
        return ThreadFacts(id: id, innermostID: status?.namespaceIDs.last ?? id, state: "R")
    }

    private func systemCall(_ raw: sonde_registers, _ id: Int32) -> SystemCallFacts? {
        if raw.system_call == -2 {
            return process.directory.optionalContents("task/\(id)/syscall").flatMap { LiveProcess.systemCall($0) }
        }
        guard raw.system_call >= 0, let number = Int32(exactly: raw.system_call) else { return nil }
        let list = raw.arguments
        return SystemCallFacts(
            number: number, arguments: [list.0, list.1, list.2, list.3, list.4, list.5],
            stackPointer: raw.stack_pointer, programCounter: raw.program_counter)
    }

    private func gone() -> InputError {
        InputError(.gone, "process \(process.id) ended", file: "process \(process.id)")
    }
}
