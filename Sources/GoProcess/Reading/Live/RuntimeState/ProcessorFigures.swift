import Evidence
import GoBinary
import Wire

/// The P's: their queues and what they do.
extension RuntimeStateRead {
    /// `_Prunning` and its like (runtime/runtime2.go).
    private enum Status {
        static let idle = 0
        static let running = 1
        static let systemCall = 2
        static let stopped = 3
        static let dead = 4
    }

    /// Slots of a P's queue.
    private static let queueSize: UInt32 = 256
    /// Goroutines in a system call (`_Gsyscall`), without the flag of the collector.
    private static let inSystemCall: UInt32 = 3

    private static let processorsAtOnce = 1_024

    private struct Requests {
        var status, machine, head, tail, next, timers, stopped, cleanups: RuntimeFields.Request
    }

    mutating func readProcessors() {
        guard !processors.isEmpty else { return }
        var found = Found()
        for start in stride(from: 0, to: processors.count, by: Self.processorsAtOnce) {
            var fields = RuntimeFields(layout, memory: memory)
            let part = processors[start..<min(start + Self.processorsAtOnce, processors.count)]
            let requests = part.map { request($0, &fields) }
            fields.fetch()
            for request in requests { add(request, fields, to: &found) }
        }
        guard found.lengths.count == processors.count else {
            state.quality.count(
                "runtime.processors.implausible", processors.count - found.lengths.count, .dataLoss,
                "P's in which stands what cannot be, so the queues and timers are not known")
            return
        }
        timerHeaps = found.heaps
        state.timers.count = found.timers
        state.timers.stopped = found.timers.map { min(found.stoppedTimers, $0) }
        state.scheduler.queueLengths = found.lengths
        store(found.counts, inSystemCalls: countSystemCalls(found.machines))
        if let total = state.finalizers.totalCleanupsQueued {
            state.finalizers.totalCleanupsQueued = total &+ found.cleanups
        }
    }

    /// What is added up over the P's.
    private struct Found {
        /// By status.
        var counts = [Int](repeating: 0, count: Status.dead + 1)
        var lengths: [Int] = []
        var machines: [UInt64] = []
        var heaps: [(address: UInt64, count: Int)] = []
        var timers: Int?
        var stoppedTimers = 0
        var cleanups = 0
    }

    private func add(_ request: Requests, _ fields: RuntimeFields, to found: inout Found) {
        guard let status = fields.number(request.status), let length = queueLength(fields, request),
            found.counts.indices.contains(status)
        else { return }
        found.counts[status] += 1
        found.lengths.append(length)
        if status == Status.running, let machine = fields.word(request.machine) { found.machines.append(machine) }
        if let cleanups = fields.number(request.cleanups), (0..<1 << 48).contains(cleanups) {
            found.cleanups += cleanups
        }
        guard let heap = fields.word(request.timers), let count = fields.word(request.timers, at: 8),
            let capacity = fields.word(request.timers, at: 16), count <= capacity, capacity < 1 << 32
        else { return }
        if count > 0 { found.heaps.append((heap, Int(count))) }
        found.timers = (found.timers ?? 0) + Int(count)
        found.stoppedTimers += max(0, fields.number(request.stopped) ?? 0)
    }

    private func request(_ processor: UInt64, _ fields: inout RuntimeFields) -> Requests {
        let timers = layout["p.timers"].map { processor &+ UInt64($0) }
        let hasTimers = layout["timers.heap"] != nil
        return Requests(
            status: fields.request("p.status", at: processor, count: 4), machine: fields.request("p.m", at: processor),
            head: fields.request("p.runqhead", at: processor, count: 4),
            tail: fields.request("p.runqtail", at: processor, count: 4),
            next: fields.request("p.runnext", at: processor),
            timers: fields.request(hasTimers ? "timers.heap" : nil, at: timers, count: 24),
            stopped: hasTimers
                ? fields.request("timers.zombies", at: timers, count: 4)
                : fields.request("p.deletedTimers", at: processor, count: 4),
            cleanups: fields.request("p.cleanupsQueued", at: processor))
    }

    private func queueLength(_ fields: RuntimeFields, _ request: Requests) -> Int? {
        guard let head = fields.number(request.head), let tail = fields.number(request.tail),
            let next = fields.word(request.next)
        else { return nil }
        // Both run over 2^32, and the tail is read a moment after the head or before it.
        let length = UInt32(truncatingIfNeeded: tail) &- UInt32(truncatingIfNeeded: head)
        guard length <= Self.queueSize || length > 0 &- Self.queueSize else { return nil }
        return (length <= Self.queueSize ? Int(length) : 0) + (next == 0 ? 0 : 1)
    }

    private mutating func store(_ counts: [Int], inSystemCalls: Int) {
        state.scheduler.idleProcessors = counts[Status.idle]
        state.scheduler.runningProcessors = counts[Status.running] - inSystemCalls
        state.scheduler.systemCallProcessors = counts[Status.systemCall] + inSystemCalls
        state.scheduler.stoppedProcessors = counts[Status.stopped]
    }

    /// Of the threads that have a P, those whose goroutine is in a system call.
    private func countSystemCalls(_ machines: [UInt64]) -> Int {
        guard !machines.isEmpty, reader.version.minor >= 26 else { return 0 }
        let batch = BatchReader(memory)
        func words(_ addresses: [UInt64], _ offset: Int) -> [UInt64] {
            batch.read(
                addresses.map { MemoryRange(address: $0 &+ UInt64(offset), count: $0 == 0 ? 0 : 8) }, gap: 256)
            return addresses.indices.compactMap { request in
                guard batch.isReadable(request) else { return nil }
                let (bytes, start) = batch.location(request)
                return bytes.load(start)
            }
        }
        let statuses = words(words(machines, reader.layout.m.currentG), reader.layout.g.status)
        return statuses.count { UInt32(truncatingIfNeeded: $0) & 0xfff == Self.inSystemCall }
    }
}
