import Evidence

/// CPU samples in a trace: there are some only when a CPU profile ran beside it.
public struct CPUSamples: TraceAnalysis {
    /// What the goroutine of a sample did, as the trace says: samples are taken by a clock of their own, so that some
    /// fall beside the time in which it ran.
    public enum Situation: Int, Sendable, CaseIterable {
        case running, syscall, runnable, waiting
        /// The goroutine is not in the trace.
        case unknown
        /// The sample has no goroutine: the scheduler, the collector's own stacks, threads of C.
        case noGoroutine
    }

    public private(set) var count = 0
    /// By the raw value of `Situation`.
    public private(set) var situations = [Int](repeating: 0, count: Situation.allCases.count)
    /// Samples of collector's workers while they had a label, and of goroutines that assisted.
    public private(set) var inWorkers = 0
    public private(set) var inAssists = 0
    /// By name of function: samples in which it is innermost, and samples in which it occurs; most first.
    public private(set) var functions: [FunctionSamples] = []
    /// By group, most first; `GoroutineGroups.unknown` without those that have no goroutine.
    public private(set) var groups: [(group: Int32, situations: [Int])] = []
    /// By stack, most first.
    public private(set) var stacks: [(stack: UInt32, situations: [Int])] = []
    private var byStack: [UInt32] = []
    private var byGroup: [UInt32] = []
    private static let width = Situation.allCases.count

    public struct FunctionSamples: Sendable {
        public let function: StringID
        public fileprivate(set) var flat = 0
        public fileprivate(set) var cumulative = 0
        /// Cumulative samples by the raw value of `Situation`.
        public fileprivate(set) var situations = [Int](repeating: 0, count: CPUSamples.width)
    }

    private let goroutines: Set<Int64>?

    /// - Parameter goroutines: whose samples count; nil for all.
    public init(goroutines: Set<Int64>? = nil) { self.goroutines = goroutines }

    public var wants: TraceWants { .samples }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        if let goroutines, !goroutines.contains(event.goroutine) { return }
        let slot = Int(event.goroutineSlot)
        let situation: Situation
        if slot >= 0 {
            situation =
                switch scene.goroutines[slot].state {
                case .running: .running
                case .syscall: .syscall
                case .runnable: .runnable
                case .waiting: .waiting
                case .undetermined, .notExist: .unknown
                }
            if scene.goroutines[slot].label != .empty { inWorkers += 1 }
            if scene.goroutines[slot].isAssisting { inAssists += 1 }
            Self.count(&byGroup, Int(scene.goroutines[slot].group), situation)
        } else {
            situation = event.goroutine < 0 ? .noGoroutine : .unknown
        }
        count += 1
        situations[situation.rawValue] += 1
        Self.count(&byStack, Int(event.stack), situation)
    }

    private static func count(_ table: inout [UInt32], _ row: Int, _ situation: Situation) {
        let index = row * width + situation.rawValue
        // Whole rows: they are counted at the end.
        table.reach((row + 1) * width - 1, with: 0)
        table[index] &+= 1
    }

    public mutating func finish(_ scene: TraceScene) {
        var rows: [StringID: Int] = [:]
        for stack in 0..<byStack.count / Self.width {
            let counts = Self.row(byStack, stack)
            let sum = counts.reduce(0, +)
            guard sum > 0 else { continue }
            stacks.append((UInt32(stack), counts))
            var seen: Set<StringID> = []
            for (index, frame) in scene.tables.stacks[UInt32(stack)].enumerated() {
                let function = scene.tables.stacks.frames[Int(frame)].function
                let row = rows[function] ?? functions.count
                if row == functions.count {
                    rows[function] = row
                    functions.append(FunctionSamples(function: function))
                }
                if index == 0 { functions[row].flat += sum }
                // A function that calls itself counts once.
                guard seen.insert(function).inserted else { continue }
                functions[row].cumulative += sum
                for index in counts.indices { functions[row].situations[index] += counts[index] }
            }
        }
        functions.sort { ($0.flat, $0.cumulative, $1.function) > ($1.flat, $1.cumulative, $0.function) }
        stacks.sort { ($0.situations.reduce(0, +), $1.stack) > ($1.situations.reduce(0, +), $0.stack) }
        finishGroups(scene)
        byStack = []
    }

    private mutating func finishGroups(_ scene: TraceScene) {
        var merged: [Int32: [Int]] = [:]
        for group in 0..<byGroup.count / Self.width {
            let counts = Self.row(byGroup, group)
            guard counts.contains(where: { $0 > 0 }) else { continue }
            let resolved = scene.groups.resolve(Int32(group))
            merged[resolved] = zip(merged[resolved] ?? [Int](repeating: 0, count: Self.width), counts).map(+)
        }
        groups = merged.map { ($0.key, $0.value) }
            .sorted { ($0.situations.reduce(0, +), $1.group) > ($1.situations.reduce(0, +), $0.group) }
        byGroup = []
    }

    private static func row(_ table: [UInt32], _ row: Int) -> [Int] {
        table[row * width..<(row + 1) * width].map(Int.init)
    }
}
