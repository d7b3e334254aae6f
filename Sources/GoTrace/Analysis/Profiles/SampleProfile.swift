import Evidence

/// The CPU samples in a trace, which are there when a CPU profile was taken at the same time.
public struct SampleProfile: TraceAnalysis {
    /// What the samples of one sum have in common.
    public struct Key: Hashable, Sendable {
        public var stack: UInt32
        /// What the goroutine did by the trace; `undetermined` without one.
        public var state: GoroutineState
        /// In `TraceScene.groups`.
        public var group: Int32
    }

    public let wants: TraceWants = .samples
    public private(set) var counts: [Key: Int64] = [:]
    private let goroutines: Set<Int64>?

    /// - Parameter goroutines: ids; nil selects all samples, those without a goroutine as well.
    public init(goroutines: Set<Int64>? = nil) { self.goroutines = goroutines }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.kind == .stackSample, goroutines?.contains(event.goroutine) ?? true else { return }
        var key = Key(stack: event.stack, state: .undetermined, group: GoroutineGroups.unknown)
        if event.goroutineSlot >= 0, Int(event.goroutineSlot) < scene.goroutines.count {
            let goroutine = scene.goroutines[Int(event.goroutineSlot)]
            key.state = goroutine.state
            key.group = goroutine.group
        }
        counts[key, default: 0] += 1
    }

    public mutating func finish(_ scene: TraceScene) {
        var resolved: [Key: Int64] = [:]
        for (key, count) in counts {
            var key = key
            key.group = scene.groups.resolve(key.group)
            resolved[key, default: 0] += count
        }
        counts = resolved
    }
}
