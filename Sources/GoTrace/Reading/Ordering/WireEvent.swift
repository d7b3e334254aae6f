/// An event of a thread as it stands in the file, with its time.
struct WireEvent {
    var type = EventType.sync
    /// Nanoseconds of the trace's clock, as the thread saw it.
    var time: Int64 = 0
    /// The arguments behind the difference of times.
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0
}

extension EventType {
    /// Number of arguments behind the difference of times; nil for what is no event of a thread. A switch, since a table
    /// would be counted in and out for every event.
    @inline(__always)
    var timedArgumentCount: Int? {
        switch self {
        case .procStop, .goDestroy, .goDestroySyscall, .goSyscallEnd, .goSyscallEndBlocked, .stwEnd,
            .gcMarkAssistEnd:
            0
        case .goCreateSyscall, .gcActive, .gcEnd, .gcSweepActive, .gcSweepBegin, .gcMarkAssistActive,
            .gcMarkAssistBegin, .heapAlloc, .heapGoal, .goLabel, .spanFree, .heapObjectFree, .goroutineStackFree:
            1
        case .procsChange, .procStart, .procStatus, .goStart, .goStop, .goBlock, .goSyscallBegin, .stwBegin, .gcBegin,
            .gcSweepEnd, .userTaskEnd, .goSwitch, .goSwitchDestroy, .heapObject, .heapObjectAlloc, .goroutineStack,
            .goroutineStackAlloc:
            2
        case .procSteal, .goCreate, .goUnblock, .goStatus, .userRegionBegin, .userRegionEnd, .goCreateBlocked,
            .clockSnapshot, .span, .spanAlloc:
            3
        case .userTaskBegin, .userLog, .goStatusStack: 4
        case .eventBatch, .stacks, .stack, .strings, .string, .cpuSamples, .cpuSample, .frequency, .experimentalBatch,
            .sync, .endOfGeneration:
            nil
        }
    }
}

/// The place in one thread's events of a generation.
struct ThreadCursor {
    /// Number of the thread; -1 is none.
    let thread: Int64
    /// -1 until its first event is looked at.
    var threadSlot: Int32 = -1
    let batches: [RawBatch]
    private var batch = 0
    private(set) var offset = 0
    private var end = 0
    private var time: Int64 = 0
    /// The next event.
    private(set) var event = WireEvent()

    init(_ events: ParsedGeneration.ThreadEvents) {
        thread = Int64(bitPattern: events.thread)
        batches = events.batches
        if let first = batches.first {
            offset = first.contents.lowerBound
            end = first.contents.upperBound
        }
    }

    enum Failure: Error {
        case unknownType(UInt8)
        case badNumber
    }

    /// Reads the next event.
    /// - Returns: false at the end.
    mutating func load(_ bytes: [UInt8], _ unit: Double) throws(Failure) -> Bool {
        while offset == end {
            batch += 1
            guard batch < batches.count else { return false }
            offset = batches[batch].contents.lowerBound
            end = batches[batch].contents.upperBound
            time = 0
        }
        // A time of 0 stands for none here, as in the reference.
        if time == 0 { time = ParsedGeneration.nanoseconds(batches[batch].time, unit) }
        let byte = bytes[offset]
        guard let type = EventType(rawValue: byte), let count = type.timedArgumentCount else {
            throw .unknownType(byte)
        }
        var at = offset + 1
        guard let difference = bytes.varint(&at, before: end) else { throw .badNumber }
        event.type = type
        if count > 0 {
            guard let value = bytes.varint(&at, before: end) else { throw .badNumber }
            event.first = value
        }
        if count > 1 {
            guard let value = bytes.varint(&at, before: end) else { throw .badNumber }
            event.second = value
        }
        if count > 2 {
            guard let value = bytes.varint(&at, before: end) else { throw .badNumber }
            event.third = value
            if count > 3 {
                guard let value = bytes.varint(&at, before: end) else { throw .badNumber }
                event.fourth = value
            }
        }
        time &+= ParsedGeneration.nanoseconds(difference, unit)
        event.time = time
        offset = at
        return true
    }

    /// Number of events that were not read yet, the next one included; stops at the first that makes no sense.
    func countRest(_ bytes: [UInt8], _ unit: Double) -> Int {
        var copy = self
        var count = 1
        while (try? copy.load(bytes, unit)) == true { count += 1 }
        return count
    }
}
