import Evidence
import GoBinary
import Wire

/// Makes a profile out of what the kernel says of running threads: samples with stacks, and the news of processes that
/// say which program the addresses are of.
///
/// The result has the form that runtime/pprof gives its profiles: places by file and build id, frames of inlined calls,
/// callers by the last byte of their call.
public struct SampleRecording {
    /// Opens a file as a process has it mapped, by its path there and its inode.
    public typealias Opening = (_ process: UInt32, _ path: String, _ inode: UInt64) -> Bytes?

    public struct Options: Sendable {
        /// Nanoseconds that a sample stands for; 0 when its `period` counts something else.
        public var interval: Int64 = 0
        /// Nanoseconds from one sample of a thread to the next, as asked for; 0 when every event is recorded.
        public var pace: Int64 = 0
        /// Whether samples bring the top of the stack along.
        public var withStack = false
        /// Whether records of processes come that are not wanted.
        public var isFiltered = false
        /// What the samples are.
        public var samples = Kind.ofClock
        /// Frames that the kernel follows at most, its own and the program's together (kernel.perf_event_max_stack).
        public var deepestStack: Int64 = 127

        public enum Kind: Sendable {
            /// Each stands for an interval.
            case ofClock
            /// Each is of a thread that gives its processor away: what counts is the time until it runs again.
            case ofSwitches
            /// None; the records are only news of processes.
            case none
        }

        public init() {}
    }

    /// A process that ran already when the recording began.
    public struct RunningProcess: Sendable {
        public var id: UInt32
        public var name: String
        /// Path of the program.
        public var program: String
        /// Executable ones count.
        public var memory: [MemoryMapping]
        public var threadNames: [UInt32: String]

        public init(
            id: UInt32, name: String, program: String, memory: [MemoryMapping], threadNames: [UInt32: String]
        ) {
            self.id = id
            self.name = name
            self.program = program
            self.memory = memory
            self.threadNames = threadNames
        }
    }

    struct Process {
        var space = AddressSpace()
        var name = StringID.empty
        var threadCount = 1
        /// The file of the program: the first that is mapped.
        var program: Int?
    }

    private struct ReturnAddress: Hashable {
        var mapping: UInt32
        var address: UInt64
    }

    /// A time in which the kernel samples less than asked for.
    private struct Throttle {
        var since: Int64
        var thread: UInt32
    }

    let options: Options
    private let look: (UInt32) -> RunningProcess?
    /// Samples of other times do not count, nanoseconds of CLOCK_MONOTONIC.
    var begin = Int64.min
    var end = Int64.max
    /// How often processes were looked at since their news did not explain a sample.
    private var looks: [UInt32: Int] = [:]
    private var order = SampleOrder()
    var processes: [UInt32: Process] = [:]
    /// Processes that ended lately, in their order.
    private var ended: [UInt32] = []
    private var threadNames: [UInt32: StringID] = [:]
    /// The event that each thread's samples are taken of. A thread that was made while its process' threads were looked
    /// up may have two, one of its own and one that it inherited.
    private var eventOfThread: [UInt32: UInt64] = [:]
    private var rootOfEvent: [UInt64: UInt64] = [:]
    /// Threads that do not run, with where they stopped.
    var waiting: [UInt32: Waiting] = [:]
    /// Those of them that did not run when the recording began, and have not since.
    var begun: [UInt32: Waiting] = [:]
    /// By the number of the event's stream.
    private var throttles: [UInt64: Throttle] = [:]
    private var lastTime = Int64.min
    private var distances: SampleDistances
    var programs: SampledPrograms
    var stacks: SampledStacks
    /// Whether addresses of stacks are those that calls return to.
    private var callers: [ReturnAddress: Bool] = [:]
    private var translations: [UInt32: AddressTranslation] = [:]
    public internal(set) var facts = SamplingFacts()

    private static let keptEnds = 500
    private static let mostLooks = 5
    private static let kernelFile = "[kernel.kallsyms]"
    static let vdsoFile = "[vdso]"
    private static let anyFile = "//anon"

    /// - Parameters:
    ///   - builder: has the types of the values that samples get.
    ///   - look: says what a process has mapped now, where news of it were lost; nil when it is gone.
    public init(
        _ builder: ProfileBuilder, _ options: Options, open: @escaping Opening,
        look: @escaping (UInt32) -> RunningProcess? = { _ in nil }
    ) {
        self.options = options
        self.look = look
        programs = SampledPrograms(open: open)
        stacks = SampledStacks(builder)
        distances = SampleDistances(interval: options.pace)
        facts.deepestStack = options.deepestStack
    }

