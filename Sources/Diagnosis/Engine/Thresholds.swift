/// A limit that a rule compares with, and where it comes from.
public struct Threshold<Value: Sendable>: Sendable {
    /// Dotted name, such as `lock.waiters`.
    public let name: String
    public var value: Value
    public let unit: String
    /// Where the value comes from.
    public let source: ThresholdSource

    init(_ name: String, _ value: Value, _ unit: String, _ source: ThresholdSource) {
        self.name = name
        self.value = value
        self.unit = unit
        self.source = source
    }
}

/// Where a limit comes from.
public enum ThresholdSource: Hashable, Sendable {
    /// A document, source file or program that states it.
    case sourced(String)
    /// Our own start value, with the reason for it.
    case proposed(String)

    /// One line for a report: `sourced: …` or `proposed: …`.
    public var text: Phrase {
        switch self {
        case .sourced(let text): "sourced: \(text)"
        case .proposed(let text): "proposed: \(text)"
        }
    }
}

/// All limits that the rules compare with, in one table, so that they can be listed and changed in one place.
public struct Thresholds: Sendable {
    /// Waiters from which a lock's queue is reported whatever their age.
    public var lockQueue = Threshold(
        "lock.queue", 10, "goroutines", .proposed("a queue that no two processors work off between two looks"))
    /// Waiters from which a lock is reported when the queue is there in every snapshot, or old.
    public var lockWaiters = Threshold(
        "lock.waiters", 3, "goroutines", .proposed("two waiters are seen now and then on any busy lock"))
    /// Age of a wait for a lock from which a single waiter is reported.
    public var lockAge = Threshold(
        "lock.age", Int64(1_000_000_000), "ns",
        .proposed("a thousand times the 1 ms of starvationThresholdNs in Go's internal/sync/mutex.go"))
    /// Age below which a wait is not held against a goroutine that holds up others.
    public var lateIO = Threshold(
        "network.late", Int64(275_000_000), "ns", .sourced("JDK Mission Control, socket read and write: info limit"))
    /// Age of a wait for a peer that is reported by itself.
    public var slowIO = Threshold(
        "network.slow", Int64(2_000_000_000), "ns",
        .sourced("JDK Mission Control, socket read and write: warning limit"))
    /// Goroutines that wait for one peer from which late answers are reported.
    public var peerWaiters = Threshold(
        "network.waiters", 3, "goroutines", .proposed("one or two late calls are no pattern"))
    /// Age of name resolution that is reported.
    public var lateResolution = Threshold(
        "dns.slow", Int64(1_000_000_000), "ns",

        .proposed("the resolver's own timeout is 5 s an attempt (resolv.conf(5))"))
    /// Age of a system call that is reported.
    public var blockedSystemCall = Threshold(
        "syscall.blocked", Int64(1_000_000_000), "ns",
        .proposed("a quarter of the 4 s warning limit for file reads and writes of JDK Mission Control"))
    /// Senders from which a channel's queue is reported.
    public var channelSenders = Threshold(
        "channel.senders", 10, "goroutines", .sourced("catalogue of rules, slow consumer: more than 10 waiters"))
    /// Goroutines that wait for a slot of a pool.
    public var poolWaiters = Threshold(
        "pool.waiters", 3, "goroutines", .proposed("a pool that is full for a moment makes one or two wait"))
    /// Age of a wait for a slot from which a single waiter is reported.
    public var poolAge = Threshold(
        "pool.age", Int64(1_000_000_000), "ns", .proposed("as for locks"))
    /// Goroutines that came in all while a site was watched and nobody left, over at least three snapshots.
    public var leakGrowth = Threshold(
        "leak.growth", 5, "goroutines", .proposed("growth without one departure in at least three snapshots"))
    /// Goroutines of one site from which growth is reported.
    public var leakCount = Threshold(
        "leak.count", 20, "goroutines", .proposed("start-up also grows without departures"))
    /// Goroutines of one site in a single dump from which more evidence is asked for.
    public var leakSuspect = Threshold(
        "leak.suspect", 1000, "goroutines", .proposed("ten times the catalogue's growth limit of 100"))
    /// Part of the live heap by which a site must have grown, so that it is worth a name.
    public var heapGrowth = Threshold(
        "leak.heap-growth", 0.02, "of the live heap", .proposed("less fills no memory before the next release"))
    /// Goroutines of one site, some of them old, from which a text dump alone is called a leak.
    public var leakText = Threshold(
        "leak.text", 100, "goroutines", .sourced("catalogue of rules, goroutine leak: more than 100"))
    /// Age that a text dump can show.
    public var dumpMinute = Threshold(
        "dump.age", Int64(60_000_000_000), "ns", .sourced("runtime/traceback.go prints waits from one minute on"))
    /// Transport connections with an unread body.
    public var unreadBodies = Threshold(
        "http.bodies", 10, "connections", .proposed("five times the 2 idle connections that net/http keeps per host"))
    /// Share of the affected goroutines that a root must hold up to explain a finding.
    public var explainedShare = Threshold(
        "explain.share", 0.8, "of 1", .proposed("a fifth may wait for other reasons"))
    /// Share of all waiting that must be direct calls for a slow peer to come before the lock or pool.
    public var directShare = Threshold(
        "peer.direct", 0.8, "of 1", .proposed("\"nearly all\" in the order of causes"))
    /// Goroutines held up from which a finding is critical, when they are also the larger part of the program.
    public var criticalWaiters = Threshold(
        "critical.waiters", 50, "goroutines", .proposed("a whole service stands rather than one request"))

