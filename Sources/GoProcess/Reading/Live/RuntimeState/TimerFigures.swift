import Evidence
import GoBinary
import Wire

/// What the timers are there for, told from a sample.
extension RuntimeStateRead {
    mutating func readTimers(sample: Int, now: Int?) {
        let total = timerHeaps.reduce(0) { $0 + $1.count }
        guard total > 0, sample > 0 else { return }
        let timers = timers(sample: min(sample, 1 << 15), of: total)
        var names = TimerNames(reader: reader)
        let actions = names.actions(timers)
        state.timers.sampled = timers.count
        var members: [TimerGroupKey: [RawTimer]] = [:]
        for (timer, action) in zip(timers, actions) {
            let key = TimerGroupKey(kind: action.kind, function: action.function, isPeriodic: timer.period > 0)
            members[key, default: []].append(timer)
        }
        state.timers.groups = members.map { key, timers in
            TimerState.Group(
                kind: key.kind, function: key.function, isPeriodic: key.isPeriodic, count: timers.count,
                medianDistance: now.map { now in Self.median(timers.map { $0.when &- now }) },
                medianPeriod: key.isPeriodic ? Self.median(timers.map(\.period)) : nil)
        }.sorted { ($1.count, $0.function, $0.kind.rawValue) < ($0.count, $1.function, $1.kind.rawValue) }
    }

    private struct TimerGroupKey: Hashable {
        var kind: TimerState.Kind
        var function: String
        var isPeriodic: Bool
    }

    private static func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }

    /// Timers spread evenly over the heaps, without those that were stopped.
    private mutating func timers(sample: Int, of total: Int) -> [RawTimer] {
        // The heaps held pointers up to Go 1.22, and pointers with times since.
        let stride = layout["timers.heap"] == nil ? 8 : 16
        let step = max(1, (total + sample - 1) / sample)
        let batch = BatchReader(memory)
        var entries: [MemoryRange] = []
        var position = 0
        for (address, count) in timerHeaps {
            while position < count {
                entries.append(MemoryRange(address: address &+ UInt64(position * stride), count: 8))
                position += step
            }
            position -= count
        }
        batch.read(entries, gap: 256)
        let addresses = entries.indices.compactMap { request -> UInt64? in
            guard batch.isReadable(request) else { return nil }
            let (bytes, offset) = batch.location(request)
            return bytes.load(offset)
        }.filter { $0 > 4096 }
        guard let fields = RawTimer.Layout(layout) else { return [] }
        batch.read(addresses.map { MemoryRange(address: $0, count: fields.size) }, gap: 512)
        var unreadable = 0
        var timers: [RawTimer] = []
        for request in addresses.indices {
            guard batch.isReadable(request) else {
                unreadable += 1
                continue
            }
            let (bytes, offset) = batch.location(request)
            let timer = RawTimer(bytes, at: offset, fields)
            if !timer.isStopped { timers.append(timer) }
        }
        state.quality.count(
            "runtime.timers.unreadable", unreadable, .info, "timers of the sample that could not be read")
        return timers
    }
}
