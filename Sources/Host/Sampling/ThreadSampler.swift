import CLinux
import Evidence
import Glibc
import Wire

/// Sampling of what threads run, by the kernel: perf_event_open(2). The threads are not stopped, and nothing is written
/// into their memory.
///
/// Where the kernel permits it, each processor has an event, for whatever runs on it, and the caller drops what it does
/// not want: that is one descriptor a processor, costs threads nothing when they are made or switched, and sees threads
/// of any length in proportion. Otherwise there is an event for each thread on each processor, which threads and
/// processes that are started inherit; since the clock of each begins with the thread, a thread that runs for less than
/// an interval is never seen. All events of a processor write into one ring.
public final class ThreadSampler {
    public enum Source: String, Sendable {
        /// Time of threads on processors, or of processors.
        case clock
        /// The processors' own counters.
        case cycles
        /// No samples, but news of processes.
        case none
        /// Each time that a thread gives its processor away.
        case switches
    }

    public struct Options: Sendable {
        public var source = Source.clock
        /// Nanoseconds.
        public var interval: Int64 = 10_101_010
        public var withKernelFrames = false
        /// Bytes of the stack that samples bring along.
        public var stackSize = 64
        /// Bytes between kernel and sonde for each processor; less is taken when the kernel locks no more. 0 stands for
        /// what lasts for seconds on a busy machine.
        public var ringSize: UInt64 = 0
        /// Whether processors may have events of their own.
        public var mayWatchProcessors = true

        public init() {}
    }

    /// What is sampled.
    public enum Subject {
        /// A process that waits, from the program on that it executes next.
        case execution(of: Int32)
        /// Processes that run, with all their threads; they are looked up again while events are opened.
        case processes(() -> [Int32])
    }

    /// Whether time that the kernel spends for a thread is sampled: it takes more rights.
    public private(set) var hasKernelTime = true
    /// Whether the events are of processors: records of other processes come as well.
    public private(set) var isOfAllProcesses = false
    /// Numbers of events in records, with one of the same thread that stands for all of them.
    public private(set) var roots: [(event: UInt64, root: UInt64)] = []

    public var source: Source { options.source }

    private let options: Options
    /// Descriptors of events by thread.
    private var events: [Int32: [Int32]] = [:]
    private var rings: [sonde_ring] = []
    /// The event that owns the ring of each processor.
    private var owners: [Int32] = []
    private let processors: [Int32]
    private var nextRing = 0

    /// What a buffer for `read` must have room for, in bytes: a record is smaller.
    public static let smallestBuffer = 64 << 10
    /// Rounds of looking for new threads.
    private static let mostRounds = 50

    /// - Throws: `gone`, `notPermitted`, `unsupported`, each with what to do.
    public init(_ subject: Subject, _ options: Options) throws {
        self.options = options
        processors = Processors.online
        SamplingLimits.raiseDescriptors()
        if options.mayWatchProcessors {
            do {
                try openForProcessors()
                return
            } catch let failure as Failure {
                closeAll()
                isOfAllProcesses = false
                guard failure.number == EACCES || failure.number == EPERM else { throw failure.explained }
            }
        }
        do { try open(subject) } catch let failure as Failure {
            closeAll()
            throw failure.explained
        }
    }

    deinit { closeAll() }

    private func closeAll() {
        for descriptor in events.values.joined() { close(descriptor) }
        events = [:]
        for index in rings.indices { unsafe sonde_ring_unmap(&rings[index]) }
        rings = []
        owners = []
        roots = []
    }

    // MARK: - Opening

    /// A refusal of the kernel.
    struct Failure: Error {
        var number: Int32
        var process: Int32
        var isOfRing = false

        var explained: InputError { SamplingRefusal.explain(self) }
    }

    private func open(_ subject: Subject) throws {
        switch subject {
        case .execution(let process):
            try open(thread: process, of: process, fromExecution: true)
        case .processes(let list):
            for _ in 0..<Self.mostRounds {
                let threads = list().flatMap { process in Self.threads(of: process).map { (process, $0) } }
                let new = threads.filter { events[$0.1] == nil }
                if new.isEmpty { break }
                for (process, thread) in new {
                    // A thread that ends meanwhile is none that is missed.
                    do { try open(thread: thread, of: process, fromExecution: false) } catch let failure as Failure {
                        guard failure.number == ESRCH else { throw failure }
                    }
                }
            }
            if events.isEmpty { throw Failure(number: ESRCH, process: list().first ?? 0) }
        }
    }

    private static func threads(of process: Int32) -> [Int32] {
        (try? ProcessDirectory(processID: process))?.numbers(in: "task") ?? []
    }

    private func open(thread: Int32, of process: Int32, fromExecution: Bool) throws {
        var root: UInt64?
        for (index, processor) in processors.enumerated() {
            let (event, number) = try event(
                thread: thread, processor: processor, fromExecution: fromExecution, process: process)
            events[thread, default: []].append(event)
            try attach(event, index, process)
            roots.append((number, root ?? number))
            root = root ?? number
        }
    }

