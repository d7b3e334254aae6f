/// What a machine, the control groups of a recording's processes, and these processes had used and waited for at a
/// moment.
///
/// Counters count from some start of their own, so that only their differences mean something; nil stands for what the
/// system does not tell.
public struct HostSample: Sendable, Equatable {
    /// Nanoseconds of CLOCK_MONOTONIC.
    public var time: Int64
    public var machine = MachineSample()
    public var recorded = RecordedSample()
    /// The group that the processes are in, hierarchy by hierarchy, each followed by those of its parents that have a
    /// limit.
    public var groups: [ControlGroupSample] = []

    public init(time: Int64) { self.time = time }
}

/// What the whole machine had done at a moment (proc(5): stat, meminfo, vmstat, pressure).
public struct MachineSample: Sendable, Equatable {
    /// Processors that are online.
    public var processors: Int64?
    /// Of these, the ones that the recorded processes may use; times of processors are those of these alone.
    public var allowed: Int64?
    /// Nanoseconds in which they ran something, what the hypervisor took left out.
    public var busy: Int64?
    public var idle: Int64?
    /// Nanoseconds in which the hypervisor ran something else although there was work.
    public var stolen: Int64?
    /// Bytes.
    public var memory: Int64?
    public var availableMemory: Int64?
    public var swap: Int64?
    public var freeSwap: Int64?
    /// Bytes that were read from swap, and written to it.
    public var swappedIn: Int64?
    public var swappedOut: Int64?
    public var pressure = PressureSample()

    public init() {}
}

/// Nanoseconds in which some or all who had work stood still for want of something (Linux: accounting/psi.rst).
public struct PressureSample: Sendable, Equatable {
    public var processorSome: Int64?
    public var memorySome: Int64?
    public var memoryFull: Int64?
    public var inputOutputSome: Int64?
    public var inputOutputFull: Int64?

    public init() {}
}

/// What the recorded processes had used at a moment, those that had ended included as far as they were seen.
public struct RecordedSample: Sendable, Equatable {
    public var processes: Int64?
    public var threads: Int64?
    /// Processes and threads that were left out, since there were too many.
    public var leftOut: Int64?
    /// Nanoseconds, in steps of a clock tick, of the processes and the children that they waited for.
    public var processorTime: Int64?
    /// Nanoseconds that their threads ran, and waited for a processor while they could have run (schedstat).
    public var runTime: Int64?
    public var runWait: Int64?
    /// Page faults that took no disk, and those that did.
    public var minorFaults: Int64?
    public var majorFaults: Int64?
    /// Bytes of those that live.
    public var resident: Int64?
    public var swapped: Int64?
    /// Nanoseconds of processor that sonde itself used.
    public var recorder: Int64?

    public init() {}
}

/// What a control group had used at a moment, and its limits (Linux: admin-guide/cgroup-v2.rst, cgroup-v1, sched-bwc).
public struct ControlGroupSample: Sendable, Equatable {
    /// The hierarchies that groups stand in.
    public enum Hierarchy: String, Sendable, CaseIterable {
        /// Version 2, with all controllers.
        case unified
        /// Version 1.
        case processor = "cpu"
        case memory
    }

    public var hierarchy: Hierarchy
    /// As /proc/PID/cgroup has it.
    public var path: String
    /// Nanoseconds of processor in each `period`; nil for no limit.
    public var quota: Int64?
    public var period: Int64?
    /// Periods in which it wanted to run, and those in which its quota ran out.
    public var periods: Int64?
    public var throttledPeriods: Int64?
    /// Nanoseconds, summed over processors, in which it might not run.
    public var throttledTime: Int64?
    public var processorTime: Int64?
    /// Bytes; nil for no limit.
    public var memoryLimit: Int64?
    public var memory: Int64?
    public var swapLimit: Int64?
    public var swap: Int64?
    /// How often it came up against its limit of memory, and how many processes were killed for it.
    public var memoryLimitHits: Int64?
    public var memoryKills: Int64?
    public var pressure = PressureSample()

    public init(_ hierarchy: Hierarchy, path: String) {
        self.hierarchy = hierarchy
        self.path = path
    }

    /// Whether it limits anything.
    public var isLimited: Bool { quota != nil || memoryLimit != nil || swapLimit != nil }

    /// Processors' worth of the quota; nil without one.
    public var quotaProcessors: Double? {
        guard let quota, let period, period > 0 else { return nil }
        return Double(quota) / Double(period)
    }
}

/// What a thread had run and waited for a processor when it was last looked at.
public struct ThreadScheduleSample: Sendable, Equatable {
    public var process: Int32
    public var thread: Int32
    /// Nanoseconds.
    public var runTime: Int64
    public var runWait: Int64

    public init(process: Int32, thread: Int32, runTime: Int64, runWait: Int64) {
        self.process = process
        self.thread = thread
        self.runTime = runTime
        self.runWait = runWait
    }
}

/// A process that is none of the recorded ones, with what it used while they were recorded.
public struct OtherProcessSample: Sendable, Equatable {
    public var process: Int32
    /// Short name, at most 15 bytes.
    public var name: String
    /// Nanoseconds, in steps of a clock tick, with the children that it waited for.
    public var processorTime: Int64

    public init(process: Int32, name: String, processorTime: Int64) {
        self.process = process
        self.name = name
        self.processorTime = processorTime
    }
}