    // MARK: - News

    public mutating func began(_ process: RunningProcess) {
        var known = Process()
        known.name = stacks.intern(process.name)
        known.threadCount = max(1, process.threadNames.count)
        for part in process.memory where part.isExecutable {
            let path = part.path.isEmpty ? Self.anyFile : part.path.withoutMark
            let file = programs.number(.init(path: path, inode: part.inode), process: process.id)
            if path == process.program { known.program = file }
            known.space.map(.init(start: part.start, end: part.end, fileOffset: part.fileOffset, file: file))
        }
        processes[process.id] = known
        for (thread, name) in process.threadNames { threadNames[thread] = stacks.intern(name) }
    }

    /// Samples count from now on, or until now; nanoseconds of CLOCK_MONOTONIC.
    public mutating func begins(at time: Int64) { begin = time }
    public mutating func ends(at time: Int64) { end = time }

    /// Says that events belong together, since each is of the same thread on another processor.
    public mutating func join(_ event: UInt64, root: UInt64) { rootOfEvent[event] = root }

    /// Takes whole records out of one ring.
    public mutating func take(_ records: ArraySlice<UInt8>) { order.take(records) }

    /// Works on all records up to a time, nanoseconds of CLOCK_MONOTONIC: all rings have been read since.
    public mutating func advance(to time: Int64) {
        while let record = order.next(until: time) { handle(record) }
    }

    private mutating func endThrottle(_ stream: UInt64, at time: Int64) {
        guard let throttle = throttles.removeValue(forKey: stream) else { return }
        facts.throttledNanoseconds &+= max(0, time &- throttle.since)
    }

    private mutating func handle(_ record: SampleRecord) {
        lastTime = max(lastTime, record.time)
        switch record.kind {
        case .sample:
            switch options.samples {
            case .ofClock: sample(record)
            case .ofSwitches: stops(record)
            case .none: break
            }
        case .lost: facts.lost &+= Int64(clamping: record.number(16))
        case .lostSamples: facts.lost &+= Int64(clamping: record.number(8))
        case .mapping: mapping(record)
        case .name: name(record)
        case .fork: fork(record)
        case .exit: exit(record)
        case .throttled:
            facts.throttled &+= 1
            throttles[record.number(24)] = Throttle(since: record.time, thread: record.tailThread)
        case .unthrottled: endThrottle(record.number(24), at: record.time)
        case .contextSwitch, .processorSwitch: switches(record)
        case nil: break
        }
    }

    private mutating func mapping(_ record: SampleRecord) {
        let process = record.number32(8)
        guard !options.isFiltered || processes[process] != nil else { return }
        let (start, length) = (record.number(16), record.number(24))
        // PROT_EXEC; others are only told of when asked for.
        guard record.number32(64) & 4 != 0, length > 0 else { return }
        let path = record.text(72).withoutMark
        let inode = ProfileMapping.isWithoutProgram(path) ? 0 : record.number(48)
        let file = programs.number(.init(path: path, inode: inode), process: process)
        var known = processes[process] ?? Process()
        if known.program == nil { known.program = file }
        known.space.map(.init(start: start, end: start &+ length, fileOffset: record.number(32), file: file))
        processes[process] = known
    }

    /// COMM: a thread's new name, and PERF_RECORD_MISC_COMM_EXEC for a new program.
    private mutating func name(_ record: SampleRecord) {
        let (process, thread) = (record.number32(8), record.number32(12))
        guard !options.isFiltered || processes[process] != nil else { return }
        let name = stacks.intern(record.text(16))
        if record.flags & 1 << 13 != 0 { processes[process] = Process() }
        if process == thread { processes[process, default: Process()].name = name }
        threadNames[thread] = name
    }

    private mutating func fork(_ record: SampleRecord) {
        let (child, parent) = (record.number32(8), record.number32(12))
        let (thread, origin) = (record.number32(16), record.number32(20))
        guard !options.isFiltered || processes[parent] != nil else { return }
        if child == parent {
            processes[child]?.threadCount += 1
        } else if var known = processes[parent] {
            known.threadCount = 1
            if let name = threadNames[origin] { known.name = name }
            processes[child] = known
        }
        threadNames[thread] = threadNames[origin]
    }

