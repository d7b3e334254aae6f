import Evidence

/// A frame as a trace has it: inlined calls are frames of their own.
public struct TraceFrame: Hashable, Sendable {
    /// Address of the instruction behind the call, or at which the goroutine stood.
    public var programCounter: UInt64
    public var function: StringID
    public var file: StringID
    public var line: UInt64

    public init(programCounter: UInt64, function: StringID, file: StringID, line: UInt64) {
        self.programCounter = programCounter
        self.function = function
        self.file = file
        self.line = line
    }
}

/// Stacks of a trace, each kept once over all generations. Number 0 is no stack.
public struct TraceStacks: Sendable {
    public private(set) var frames: [TraceFrame] = []
    private var frameNumbers: [TraceFrame: UInt32] = [:]
    /// Numbers of frames, innermost first, of all stacks one behind the other.
    private var runs: [UInt32] = []
    /// End of each stack in `runs`; its start is the end of the one before.
    private var ends: [Int] = [0]
    /// Open addressing over the numbers of stacks; 0 is a free slot.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)

    public init() {}

    /// Number of stacks, the empty one included.
    public var count: Int { ends.count }

    public mutating func intern(frame: TraceFrame) -> UInt32 {
        if let known = frameNumbers[frame] { return known }
        let number = UInt32(frames.count)
        frames.append(frame)
        frameNumbers[frame] = number
        return number
    }

    /// The number of the stack with these frames, innermost first; a stack without frames is stored as well, since a
    /// trace may refer to one.
    public mutating func intern(_ stack: ArraySlice<UInt32>) -> UInt32 {
        var slot = Int(truncatingIfNeeded: Self.hash(stack)) & (slots.count - 1)
        while slots[slot] != 0 {
            if runs[range(slots[slot])] == stack { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        runs.append(contentsOf: stack)
        ends.append(runs.count)
        let number = UInt32(ends.count - 1)
        slots[slot] = number
        if ends.count * 2 > slots.count { rehash() }
        return number
    }

    /// Numbers of the frames of a stack, innermost first, in `frames`.
    public subscript(_ stack: UInt32) -> ArraySlice<UInt32> { runs[range(stack)] }

    private func range(_ stack: UInt32) -> Range<Int> {
        let index = Int(stack)
        return index == 0 ? 0..<0 : ends[index - 1]..<ends[index]
    }

    private static func hash(_ stack: ArraySlice<UInt32>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for frame in stack { hash = (hash ^ UInt64(frame)) &* 0x9e37_79b9_7f4a_7c15 }
        return hash ^ hash >> 29
    }

    private mutating func rehash() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for number in 1..<UInt32(ends.count) {
            var slot = Int(truncatingIfNeeded: Self.hash(self[number])) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = number
        }
    }
}

/// What the numbers in the events of a trace mean: texts and stacks of all generations, and readings of the clocks.
public struct TraceTables: Sendable {
    public var strings = StringTable()
    public var stacks = TraceStacks()
    /// By the number of a sync event less 1; nil without a reading.
    public var clocks: [ClockSnapshot?] = []

    public init() {}

    /// Full name of a frame's function.
    public func functionName(frame: UInt32) -> String { strings[stacks.frames[Int(frame)].function] }

    public func functionNames(stack: UInt32) -> [String] { stacks[stack].map(functionName) }
}

/// One reading of all clocks at once, in traces of Go 1.25 and later.
public struct ClockSnapshot: Sendable {
    /// Nanoseconds of the trace's clock.
    public var trace: Int64
    /// Nanoseconds of the system's monotonic clock.
    public var monotonic: UInt64
    /// Wall clock, since 1970.
    public var wallSeconds: Int64
    public var wallNanoseconds: Int64

    public init(trace: Int64, monotonic: UInt64, wallSeconds: Int64, wallNanoseconds: Int64) {
        self.trace = trace
        self.monotonic = monotonic
        self.wallSeconds = wallSeconds
        self.wallNanoseconds = wallNanoseconds
    }
}
