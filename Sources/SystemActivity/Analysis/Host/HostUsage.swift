import Evidence

/// What a recording's processes were given between the first look at their machine and the last one.
public struct HostUsage: Sendable, Equatable {
    /// A control group from the first look at it to the last one.
    public struct Group: Sendable, Equatable {
        public var hierarchy: ControlGroupSample.Hierarchy
        public var path: String
        /// Its limits when it was looked at last.
        public var quotaProcessors: Double?
        public var period: Int64?
        public var memoryLimit: Int64?
        public var swapLimit: Int64?
        /// Most bytes that were seen.
        public var memory: Int64 = 0
        public var swap: Int64 = 0
        /// Nanoseconds between the looks.
        public var duration: Int64
        public var periods: Int64 = 0
        public var throttledPeriods: Int64 = 0
        /// Nanoseconds, summed over processors.
        public var throttledTime: Int64 = 0
        public var memoryLimitHits: Int64 = 0
        public var memoryKills: Int64 = 0
        public var pressure = PressureSample()

        /// Part of the periods in which its quota ran out, 0 to 1.
        public var throttledShare: Double { periods > 0 ? Double(throttledPeriods) / Double(periods) : 0 }
    }

    /// Number of looks.
    public let count: Int
    /// Nanoseconds between the first and the last.
    public let duration: Int64
    public let processors: Int64
    /// Of these, the ones that the recorded processes may use.
    public let allowed: Int64
    /// Processor time in nanoseconds, of the processors that they may use: of all, of the recorded processes, of sonde,
    /// and what the hypervisor took.
    public private(set) var busy: Int64 = 0
    public private(set) var own: Int64 = 0
    public private(set) var recorder: Int64 = 0
    public private(set) var stolen: Int64 = 0
    /// Nanoseconds that recorded threads ran, and waited for a processor.
    public private(set) var runTime: Int64 = 0
    public private(set) var runWait: Int64 = 0
    public private(set) var minorFaults: Int64 = 0
    public private(set) var majorFaults: Int64 = 0
    /// Most bytes of the recorded processes that were seen in memory, and in swap.
    public private(set) var resident: Int64 = 0
    public private(set) var swapped: Int64 = 0
    /// Bytes that the machine read from swap, and wrote to it.
    public private(set) var swappedIn: Int64 = 0
    public private(set) var swappedOut: Int64 = 0
    /// Bytes; nil when it was not told.
    public private(set) var memory: Int64?
    public private(set) var leastAvailable: Int64?
    public private(set) var pressure = PressureSample()
    public private(set) var groups: [Group] = []
    private var places: [GroupKey: Int] = [:]
    /// Groups that are told apart; a recording has a few.
    private static let mostGroups = 1000

    private struct GroupKey: Hashable, Sendable {
        var hierarchy: ControlGroupSample.Hierarchy
        var path: String
    }
    /// Processes and threads that were left out at a look, at most.
    public private(set) var leftOut: Int64 = 0

    /// Processor time of anybody else, and of nobody that is known: interrupts.
    public var foreign: Int64 { busy - min(busy, own.sumOrMost(recorder)) }
    /// Nanoseconds that the processors had together.
    public var capacity: Double { Double(duration) * Double(allowed) }
    /// Part of the processors' time, 0 to 1.
    public func share(_ time: Int64) -> Double { capacity > 0 ? Double(time) / capacity : 0 }

    /// Nil for fewer than two looks.
    public init?(_ host: HostSamples) {
        guard let first = host.samples.first, let last = host.samples.last, last.time > first.time,
            last.time &- first.time > 0
        else { return nil }
        count = host.samples.count
        duration = last.time &- first.time
        processors = last.machine.processors ?? 1
        allowed = min(max(1, last.machine.allowed ?? processors), 1 << 16)
        for (before, after) in zip(host.samples, host.samples.dropFirst()) { add(before, after) }
        for sample in host.samples {
            resident = max(resident, sample.recorded.resident ?? 0)
            swapped = max(swapped, sample.recorded.swapped ?? 0)
            leftOut = max(leftOut, sample.recorded.leftOut ?? 0)
            memory = sample.machine.memory ?? memory
            if let available = sample.machine.availableMemory {
                leastAvailable = min(leastAvailable ?? available, available)
            }
            for group in sample.groups { note(group) }
        }
    }