    private func openForProcessors() throws {
        isOfAllProcesses = true
        for (index, processor) in processors.enumerated() {
            let (event, number) = try event(thread: -1, processor: processor, fromExecution: false, process: -1)
            events[-1, default: []].append(event)
            try attach(event, index, -1)
            roots.append((number, number))
        }
    }

    /// Opens an event; without the kernel's time when that is not permitted.
    private func event(
        thread: Int32, processor: Int32, fromExecution: Bool, process: Int32
    ) throws -> (descriptor: Int32, number: UInt64) {
        var number: UInt64 = 0
        while true {
            var plan = plan(fromExecution)
            let event = unsafe sonde_sampling_open(&plan, thread, processor, &number)
            if event >= 0 { return (event, number) }
            let failure = errno
            guard failure == EACCES || failure == EPERM, hasKernelTime, events.isEmpty, !isOfAllProcesses else {
                throw Failure(number: failure, process: process)
            }
            hasKernelTime = false
        }
    }

    private func plan(_ fromExecution: Bool) -> sonde_sampling_plan {
        var plan = sonde_sampling_plan()
        switch options.source {
        case .clock: plan.source = isOfAllProcesses ? SONDE_SAMPLING_CPU_CLOCK : SONDE_SAMPLING_TASK_CLOCK
        case .cycles: plan.source = SONDE_SAMPLING_CYCLES
        case .none: plan.source = SONDE_SAMPLING_NONE
        case .switches: plan.source = SONDE_SAMPLING_SWITCHES
        }
        plan.period = UInt64(max(1, options.interval))
        if options.source == .cycles { plan.period = 1_000_000_000 / plan.period }
        plan.with_kernel_time = hasKernelTime ? 1 : 0
        plan.with_kernel_frames = hasKernelTime && options.withKernelFrames ? 1 : 0
        plan.from_execution = fromExecution ? 1 : 0
        plan.stack_bytes = UInt32(clamping: options.stackSize)
        return plan
    }

    /// Gives an event the ring of its processor, which is made for the first one.
    private func attach(_ event: Int32, _ index: Int, _ process: Int32) throws {
        if index < rings.count {
            guard sonde_ring_share(event, owners[index]) == 0 else { throw Failure(number: errno, process: process) }
            return
        }
        var size = options.ringSize == 0 ? defaultRingSize : options.ringSize
        while true {
            var ring = sonde_ring()
            if unsafe sonde_ring_map(&ring, event, size) == 0 {
                unsafe rings.append(ring)
                owners.append(event)
                return
            }
            guard errno == EPERM || errno == ENOMEM, size > 32 << 10 else {
                throw Failure(number: errno, process: process, isOfRing: true)
            }
            size /= 2
        }
    }

    /// A part of 64 MiB for each processor: 8 MiB at most, and not less than an ordinary user may have locked
    /// (kernel.perf_event_mlock_kb).
    private var defaultRingSize: UInt64 {
        var size: UInt64 = 8 << 20
        while size > 512 << 10, size * UInt64(processors.count) > 64 << 20 { size /= 2 }
        return size
    }

    // MARK: - Reading

    /// Moves the records of the next ring that has some into `buffer`, which has room for at least `smallestBuffer`
    /// bytes.
    /// - Returns: bytes that were written; 0 when all rings are empty.
    public func read(into buffer: inout [UInt8]) -> Int {
        for _ in rings.indices {
            let length = buffer.withUnsafeMutableBufferPointer { bytes in
                unsafe sonde_ring_read(&rings[nextRing], bytes.baseAddress, bytes.count)
            }
            nextRing = (nextRing + 1) % rings.count
            if length > 0 { return length }
        }
        return 0
    }

    /// Ends the sampling; what the rings hold can still be read.
    public func stop() { for event in events.values.joined() { _ = sonde_sampling_stop(event) } }

    /// How long the threads ran since their events began, in nanoseconds; nil when the events are of processors.
    public var processorTime: Int64? {
        isOfAllProcesses ? nil : Int64(clamping: accounts.reduce(0) { $0 &+ $1.running })
    }

    /// Records for which a ring had no room, of all processes that events are of; nil where the kernel does not say
    /// (before Linux 6.0). A ring itself tells of them with the next record that it has room for, if there is one.
    public var lost: Int64? {
        let accounts = accounts
        guard accounts.allSatisfy({ $0.counts_lost != 0 }) else { return nil }
        return Int64(clamping: accounts.reduce(0) { $0 &+ $1.lost })
    }

    private var accounts: [sonde_sampling_account] {
        events.values.joined().compactMap { event in
            var account = sonde_sampling_account()
            return unsafe sonde_sampling_read(event, &account) == 0 ? account : nil
        }
    }
}
