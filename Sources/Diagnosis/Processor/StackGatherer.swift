import GoProfile

/// Adds up equal stacks of a profile.
struct StackGatherer {
    private(set) var frames: SampledFrames
    private(set) var stacks: [ProcessorEvidence.Stack] = []
    private(set) var total: Int64 = 0

    private let profile: Profile
    private let locations: SampledLocations
    /// Distinct stacks of locations: a sample that has it, its hash, and its number in `stacks`; -1 for a stack that is
    /// none of the program's work.
    private var known: [(sample: Int32, stack: Int32, hash: UInt64)] = []
    /// Open addressing over number + 1 of what is known; 0 is a free slot.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)
    private var cursor: StackRun
    private var run: [UInt32] = []
    private var other: [UInt32] = []

    init(_ profile: Profile, _ functions: [SampledFunction]) {
        self.profile = profile
        locations = SampledLocations(profile, functions)
        frames = SampledFrames(of: locations.frames)
        // A location takes a byte or more; what is not used of that is never touched.
        frames.reserveCapacity(profile.samples.stackLengths.reduce(0) { $0 + Int($1) })
        cursor = profile.samples.emptyRun
    }

    /// - Returns: false for a sample that is none of the program's work.
    mutating func add(_ sample: Int, _ time: Int64) -> Bool {
        Self.read(profile.samples, sample, locations.count, &cursor, &run)
        let stack = find(sample)
        guard stack >= 0 else { return false }
        stacks[stack].time &+= time
        total &+= time
        return true
    }

    private static func read(
        _ samples: ProfileSamples, _ sample: Int, _ count: Int, _ cursor: inout StackRun, _ run: inout [UInt32]
    ) {
        run.removeAll(keepingCapacity: true)
        samples.aim(&cursor, at: sample)
        while let location = cursor.next() { if Int(location) < count { run.append(location) } }
    }

    /// The stack that was read.
    private mutating func find(_ sample: Int) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for location in run { hash = (hash ^ UInt64(location)) &* 0x9e37_79b9_7f4a_7c15 }
        hash ^= hash >> 31
        var at = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[at] != 0 {
            let entry = known[Int(slots[at]) - 1]
            if entry.hash == hash {
                Self.read(profile.samples, Int(entry.sample), locations.count, &cursor, &other)
                if other == run { return Int(entry.stack) }
            }
            at = (at + 1) & (slots.count - 1)
        }
        let stack = append()
        known.append((Int32(sample), Int32(stack), hash))
        slots[at] = UInt32(known.count)
        if known.count * 2 > slots.count { rehash() }
        return stack
    }

    private mutating func rehash() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (number, entry) in known.enumerated() {
            var at = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
            while slots[at] != 0 { at = (at + 1) & (slots.count - 1) }
            slots[at] = UInt32(number) + 1
        }
    }

    /// Adds the stack that was read, with no time yet.
    /// - Returns: -1 when it is none of the program's work.
    private mutating func append() -> Int {
        let work = run.reduce(into: SampledWork()) { $0.formUnion(locations.works[Int($1)]) }
        let start = frames.count
        var own: Int?
        for location in run {
            if own == nil, let offset = locations.own(location) { own = frames.count + offset }
            frames.append(locations.range(location))
        }
        let inner = (start..<(own ?? frames.count)).reduce(into: SampledWork()) {
            $0.formUnion(locations.functions[Int(frames[$1].function)])
        }
        // Code of the program that pprof.Do or trace.WithRegion calls is the program's work.
        if inner.contains(.profiler) {
            frames.removeLast(frames.count - start)
            return -1
        }
        stacks.append(.init(frames: start..<frames.count, time: 0, work: work, own: own, inner: inner))
        return stacks.count - 1
    }
}

/// What locations of a profile say, found out once for each.
private struct SampledLocations {
    /// What the functions at a location say together.
    private(set) var works: [SampledWork] = []
    /// By function: what it says.
    let functions: [SampledWork]
    private(set) var frames: [ProcessorEvidence.Frame] = []
    private var starts: [Int] = [0]
    /// Which of its frames is the innermost one of the program itself; -1 for none.
    private var owns: [Int32] = []

    var count: Int { works.count }

    init(_ profile: Profile, _ functions: [SampledFunction]) {
        self.functions = functions.map(\.work)
        for location in 0..<profile.locations.count {
            var work: SampledWork = []
            var own: Int32 = -1
            for line in profile.locations.lines(location) where Int(line.function) < functions.count {
                let function = functions[Int(line.function)]
                work.formUnion(function.work)
                if own < 0, function.isOwn { own = Int32(frames.count - starts[location]) }
                frames.append(.init(function: Int32(line.function), line: Int32(clamping: line.line)))
            }
            works.append(work)
            owns.append(own)
            starts.append(frames.count)
        }
    }

    /// The place of a location's frames, the innermost one first.
    func range(_ location: UInt32) -> Range<Int> { starts[Int(location)]..<starts[Int(location) + 1] }

    func own(_ location: UInt32) -> Int? { owns[Int(location)] < 0 ? nil : Int(owns[Int(location)]) }
}