    /// Part of a build's critical path that one thing takes.
    public var buildShare = Threshold(
        "build.share", 0.25, "of 1", .proposed("a quarter of a build is worth somebody's time"))
    public var buildShareWarning = Threshold(
        "build.share-warning", 0.5, "of 1", .proposed("the larger part of a build"))
    /// Part of the elapsed time in which another process held threads in opening or executing files.
    public var scannerShare = Threshold(
        "scanner.share", 0.02, "of 1", .proposed("well above what permissions cost that are given at once"))
    /// Part of the elapsed time in which threads were in calls that wait for a disk, or block otherwise.
    public var activityShare = Threshold(
        "activity.share", 0.1, "of 1", .proposed("a tenth of the elapsed time"))
    public var activityShareWarning = Threshold(
        "activity.share-warning", 0.5, "of 1", .proposed("half of the elapsed time"))

    /// Part of the periods, and of the elapsed time, in which a quota stopped the processes.
    public var throttledInfo = Threshold(
        "throttled.info", 0.01, "of 1", .sourced("catalogue of rules, quota throttling: 1 %"))
    public var throttledWarning = Threshold(
        "throttled.warning", 0.05, "of 1", .sourced("catalogue of rules, quota throttling: 5 %"))
    /// Part of the processors that others take.
    public var foreignInfo = Threshold(
        "foreign.info", 0.2, "of 1", .sourced("JDK Mission Control, processor load by other processes: 20 %"))
    public var foreignWarning = Threshold(
        "foreign.warning", 0.4, "of 1", .sourced("JDK Mission Control, processor load by other processes: 40 %"))
    /// What threads wait for a processor, as a part of what they run, and of the elapsed time.
    public var runDelay = Threshold(
        "run.delay", 0.1, "of 1", .sourced("catalogue of rules, run queue latency: 10 % of the run time"))
    /// Part of the elapsed time in which there was no memory, from which swapping is said, and is a warning.
    public var swapShare = Threshold("swap.share", 0.01, "of 1", .proposed("a hundredth of the elapsed time"))
    public var swapShareWarning = Threshold(
        "swap.share-warning", 0.1, "of 1", .proposed("a tenth of the elapsed time"))
    /// Time that a resolver takes to answer from which it is slow.
    public var lookupInfo = Threshold(
        "lookup.info", Int64(100_000_000), "ns", .sourced("catalogue of rules, name resolution: 100 ms"))
    public var lookupWarning = Threshold(
        "lookup.warning", Int64(1_000_000_000), "ns", .sourced("catalogue of rules, name resolution: 1 s"))
    /// Part of the elapsed time in which slow questions to resolvers were open.
    public var lookupShare = Threshold(
        "lookup.share", 0.05, "of 1", .proposed("one slow answer in a long recording is no pattern"))
    /// Connections of one process to one peer from which it matters that they are not used again.
    public var reuseConnections = Threshold(
        "reuse.connections", 20, "connections", .proposed("ten times the 2 idle connections that net/http keeps"))
    /// How often a connection is used.
    public var reuseExchanges = Threshold(
        "reuse.exchanges", 2.0, "exchanges", .sourced("catalogue of rules, connections: reuse ratio below 0.5"))
    /// Connections a second from which that is a warning.
    public var reuseRateWarning = Threshold(
        "reuse.rate-warning", 10.0, "per second",
        .proposed("a thousand ports in TIME_WAIT after a minute and a half at this rate"))
    /// How many times over the connections that are open at a time have to end before that is no reuse.
    public var reuseTimesOver = Threshold(
        "reuse.times-over", 5, "times", .proposed("a pool that shrinks gives up no more than it has"))
    /// Looks from which they tell how often a program is in a call.
    public var syncLooks = Threshold(
        "sync.looks", 10, "looks", .proposed("fewer cannot tell a tenth of the time from chance"))
    /// Goroutines in a queue, at any moment, from which the queue explains the computation that it waits for.
    public var queueCrowd = Threshold(
        "queue.crowd", 2.5, "goroutines", .proposed("fewer wait now and then in any program that has one worker"))
    /// Files that a program opens, or looks for in vain, before it is ready.
    public var startUpFiles = Threshold(
        "start-up.files", 500, "files", .proposed("more than the libraries and settings of large programs"))
    /// How long that takes.
    public var startUpTime = Threshold(
        "start-up.time", Int64(100_000_000), "ns", .proposed("what a person does not notice is no matter"))
    public var startUpTimeWarning = Threshold(
        "start-up.time-warning", Int64(1_000_000_000), "ns", .proposed("a second is felt at each start"))
    /// Part of the start-up in which one call about a file soon followed the other.
    public var startUpShare = Threshold(
        "start-up.share", 0.5, "of 1", .proposed("the larger part of the time until it is ready"))

