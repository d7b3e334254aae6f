import Evidence
import Wire

/// What is examined by `HeapReachability`: plain ranges and addresses, in the target's address space.
public struct ReachabilityInput: Sendable {
    /// A goroutine that has not ended.
    public struct Goroutine: Sendable {
        public var id: UInt64
        /// A number that is another one whenever the goroutine has run meanwhile.
        public var fingerprint: UInt64
        /// The used part of its stack, from the stack pointer up to the stack's high end; all of the stack when it runs.
        public var stack: MemoryRange
        /// Addresses of the channels, or of (or in) the locks, WaitGroups or Conds that it waits for: all of the cases of
        /// a select. Empty for a wait that nothing can end (`select {}`, nil channels). Nil for a goroutine that may
        /// run by itself: one that runs or is ready, sleeps, waits for the network or the runtime, or waits for
        /// something unknown.
        public var waitsFor: [UInt64]?

        public init(id: UInt64, fingerprint: UInt64, stack: MemoryRange, waitsFor: [UInt64]?) {
            self.id = id
            self.fingerprint = fingerprint
            self.stack = stack
            self.waitsFor = waitsFor
        }
    }

    /// Global variables: data and bss of every module.
    public var roots: [MemoryRange]
    public var goroutines: [Goroutine]
    /// The words by which the runtime's queues of waiters lead to what they wait for: `sudog.elem` and `sudog.c` of all
    /// waiting goroutines. Without them every channel would be found through the list of all goroutines.
    public var hidden: [MemoryRange]
    /// Addresses of the p's (`runtime.allp`), in which the collector and the allocator leave addresses that are no
    /// pointers. Leaving them out makes the answer less sharp, not wrong.
    public var processors: [UInt64]
    /// Addresses of all g's, ended ones too (`runtime.allgs`), and those of the threads' own stacks: the end of a
    /// stack is the address of what lies behind it. Leaving them out makes the answer less sharp, not wrong.
    public var goroutineRecords: [UInt64]
    public var finalizerQueues: FinalizerQueues
    /// Bytes of memory that are looked into at most.
    public var limit: UInt64

    public init(
        roots: [MemoryRange], goroutines: [Goroutine], hidden: [MemoryRange], processors: [UInt64] = [],
        goroutineRecords: [UInt64] = [],
        finalizerQueues: FinalizerQueues = FinalizerQueues(), limit: UInt64 = 2 << 30
    ) {
        self.roots = roots
        self.goroutines = goroutines
        self.hidden = hidden
        self.processors = processors
        self.goroutineRecords = goroutineRecords
        self.finalizerQueues = finalizerQueues
        self.limit = limit
    }

    /// The words of a sudog that are to be hidden. Since Go 1.26 each pointer is stored twice (`maybeTraceablePtr`).
    public static func hiddenWords(ofSudog address: UInt64, layout: RuntimeLayout, minorVersion: Int) -> [MemoryRange] {
        let count = minorVersion >= 26 ? 16 : 8
        return [layout.sudog.element, layout.sudog.channel].map {
            MemoryRange(address: address &+ UInt64($0), count: count)
        }
    }
}

/// What `HeapReachability` found.
public struct ReachabilityResult: Sendable {
    /// A goroutine that nothing can wake, so far as one look tells.
    public struct Unreachable: Hashable, Sendable {
        public var id: UInt64
        public var fingerprint: UInt64
    }

    /// Why there is no answer; nil when there is one.
    public enum NotExamined: Hashable, Sendable {
        /// More memory would have to be looked into than the limit allows.
        case tooLarge(limit: UInt64)
        /// So many bytes that may hold pointers could not be read.
        case unreadable(bytes: UInt64)
        /// Lists of finalizers or of spans changed while they were read, or are damaged.
        case unstable

        /// A sentence for people.
        public var explanation: String {
            switch self {
            case .tooLarge(let limit):
                "more than \(limit >> 20) MiB of memory would have to be looked into; raise the limit to examine it"
            case .unreadable(let bytes): "\(bytes) bytes that may hold pointers could not be read"
            case .unstable: "the heap changed too much while it was read; look again, or while the program is stopped"
            }
        }
    }

