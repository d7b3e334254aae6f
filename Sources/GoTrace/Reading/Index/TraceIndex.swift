import Wire

/// Where the generations of a trace begin, and what goroutines and processors did then: what it takes to read a part of a
/// large trace without reading what stands before or behind.
///
/// It stands in a file beside the trace and is a hint. Size and fingerprint of the trace must be those of the trace at
/// hand, each offset must lead to a batch of its generation, and of a goroutine only that is believed which the trace
/// does not contradict.
public struct TraceIndex: Sendable {
    /// A goroutine at the begin of a generation.
    public struct KnownGoroutine: Sendable {
        public var id: Int64
        public var state: GoroutineState
        public var begin: GoroutineInterval.Begin
        /// Whether it has been in that state since before the trace.
        public var isCensored: Bool
        /// Since when it is in that state, in nanoseconds of the trace's clock.
        public var since: Int64
        /// When it was created; nil when that was before the trace.
        public var created: Int64?
        /// -1 when unknown.
        public var parent: Int64
        /// In `texts`.
        public var reason: Int
        public var root: Int
        /// Where it waits, in `stacks`; 0 when unknown.
        public var stack: Int
    }

    /// A processor (a P) at the begin of a generation.
    public struct KnownProcessor: Sendable {
        public var id: Int32
        public var state: ProcessorInterval.State
        /// -1 for none.
        public var goroutine: Int64
        /// -1 for none.
        public var thread: Int64
    }

    /// A frame of a stack, with its texts in `texts`.
    public struct KnownFrame: Sendable {
        public var programCounter: UInt64
        public var function: Int
        public var file: Int
        public var line: UInt64
    }

    public struct Generation: Sendable {
        public var number: UInt64
        /// Offset of its first batch in the trace.
        public var offset: Int
        /// Nanoseconds of the trace's clock.
        public var start: Int64
        /// All that lived; none when the index would have grown too large, or when nothing was known yet.
        public var goroutines: [KnownGoroutine]
        /// All of the program, when goroutines are noted.
        public var processors: [KnownProcessor]
    }

    /// Bytes of the trace.
    public var size: Int
    /// Hash of the first and the last bytes of the trace.
    public var fingerprint: UInt64
    /// First and last time of the trace, in nanoseconds of its clock.
    public var start: Int64
    public var end: Int64
    /// In the order in which they stand in the file.
    public var generations: [Generation]
    public var texts: [String]
    public var frames: [KnownFrame]
    /// Numbers in `frames`, innermost first; the first stack is empty and stands for none.
    public var stacks: [[Int]]

    /// What is added to the name of a trace for that of its index.
    public static let suffix = ".sonde-index"

    /// The last generation that begins at or before a time; nil when there is none but the first.
    public func generation(at time: Int64) -> Generation? {
        var (low, high) = (0, generations.count)
        while low < high {
            let middle = (low + high) / 2
            if generations[middle].start <= time { low = middle + 1 } else { high = middle }
        }
        return low > 1 ? generations[low - 1] : nil
    }

    /// Whether it is of the trace at hand, whose position is lost.
    public func matches(_ input: SequentialInput) -> Bool {
        guard input.size == size, let fingerprint = Self.fingerprint(of: input) else { return false }
        return fingerprint == self.fingerprint
    }

    /// Hash of the first and the last 4 KiB of a trace, whose position is lost; nil for a pipe.
    static func fingerprint(of input: SequentialInput) -> UInt64? {
        guard let size = input.size else { return nil }
        let part = 4096
        var bytes: [UInt8] = []
        guard input.seek(to: 0), (try? input.read(part, into: &bytes)) != nil,
            input.seek(to: max(0, size - part)), (try? input.read(part, into: &bytes)) != nil
        else { return nil }
        return hash(bytes[...])
    }

    static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}
