import Evidence

/// What the go command was busy with at each moment: what the stack of its last system call says.
///
/// Several of its threads may work on different things at once; the moment belongs to whichever called last.
public struct GoPhaseClock: Sendable {
    private var begins: [Int64] = []
    private var phases: [GoPhase] = []

    public init() {}

    /// Takes an event of the go command; events come in the order of their begins.
    public mutating func take(_ event: ActivityEvent, _ phase: GoPhase) {
        // The runtime's own calls say nothing.
        guard event.stack != 0, event.kind != .interprocess, phase != .other, phase != phases.last else { return }
        begins.append(event.time)
        phases.append(phase)
    }

    /// Nanoseconds of a stretch by phase, most first; they add up to the stretch.
    public func times(from start: Int64, to end: Int64) -> [(phase: GoPhase, time: Int64)] {
        guard end > start else { return [] }
        var times: [GoPhase: Int64] = [:]
        var index = begins.partitioningIndex { $0 > start } - 1
        var at = start
        while at < end {
            let next = index + 1 < begins.count ? min(begins[index + 1], end) : end
            times[index < 0 ? .other : phases[index], default: 0] &+= max(0, next &- at)
            at = max(next, at)
            index += 1
        }
        return times.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.map { ($0.key, $0.value) }
    }
}

extension [Int64] {
    /// The first index whose element, and all behind it, are so.
    fileprivate func partitioningIndex(_ belongsToEnd: (Int64) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsToEnd(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
