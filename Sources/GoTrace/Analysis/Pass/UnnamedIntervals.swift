import Evidence

/// Intervals of goroutines whose root function is not known yet, kept until a stack shows it.
///
/// The first stack of a goroutine that is older than the trace may come after its first interval, and what is written
/// as the trace is read cannot be corrected later. Few intervals are kept of each goroutine, so that one that never
/// shows a stack takes no memory to speak of.
public struct UnnamedIntervals: Sendable {
    private var bySlot: [Int32: [GoroutineInterval]] = [:]
    private static let limit = 16

    public init() {}

    /// Takes an interval that has ended.
    /// - Returns: the intervals whose time has come, in order, this one at their end unless it is kept; nil when that
    ///   is this one alone, as it is nearly always.
    public mutating func take(_ interval: GoroutineInterval, _ scene: TraceScene) -> [GoroutineInterval]? {
        let isNamed = Self.root(interval, scene) != .empty
        if bySlot.isEmpty, isNamed { return nil }
        let kept = bySlot[interval.slot] ?? []
        let isContinued = kept.first?.goroutine == interval.goroutine
        if isNamed || !isContinued || kept.count >= Self.limit {
            if !kept.isEmpty { bySlot[interval.slot] = nil }
            if isNamed { return kept.isEmpty ? nil : kept + [interval] }
            bySlot[interval.slot] = [interval]
            return kept
        }
        bySlot[interval.slot, default: []].append(interval)
        return []
    }

    /// The rest, in the order of goroutines.
    public mutating func takeAll() -> [GoroutineInterval] {
        defer { bySlot = [:] }
        return bySlot.values.sorted { ($0.first?.goroutine ?? 0) < ($1.first?.goroutine ?? 0) }.flatMap { $0 }
    }

    /// The root function of an interval's goroutine; empty when it is unknown, or when the goroutine has ended since.
    public static func root(_ interval: GoroutineInterval, _ scene: TraceScene) -> StringID {
        guard interval.slot >= 0, Int(interval.slot) < scene.goroutines.count,
            scene.goroutines[Int(interval.slot)].id == interval.goroutine
        else { return .empty }
        return scene.root(slot: interval.slot)
    }
}