    private mutating func exit(_ record: SampleRecord) {
        let (process, thread) = (record.number32(8), record.number32(16))
        eventOfThread[thread] = nil
        threadNames[thread] = nil
        waiting[thread] = nil
        begun[thread] = nil
        if !options.isFiltered {
            distances.ended(thread)
            // Events of a processor go on without the thread.
            for (stream, throttle) in throttles where throttle.thread == thread { endThrottle(stream, at: record.time) }
        }
        guard let known = processes[process] else { return }
        processes[process]?.threadCount -= 1
        guard known.threadCount == 1 else { return }
        // The last that is heard of it may come later.
        ended.append(process)
        guard ended.count > Self.keptEnds else { return }
        let forgotten = ended.removeFirst()
        if let known = processes[forgotten], known.threadCount < 1 { processes[forgotten] = nil }
    }

    // MARK: - Samples

    private mutating func sample(_ record: SampleRecord) {
        guard record.time >= begin, record.time <= end else { return }
        let (process, thread, processor) = ThreadSample.subject(record)
        distances.sampled(options.isFiltered ? processor : thread, at: record.time)
        guard !options.isFiltered || processes[process] != nil,
            let sample = ThreadSample(record, withStack: options.withStack)
        else { return }
        let root = rootOfEvent[sample.event] ?? sample.event
        if !options.isFiltered, eventOfThread[sample.thread] != root {
            guard eventOfThread[sample.thread] == nil else { return }
            eventOfThread[sample.thread] = root
        }
        facts.samples &+= 1
        let weight = options.interval > 0 ? options.interval : Int64(clamping: sample.period)
        explain(sample)
        let restored = restored(process: sample.process, sample.user, words: sample.stackWords)
        if isCut(sample) { facts.cutStacks &+= 1 }
        add(process: sample.process, thread: sample.thread, kernel: sample.kernel, user: restored, [1, weight])
    }

    /// Whether a stack has as many frames as the kernel follows, its own ones among them.
    func isCut(_ sample: ThreadSample) -> Bool {
        Int64(sample.kernel.count + sample.user.count) >= options.deepestStack
    }

    /// Looks at a process that runs code that nothing is known of: its news may have been lost.
    mutating func explain(_ sample: ThreadSample) {
        guard let leaf = sample.user.first, processes[sample.process]?.space.part(containing: leaf) == nil,
            looks[sample.process, default: 0] < Self.mostLooks
        else { return }
        looks[sample.process, default: 0] += 1
        if let found = look(sample.process) { began(found) }
    }

    /// Adds values to a stack, innermost first; addresses behind the first are those that calls return to.
    public mutating func add(
        process: UInt32, thread: UInt32, kernel: [UInt64], user: [UInt64], _ values: [Int64]
    ) {
        var stack: [UInt32] = []
        stack.reserveCapacity(kernel.count + user.count)
        if !kernel.isEmpty {
            let file = programs.number(.init(path: Self.kernelFile, inode: 0), process: 0)
            let part = AddressSpace.Part(start: 1 << 63, end: .max, fileOffset: 0, file: file)
            let mapping = stacks.mapping(part, path: Self.kernelFile)
            for (index, address) in kernel.enumerated() {
                stack.append(stacks.place(mapping, index == 0 ? address : address &- 1))
            }
        }
        let space = processes[process]?.space ?? AddressSpace()
        for (index, address) in user.enumerated() {
            let key = index == 0 ? address : address &- 1
            guard let part = space.part(containing: key) else {
                // What a chain of frame pointers leads to outside of code is no caller.
                if index > 0 { break }
                stack.append(stacks.place(ProfileLocations.none, key))
                continue
            }
            let mapping = stacks.mapping(part, path: programs.identities[part.file].path)
            if index > 0, !canBeCaller(address, mapping, part.file) { break }
            stack.append(stacks.place(mapping, key))
        }
        // A program that begins or ends has no code of its own at the moment.
        if stack.isEmpty { stack = [stacks.named("[kernel]")] }
        add(stack, process, thread, values)
    }

    /// Adds values to what is known by a name alone.
    public mutating func add(process: UInt32, thread: UInt32, name: String, _ values: [Int64]) {
        add([stacks.named(name)], process, thread, values)
    }

    private mutating func add(_ stack: [UInt32], _ process: UInt32, _ thread: UInt32, _ values: [Int64]) {
        let known = processes[process]
        if let program = known?.program { stacks.isProgram(program) }
        let name = known?.name ?? .empty
        stacks.add(stack, process: name, thread: threadNames[thread] ?? name, values)
    }