    /// Adds what happened between two looks.
    private mutating func add(_ before: HostSample, _ after: HostSample) {
        func grown<Root>(_ a: Root, _ b: Root, _ path: KeyPath<Root, Int64?>) -> Int64 {
            guard let a = a[keyPath: path], let b = b[keyPath: path] else { return 0 }
            return max(0, b &- a)
        }
        func machine(_ path: KeyPath<MachineSample, Int64?>) -> Int64 { grown(before.machine, after.machine, path) }
        func recorded(_ path: KeyPath<RecordedSample, Int64?>) -> Int64 { grown(before.recorded, after.recorded, path) }
        // A processor that goes off line takes its times away.
        if before.machine.allowed == after.machine.allowed {
            busy.addOrMost(machine(\.busy))
            stolen.addOrMost(machine(\.stolen))
        }
        own.addOrMost(recorded(\.processorTime))
        recorder.addOrMost(recorded(\.recorder))
        runTime.addOrMost(recorded(\.runTime))
        runWait.addOrMost(recorded(\.runWait))
        minorFaults.addOrMost(recorded(\.minorFaults))
        majorFaults.addOrMost(recorded(\.majorFaults))
        swappedIn.addOrMost(machine(\.swappedIn))
        swappedOut.addOrMost(machine(\.swappedOut))
        pressure.add(before.machine.pressure, after.machine.pressure)
        for group in after.groups {
            let former = before.groups.first { $0.hierarchy == group.hierarchy && $0.path == group.path }
            let index = place(of: group, duration: former == nil ? 0 : after.time &- before.time)
            guard let index, let former else { continue }
            groups[index].periods.addOrMost(grown(former, group, \.periods))
            groups[index].throttledPeriods.addOrMost(grown(former, group, \.throttledPeriods))
            groups[index].throttledTime.addOrMost(grown(former, group, \.throttledTime))
            groups[index].memoryLimitHits.addOrMost(grown(former, group, \.memoryLimitHits))
            groups[index].memoryKills.addOrMost(grown(former, group, \.memoryKills))
            groups[index].pressure.add(former.pressure, group.pressure)
        }
    }

    /// Nil beyond the groups that are told apart.
    private mutating func place(of group: ControlGroupSample, duration: Int64) -> Int? {
        let key = GroupKey(hierarchy: group.hierarchy, path: group.path)
        if let index = places[key] {
            groups[index].duration.addOrMost(duration)
            return index
        }
        guard groups.count < Self.mostGroups else { return nil }
        places[key] = groups.count
        groups.append(Group(hierarchy: group.hierarchy, path: group.path, duration: duration))
        return groups.count - 1
    }

    private mutating func note(_ group: ControlGroupSample) {
        guard let index = place(of: group, duration: 0) else { return }
        groups[index].quotaProcessors = group.quotaProcessors
        groups[index].period = group.period
        groups[index].memoryLimit = group.memoryLimit
        groups[index].swapLimit = group.swapLimit
        groups[index].memory = max(groups[index].memory, group.memory ?? 0)
        groups[index].swap = max(groups[index].swap, group.swap ?? 0)
    }
}

extension PressureSample {
    /// The five numbers.
    fileprivate static let all: [any WritableKeyPath<PressureSample, Int64?> & Sendable] = [
        \.processorSome, \.memorySome, \.memoryFull, \.inputOutputSome, \.inputOutputFull,
    ]

    /// Adds what was told between two looks.
    fileprivate mutating func add(_ before: PressureSample, _ after: PressureSample) {
        for path in Self.all {
            guard let a = before[keyPath: path], let b = after[keyPath: path] else { continue }
            self[keyPath: path] = (self[keyPath: path] ?? 0).sumOrMost(max(0, b &- a))
        }
    }
}

extension Int64 {
    /// The sum of two that are not negative, or the largest number when that is too large.
    fileprivate func sumOrMost(_ other: Int64) -> Int64 {
        let (sum, isTooLarge) = addingReportingOverflow(other)
        return isTooLarge ? .max : sum
    }

    fileprivate mutating func addOrMost(_ other: Int64) { self = sumOrMost(other) }
}