    /// Goroutine seconds a second, for each processor, that waiting for a lock or a channel must cost.
    public var traceLockInfo = Threshold(
        "trace.wait-info", 0.1, "per processor", .sourced("catalogue of rules, mutex contention: 0.1 x GOMAXPROCS"))
    public var traceLockWarning = Threshold(
        "trace.wait-warning", 1.0, "per processor", .sourced("catalogue of rules, mutex contention: 1 x GOMAXPROCS"))
    /// Part of the waits for a lock that its holders spend in slow operations, so that these are the root.
    public var traceSlowHolder = Threshold(
        "trace.slow-holder", 0.5, "of 1", .proposed("the larger part of the waiting would go with the operation"))
    /// A name that takes so long to resolve is reported.
    public var traceLookup = Threshold(
        "trace.lookup", Int64(100_000_000), "ns", .sourced("catalogue of rules, name resolution: 100 ms"))
    /// A call of fsync that is reported.
    public var traceSync = Threshold(
        "trace.sync", Int64(50_000_000), "ns", .sourced("JDK Mission Control, file force: info limit"))
    public var traceSyncWarning = Threshold(
        "trace.syscall-warning", 1.0, "goroutine-seconds per second",
        .proposed("one goroutine at least is in such a call at any moment"))
    /// Share of the processors that the collector takes.
    public var traceCollectorInfo = Threshold(
        "trace.collector-info", 0.1, "of 1", .sourced("catalogue of rules, collection: 10 %"))
    public var traceCollectorWarning = Threshold(
        "trace.collector-warning", 0.25, "of 1",
        .sourced("gcBackgroundUtilization in runtime/mgcpacer.go: 25 % is what marking is designed to take"))
    /// A stop of the world that is reported when a goroutine delayed it.
    public var tracePauseInfo = Threshold(
        "trace.pause-info", Int64(1_000_000), "ns", .sourced("catalogue of rules, long stops: 1 ms"))
    public var tracePauseWarning = Threshold(
        "trace.pause-warning", Int64(10_000_000), "ns", .sourced("catalogue of rules, long stops: 10 ms"))
    /// Share of the time in which goroutines are ready and no processor is free.
    public var traceSaturation = Threshold(
        "trace.saturation", 0.5, "of 1", .proposed("half of the time is no burst"))
    /// Goroutines that are ready for each processor.
    public var traceReadyInfo = Threshold(
        "trace.ready-info", 0.5, "per processor", .proposed("a quarter of what is a warning"))
    public var traceReadyWarning = Threshold(
        "trace.ready-warning", 2.0, "per processor", .sourced("catalogue of rules, saturation: runnable/P > 2"))
    /// A stretch in which goroutines are ready and a processor idle that is no mere wake-up, and how much of the time
    /// such stretches must take.
    public var traceStarvation = Threshold(
        "trace.starvation", Int64(1_000_000), "ns", .proposed("twenty times what waking a thread takes"))
    public var traceStarvationShare = Threshold(
        "trace.starvation-share", 0.1, "of 1", .proposed("a tenth of the time is felt"))