    private mutating func canBeCaller(_ address: UInt64, _ mapping: UInt32, _ file: Int) -> Bool {
        let place = ReturnAddress(mapping: mapping, address: address)
        if let known = callers[place] { return known }
        let answer = isBehindCall(address, mapping, file)
        callers[place] = answer
        return answer
    }

    private mutating func isBehindCall(_ address: UInt64, _ mapping: UInt32, _ file: Int) -> Bool {
        guard let program = programs.program(file), let place = staticAddress(address &- 1, mapping, file) else {
            return true
        }
        return program.canBeReturnAddress(StaticAddress(place.rawValue &+ 1))
    }

    private mutating func staticAddress(_ address: UInt64, _ mapping: UInt32, _ file: Int) -> StaticAddress? {
        if let known = translations[mapping] { return known.staticAddress(address) }
        guard let executable = programs.program(file)?.executable else { return nil }
        let translation = AddressTranslation(stacks.builder.profile.mappings[Int(mapping)], executable)
        translations[mapping] = translation
        return translation.staticAddress(address)
    }

    /// A program's stack with the innermost caller put in again where the chain of frame pointers left it out: the
    /// function that was interrupted, or that called the kernel, had not set its frame pointer up, or has none.
    /// - Parameter words: the top of the stack.
    public mutating func restored(process: UInt32, _ stack: [UInt64], words: [UInt64]) -> [UInt64] {
        guard let leaf = stack.first, let offset = returnAddressOffset(process, leaf), offset % 8 == 0,
            words.indices.contains(offset / 8)
        else { return stack }
        let caller = words[offset / 8]
        guard caller != 0, stack.count < 2 || stack[1] != caller else { return stack }
        facts.restoredCallers &+= 1
        return [leaf, caller] + stack.dropFirst()
    }

    private mutating func returnAddressOffset(_ process: UInt32, _ counter: UInt64) -> Int? {
        guard let part = processes[process]?.space.part(containing: counter), let program = programs.program(part.file)
        else { return nil }
        let mapping = stacks.mapping(part, path: programs.identities[part.file].path)
        return staticAddress(counter, mapping, part.file).flatMap { program.returnAddressOffset(at: $0) }
    }

    /// The stack of a thread that waits, by the sizes of Go's frames; it ends where there is other code.
    /// - Parameter read: a word of the process' memory.
    public mutating func stack(
        process: UInt32, counter: UInt64, stackPointer: UInt64, read: (UInt64) -> UInt64?
    ) -> [UInt64] {
        var result = [counter]
        var top = stackPointer
        // Callers are looked up by the last byte of their call.
        var place = counter
        while result.count < 128, let size = returnAddressOffset(process, place),
            let caller = read(top &+ UInt64(size)), caller != 0
        {
            result.append(caller)
            top = top &+ UInt64(size) &+ 8
            place = caller &- 1
        }
        return result
    }

    // MARK: - The end

    /// The profile of everything up to now.
    /// - Parameters:
    ///   - vdso: code that the kernel gives to all programs.
    ///   - kernel: name of the kernel's function at an address; nil when unknown.
    public mutating func finish(vdso: Bytes?, kernel: (UInt64) -> String?) -> Profile {
        advance(to: .max)
        for stream in throttles.keys { endThrottle(stream, at: min(end, lastTime)) }
        facts.interval = options.pace
        facts.medianDistance = distances.quantile(0.5)
        facts.longDistance = distances.quantile(0.99)
        if let vdso {
            for file in programs.identities.indices where programs.identities[file].path == Self.vdsoFile {
                programs.set(vdso, for: file)
            }
        }
        let naming = SampledNames(stacks, programs, kernelFile: Self.kernelFile, kernel: kernel)
        facts.wholeStacks = naming.wholeStacks
        return naming.profile
    }

    /// Multiplies a column of all that was added.
    public mutating func scale(column: Int, by factor: Double) { stacks.scale(column: column, by: factor) }

    /// Sums of the columns.
    public var sums: [Int64] { stacks.sumOfColumns }

    /// Takes what others measured into the facts.
    public mutating func note(_ change: (inout SamplingFacts) -> Void) { change(&facts) }
}

extension String {
    /// A path without what the kernel writes behind the path of a file that has been removed.
    fileprivate var withoutMark: String {
        let mark = " (deleted)"
        return hasSuffix(mark) ? String(dropLast(mark.count)) : self
    }
}
