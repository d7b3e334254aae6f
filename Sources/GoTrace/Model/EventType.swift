/// Number of an event on the wire since Go 1.22, the same in all versions that have the event.
///
/// Source: `internal/trace/tracev2/events.go` of Go 1.27.3.
public enum EventType: UInt8, Sendable, CaseIterable {
    case eventBatch = 1, stacks, stack, strings, string, cpuSamples, cpuSample, frequency
    case procsChange, procStart, procStop, procSteal, procStatus
    case goCreate, goCreateSyscall, goStart, goDestroy, goDestroySyscall, goStop, goBlock, goUnblock
    case goSyscallBegin, goSyscallEnd, goSyscallEndBlocked, goStatus
    case stwBegin, stwEnd
    case gcActive, gcBegin, gcEnd, gcSweepActive, gcSweepBegin, gcSweepEnd
    case gcMarkAssistActive, gcMarkAssistBegin, gcMarkAssistEnd
    case heapAlloc, heapGoal
    case goLabel, userTaskBegin, userTaskEnd, userRegionBegin, userRegionEnd, userLog
    case goSwitch, goSwitchDestroy, goCreateBlocked, goStatusStack
    case experimentalBatch, sync, clockSnapshot, endOfGeneration
    case span = 128, spanAlloc, spanFree, heapObject, heapObjectAlloc, heapObjectFree
    case goroutineStack, goroutineStackAlloc, goroutineStackFree

    /// The last of the events that every version since 1.22 has.
    static let lastOfGo122 = EventType.userLog
    static let lastOfGo123 = EventType.experimentalBatch
    static let lastOfGo125 = EventType.clockSnapshot
}

/// What an event looks like on the wire.
public struct EventSpec: Sendable {
    /// The name that Go gives the event, such as `GoBlock`.
    public var name: String
    /// Names of its arguments as Go's own table has them; what stands behind the last `_` says what the number means.
    public var arguments: [String]
    /// Whether it stands in the stream of a thread, with the time since the event before as its first argument.
    public var isTimed: Bool { arguments.first == "dt" }
    /// Whether a length and as many bytes follow the arguments.
    public var hasData: Bool
    /// Whether the last argument is a number of frames that follow, each with pc, function, file and line.
    public var isStack: Bool
}

extension EventSpec {
    /// The event of a number; nil where no event has it. The index is the number on the wire.
    public static let all: [EventSpec?] = {
        var result = [EventSpec?](repeating: nil, count: 256)
        for (type, text) in texts {
            let words = text.split(separator: " ").map(String.init)
            result[Int(type.rawValue)] = EventSpec(
                name: words[0], arguments: Array(words.dropFirst()),
                hasData: type == .string || type == .experimentalBatch, isStack: type == .stack)
        }
        return result
    }()

    private static let texts: [(EventType, String)] = structural + scheduling + ranges + annotations + experiments

    private static let structural: [(EventType, String)] = [
        (.eventBatch, "EventBatch gen m time size"), (.stacks, "Stacks"), (.stack, "Stack id nframes"),
        (.strings, "Strings"), (.string, "String id"), (.cpuSamples, "CPUSamples"),
        (.cpuSample, "CPUSample time m p g stack"), (.frequency, "Frequency freq"),
        (.experimentalBatch, "ExperimentalBatch exp gen m time"), (.sync, "Sync"),
        (.clockSnapshot, "ClockSnapshot dt mono sec nsec"), (.endOfGeneration, "EndOfGeneration"),
    ]

    private static let scheduling: [(EventType, String)] = [
        (.procsChange, "ProcsChange dt procs_value stack"), (.procStart, "ProcStart dt p p_seq"),
        (.procStop, "ProcStop dt"), (.procSteal, "ProcSteal dt p p_seq m"), (.procStatus, "ProcStatus dt p pstatus"),
        (.goCreate, "GoCreate dt new_g new_stack stack"), (.goCreateSyscall, "GoCreateSyscall dt new_g"),
        (.goCreateBlocked, "GoCreateBlocked dt new_g new_stack stack"), (.goStart, "GoStart dt g g_seq"),
        (.goDestroy, "GoDestroy dt"), (.goDestroySyscall, "GoDestroySyscall dt"),
        (.goStop, "GoStop dt reason_string stack"), (.goBlock, "GoBlock dt reason_string stack"),
        (.goUnblock, "GoUnblock dt g g_seq stack"), (.goSyscallBegin, "GoSyscallBegin dt p_seq stack"),
        (.goSyscallEnd, "GoSyscallEnd dt"), (.goSyscallEndBlocked, "GoSyscallEndBlocked dt"),
        (.goStatus, "GoStatus dt g m gstatus"), (.goStatusStack, "GoStatusStack dt g m gstatus stack"),
        (.goSwitch, "GoSwitch dt g g_seq"), (.goSwitchDestroy, "GoSwitchDestroy dt g g_seq"),
    ]

    private static let ranges: [(EventType, String)] = [
        (.stwBegin, "STWBegin dt kind_string stack"), (.stwEnd, "STWEnd dt"), (.gcActive, "GCActive dt gc_seq"),
        (.gcBegin, "GCBegin dt gc_seq stack"), (.gcEnd, "GCEnd dt gc_seq"), (.gcSweepActive, "GCSweepActive dt p"),
        (.gcSweepBegin, "GCSweepBegin dt stack"), (.gcSweepEnd, "GCSweepEnd dt swept_value reclaimed_value"),
        (.gcMarkAssistActive, "GCMarkAssistActive dt g"), (.gcMarkAssistBegin, "GCMarkAssistBegin dt stack"),
        (.gcMarkAssistEnd, "GCMarkAssistEnd dt"), (.heapAlloc, "HeapAlloc dt heapalloc_value"),
        (.heapGoal, "HeapGoal dt heapgoal_value"),
    ]

    private static let annotations: [(EventType, String)] = [
        (.goLabel, "GoLabel dt label_string"), (.userTaskBegin, "UserTaskBegin dt task parent_task name_string stack"),
        (.userTaskEnd, "UserTaskEnd dt task stack"), (.userRegionBegin, "UserRegionBegin dt task name_string stack"),
        (.userRegionEnd, "UserRegionEnd dt task name_string stack"),
        (.userLog, "UserLog dt task key_string value_string stack"),
    ]

    private static let experiments: [(EventType, String)] = [
        (.span, "Span dt id npages_value kindclass"), (.spanAlloc, "SpanAlloc dt id npages_value kindclass"),
        (.spanFree, "SpanFree dt id"), (.heapObject, "HeapObject dt id type"),
        (.heapObjectAlloc, "HeapObjectAlloc dt id type"), (.heapObjectFree, "HeapObjectFree dt id"),
        (.goroutineStack, "GoroutineStack dt id order"), (.goroutineStackAlloc, "GoroutineStackAlloc dt id order"),
        (.goroutineStackFree, "GoroutineStackFree dt id"),
    ]
}