    /// Processors, or part of what the program may use when that is less, from which on it matters what it computes.
    public var processorBusy = Threshold(
        "processor.busy", 0.7, "processors", .proposed("one goroutine that computes nearly all the time"))
    /// Part of the program's processor time under one function.
    public var processorHot = Threshold(
        "processor.hot", 0.6, "of 1", .proposed("the larger part with room for the error of 100 samples"))
    public var processorReflection = Threshold(
        "processor.reflection", 0.2, "of 1", .sourced("catalogue of rules, reflection: 20 %"))
    public var processorReflectionWarning = Threshold(
        "processor.reflection-warning", 0.4, "of 1", .sourced("catalogue of rules, reflection: 40 %"))
    public var processorRegexp = Threshold(
        "processor.regexp", 0.02, "of 1", .sourced("catalogue of rules, compiled per call: 2 %"))
    public var processorRegexpWarning = Threshold(
        "processor.regexp-warning", 0.2, "of 1", .proposed("a fifth of the program's time for what is done once"))
    public var processorText = Threshold(
        "processor.text", 0.25, "of 1", .proposed("five times the catalogue's 5 %, since any service formats something")
    )
    public var processorTextWarning = Threshold(
        "processor.text-warning", 0.45, "of 1", .proposed("nearly half of the program's time"))
    /// Part of the processor time that a loop takes which only asks, and the part of it that is asking.
    public var processorSpin = Threshold(
        "processor.spin", 0.7, "of 1", .proposed("a program that spins does little else"))
    public var processorPoll = Threshold(
        "processor.poll", 0.1, "of 1", .proposed("an atomic load costs little beside the loop around it"))
    public var runtimeLockInfo = Threshold(
        "runtime-lock.info", 0.05, "of 1", .sourced("catalogue of rules, runtime-internal lock: 5 %"))
    public var runtimeLockWarning = Threshold(
        "runtime-lock.warning", 0.15, "of 1", .sourced("catalogue of rules, runtime-internal lock: 15 %"))

    /// Open descriptors that came while the process was watched, and hardly any went.
    public var descriptorGrowth = Threshold(
        "leak.descriptors", 20, "descriptors", .proposed("two a second, without any that are closed"))
    public var threadGrowth = Threshold(
        "threads.growth", 20, "threads", .proposed("two a second; a program that starts up is done sooner"))
    public var manyThreads = Threshold(
        "threads.many", 1_000, "threads", .sourced("catalogue of rules, many threads: warning from 1,000 on"))
    public var offHeapGrowth = Threshold(
        "memory.off-heap", Int64(8 << 20), "bytes", .proposed("about a megabyte a second"))

    /// Collections by hand in a second.
    public var forcedCollections = Threshold(
        "gc.forced", 0.5, "per second",
        .proposed("thirty times the catalogue's one a minute, which is said as a remark"))
    /// How long a finalizer may run while others wait.
    public var finalizerAge = Threshold(
        "finalizer.age", Int64(1_000_000_000), "ns", .sourced("catalogue of rules, finalizer backlog: 1 s"))
    public var keptGrowth = Threshold(
        "leak.kept", 4 << 20, "bytes", .proposed("less is lost among what a program needs anyway"))
    public var keptSteepTimes = Threshold(
        "leak.kept.times", 3, "times what was kept first",
        .proposed("a program that fills its caches doubles its heap now and then"))
    public var keptSteepCycles = Threshold(
        "leak.kept.cycles", 5, "collections", .proposed("fewer show no course: whether growth slows down"))
    public var buildChange = Threshold(
        "build.change", 0.01, "of the processor time", .proposed("less is not worth a second look"))
    public var buildChangeWarning = Threshold(
        "build.change.warning", 0.05, "of the processor time",
        .proposed("the least that benchmarks on shared machines tell from noise"))
    public var timerGrowth = Threshold(
        "leak.timers", 50, "timers", .proposed("five a second, without any that end"))

    public init() {}
}