    /// Ascending by id; empty when not examined.
    public var unreachable: [Unreachable] = []
    public var notExamined: NotExamined?
    /// Bytes of objects, globals and stacks that were looked into.
    public var bytesScanned: UInt64 = 0
    public var objectsMarked = 0
    /// Spans of the heap, and rounds that found more goroutines.
    public var spans = 0
    public var rounds = 0

    /// The goroutines that two looks agree on, and that did not run between them. Memory moves while it is read, and a
    /// pointer on its way from unread to read memory is missed; twice for the same goroutine it hardly is.
    public func confirmed(by second: ReachabilityResult) -> ReachabilityResult {
        var result = second
        let first = Set(unreachable)
        result.unreachable = second.unreachable.filter { first.contains($0) }
        result.notExamined = notExamined ?? second.notExamined
        if result.notExamined != nil { result.unreachable = [] }
        return result
    }
}

/// Which blocked goroutines can never be woken, by what Go 1.26's own leak detection does (`findGoroutineLeaks` in
/// runtime/mgc.go; Saioc and others, "Dynamic partial deadlock detection and recovery via garbage collection", 2025),
/// from outside and for all versions: mark what globals and the goroutines that can run lead to; a goroutine whose wait
/// object was found can run as well, so mark from its stack; when nothing more is found, those that are left wait for
/// something that nobody who runs can ever touch.
///
/// Marking of the heap is conservative: every word counts that points anywhere into an object. So leaks can be missed,
/// and none is made up, as long as memory does not move: see
/// `ReachabilityResult.confirmed(by:)`. Values in the registers of a running goroutine are not seen.
public enum HeapReachability {
    /// Counts every word of a stack.
    /// - Throws: `notFound`, `malformed` or `tooLarge` when the heap's own tables cannot be read.
    public static func examine(_ input: ReachabilityInput, in map: HeapMap) throws -> ReachabilityResult {
        try examine(input, in: map) { [input.goroutines[$0].stack] }
    }

    /// - Parameter stack: the parts of a stack that count, by the goroutine's position.
    /// - Throws: `notFound`, `malformed` or `tooLarge` when the heap's own tables cannot be read.
    public static func examine(
        _ input: ReachabilityInput, in map: HeapMap, stack: (Int) -> [MemoryRange]
    ) throws -> ReachabilityResult {
        let candidates = input.goroutines.indices.filter { input.goroutines[$0].waitsFor != nil }
        guard !candidates.isEmpty else { return ReachabilityResult() }
        let spans = try HeapSpans(map)
        var marker = HeapMarker(spans, memory: map.memory, limit: input.limit)
        var state = Search(input: input)
        let roots = HeapRoots(spans, map, input.finalizerQueues)
        hideAddresses(input, map.layout, &marker)
        state.prepare(candidates, &marker)

        var isWithinLimit = state.scan(
            roots.ranges + Self.without(MemoryRange(address: map.heap, count: map.layout.heapSize), in: input.roots),
            &marker)
        while isWithinLimit, !state.runnable.isEmpty || state.rounds == 0 {
            state.rounds += 1
            let stacks = state.runnable.flatMap(stack)
            state.runnable.removeAll(keepingCapacity: true)
            isWithinLimit = state.scan(stacks, &marker)
            state.wake(&marker)
        }
        return state.result(marker, spans, roots, isWithinLimit: isWithinLimit)
    }

    /// Makes words not count that hold addresses for the runtime's own use, and keep nothing.
    private static func hideAddresses(_ input: ReachabilityInput, _ layout: HeapLayout, _ marker: inout HeapMarker) {
        for range in input.hidden { marker.hide(range) }
        for p in input.processors {
            marker.hide(MemoryRange(address: p &+ UInt64(layout.collectorWork), count: layout.collectorWorkSize))
            marker.hide(MemoryRange(address: p &+ UInt64(layout.pageCache), count: 8))
        }
        // `g.stack.hi`, the second word of a g in all versions.
        for g in input.goroutineRecords { marker.hide(MemoryRange(address: g &+ 8, count: 8)) }
    }

