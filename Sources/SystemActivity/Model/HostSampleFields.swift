import Evidence

/// The names under which captures keep the numbers of a `HostSample`. A name that a reader does not know is passed
/// over, and one that is missing stands for what was not told.
enum HostSampleFields {
    typealias Field<Root> = (name: String, path: any WritableKeyPath<Root, Int64?> & Sendable)

    static let machine: [Field<MachineSample>] = [
        ("processors", \.processors), ("allowed", \.allowed), ("busy", \.busy), ("idle", \.idle),
        ("stolen", \.stolen), ("memory", \.memory), ("available", \.availableMemory), ("swap", \.swap),
        ("swap.free", \.freeSwap), ("swap.in", \.swappedIn), ("swap.out", \.swappedOut),
    ]

    static let recorded: [Field<RecordedSample>] = [
        ("processes", \.processes), ("threads", \.threads), ("left.out", \.leftOut),
        ("processor", \.processorTime), ("run", \.runTime), ("wait", \.runWait), ("faults.minor", \.minorFaults),
        ("faults.major", \.majorFaults), ("resident", \.resident), ("swapped", \.swapped), ("sonde", \.recorder),
    ]

    static let group: [Field<ControlGroupSample>] = [
        ("quota", \.quota), ("period", \.period), ("periods", \.periods), ("throttled", \.throttledPeriods),
        ("throttled.time", \.throttledTime), ("processor", \.processorTime), ("memory.limit", \.memoryLimit),
        ("memory", \.memory), ("swap.limit", \.swapLimit), ("swap", \.swap), ("memory.hits", \.memoryLimitHits),
        ("memory.kills", \.memoryKills),
    ]

    static let pressure: [Field<PressureSample>] = [
        ("pressure.cpu.some", \.processorSome), ("pressure.memory.some", \.memorySome),
        ("pressure.memory.full", \.memoryFull), ("pressure.io.some", \.inputOutputSome),
        ("pressure.io.full", \.inputOutputFull),
    ]

    /// In front of the names of the machine, of the processes, of each group with its number, and of each thread with
    /// the ids of process and thread.
    static let machinePrefix = "machine."
    static let recordedPrefix = "recorded."
    static let groupPrefix = "group."
    static let threadPrefix = "thread."
    /// With the id of a process that is not recorded: what it used, and its name.
    static let otherPrefix = "other."
    /// Nanoseconds of CLOCK_MONOTONIC.
    static let time = "time"
    /// Number of groups.
    static let groups = "groups"
    static let hierarchy = "hierarchy"
    static let path = "path"
}
