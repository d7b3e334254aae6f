import Evidence

/// Where the time of a go command went, along its critical path: the parts add up to the time that it ran.
public struct GoBuildTimes: Sendable {
    public struct Part: Sendable {
        /// `compile`, `link`, `go: loading packages`.
        public var name: String
        /// Nanoseconds.
        public var time: Int64
        /// How many actions it stands for; 0 for the go command itself.
        public var actions: Int
    }

    /// Most time first.
    public private(set) var parts: [Part] = []

    public init(_ path: GoBuildPath, _ build: GoBuild, _ clock: GoPhaseClock) {
        var times: [String: (time: Int64, actions: Int)] = [:]
        func add(_ name: String, _ time: Int64, _ actions: Int = 0) {
            guard time > 0 || actions > 0 else { return }
            times[name, default: (0, 0)].time &+= time
            times[name, default: (0, 0)].actions += actions
        }
        func command(_ start: Int64, _ end: Int64) {
            for (phase, time) in clock.times(from: start, to: end) { add("go: \(phase.rawValue)", time) }
        }
        for segment in path.segments {
            guard case .action(let number) = segment.part else {
                command(segment.start, segment.end)
                continue
            }
            var at = segment.start
            var tools: Set<GoTool> = []
            for index in build.actions[number].steps.sorted(by: { build.steps[$0].start < build.steps[$1].start }) {
                let step = build.steps[index]
                let begin = min(max(step.start, at), segment.end)
                let end = min(step.end, segment.end)
                guard end > begin else { continue }
                command(at, begin)
                add(step.tool.rawValue, end &- begin, tools.insert(step.tool).inserted ? 1 : 0)
                at = end
            }
            command(at, segment.end)
        }
        parts = times.map { Part(name: $0.key, time: $0.value.time, actions: $0.value.actions) }
            .sorted { ($1.time, $0.name) < ($0.time, $1.name) }
    }
}