    /// The ranges without a part. The heap's own description is a global, and its addresses of spans are no pointers to
    /// the objects at their start.
    private static func without(_ hole: MemoryRange, in ranges: [MemoryRange]) -> [MemoryRange] {
        let holeEnd = hole.address &+ UInt64(hole.count)
        return ranges.flatMap { range -> [MemoryRange] in
            let end = range.address &+ UInt64(max(range.count, 0))
            guard hole.address < end, holeEnd > range.address else { return [range] }
            var parts: [MemoryRange] = []
            if hole.address > range.address {
                parts.append(MemoryRange(address: range.address, count: Int(hole.address - range.address)))
            }
            if holeEnd < end { parts.append(MemoryRange(address: holeEnd, count: Int(end - holeEnd))) }
            return parts
        }
    }
}

/// The goroutines of one examination: which can run, and which wait for what.
private struct Search {
    let input: ReachabilityInput
    /// Positions of goroutines that can run and whose stacks were not looked into.
    var runnable: [Int] = []
    var rounds = 0
    private var isRunnable: [Bool]
    /// Positions of the goroutines that wait for an object, by the object's bit.
    private var waiters: [Int: [Int]] = [:]

    init(input: ReachabilityInput) {
        self.input = input
        isRunnable = Array(repeating: false, count: input.goroutines.count)
    }

    /// Sorts the goroutines into those that can run from the start, and those that wait for objects of the heap. An
    /// object that is not in the heap is a global, which anybody can reach.
    mutating func prepare(_ candidates: [Int], _ marker: inout HeapMarker) {
        for position in input.goroutines.indices where input.goroutines[position].waitsFor == nil { run(position) }
        for position in candidates {
            for address in input.goroutines[position].waitsFor ?? [] {
                guard let bit = marker.bit(ofObjectContaining: address), !marker.isMarked(bit) else {
                    run(position)
                    break
                }
                waiters[bit, default: []].append(position)
                marker.watch(bit)
            }
        }
    }

    /// Looks into ranges and all that they lead to; false when that exceeds the limit.
    mutating func scan(_ ranges: [MemoryRange], _ marker: inout HeapMarker) -> Bool {
        // Parts, so that the limit is noticed before a program's million stacks are read.
        let batch = 4096
        for start in stride(from: 0, to: ranges.count, by: batch) {
            guard marker.isWithinLimit else { return false }
            marker.scan(Array(ranges[start..<min(start + batch, ranges.count)]))
        }
        return marker.drain()
    }

    /// Lets the goroutines run whose objects were found.
    mutating func wake(_ marker: inout HeapMarker) {
        for bit in marker.takeFound() {
            for position in waiters.removeValue(forKey: bit) ?? [] { run(position) }
        }
    }

    private mutating func run(_ position: Int) {
        guard !isRunnable[position] else { return }
        isRunnable[position] = true
        runnable.append(position)
    }

    func result(
        _ marker: HeapMarker, _ spans: HeapSpans, _ roots: HeapRoots, isWithinLimit: Bool
    ) -> ReachabilityResult {
        var result = ReachabilityResult()
        result.bytesScanned = marker.bytesScanned
        result.objectsMarked = marker.objectsMarked
        result.spans = spans.spans.count
        result.rounds = rounds
        if !isWithinLimit {
            result.notExamined = .tooLarge(limit: input.limit)
        } else if marker.bytesUnreadable > 0 {
            result.notExamined = .unreadable(bytes: marker.bytesUnreadable)
        } else if roots.incomplete > 0 || spans.damaged > 0 {
            result.notExamined = .unstable
        }
        guard result.notExamined == nil else { return result }
        result.unreachable = input.goroutines.indices
            .filter { !isRunnable[$0] }
            .map { .init(id: input.goroutines[$0].id, fingerprint: input.goroutines[$0].fingerprint) }
            .sorted { $0.id < $1.id }
        return result
    }
}
