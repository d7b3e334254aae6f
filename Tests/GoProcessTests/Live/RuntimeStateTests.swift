import Evidence
import GoBinary
import GoProcess
import Host
import TestSupport
import Testing
import Wire

/// What is read of the runtime from outside against what the program says of itself by runtime/metrics and MemStats.
@Suite(.serialized) struct RuntimeStateTests {
    typealias Program = RuntimeStateProgram

    /// A running program, and what it says.
    struct Subject {
        let running: RunningProgram
        let target: LiveTarget
        let minor: Int

        init(_ version: String, _ variant: LinkVariant) throws {
            let toolchain = try GoToolchain(version: version)
            minor = toolchain.minor
            (running, _) = try Program.build(toolchain, variant).startAndWait()
            target = try LiveTarget(running)
        }

        func report() throws -> [String: Int] {
            try running.writeLine("report")
            var result: [String: Int] = [:]
            while let line = try running.readLine(), line != "end" {
                let words = line.split(separator: " ")
                if words.count == 2 { result[String(words[0])] = Int(words[1]) ?? .max }
            }
            return result
        }

        func command(_ text: String) throws {
            try running.writeLine(text)
            try running.waitForLine(startingWith: "done")
        }
    }

    @Test(arguments: GoToolchain.versions, LinkVariant.allCases)
    func equalsWhatTheProgramSays(version: String, variant: LinkVariant) throws {
        let subject = try Subject(version, variant)
        defer { subject.running.close() }
        let before = try subject.target.reader.runtimeState()
        let said = try subject.report()
        let state = try subject.target.reader.runtimeState()
        let saidAfterwards = try subject.report()
        #expect(state.quality.counters.map { "\($0.name) \($0.explanation)" } == [])
        settings(state, said)
        collector(before, state, said)
        memory(state, said)
        processorTime(state, said, minor: subject.minor)
        timers(state)
        finalizers(state, minor: subject.minor)
        scheduler(state, said, saidAfterwards, minor: subject.minor)
    }

    /// Goroutines that compute without end on fewer processors than there are of them wait in the queues.
    @Test(arguments: ["1.21.13", "1.27.3"])
    func queuesHaveWhatWaits(version: String) throws {
        let subject = try Subject(version, .plain)
        defer { subject.running.close() }
        try subject.command("busy")
        var lengths: [Int] = []
        var busy = 0
        for _ in 0..<50 {
            let state = try subject.target.reader.runtimeState(timerSample: 0)
            lengths.append(state.scheduler.runnableGoroutines ?? -1)
            // That of the goroutine that reads commands is taken away only when the runtime's monitor gets to run.
            busy += (state.scheduler.runningProcessors ?? 0) + (state.scheduler.systemCallProcessors ?? 0)
            #expect(state.timers.groups.isEmpty)
        }
        let median = lengths.sorted()[25]
        // Three run, and each look may come while the runtime moves some from one queue to another.
        #expect((Program.spinners - 6...Program.spinners + 3).contains(median), "\(lengths)")
        #expect(busy > 100)
        try subject.command("calm")
    }

    /// While cycle after cycle runs, what is read still hangs together.
    @Test(arguments: ["1.21.13", "1.24.11", "1.27.3"], [LinkVariant.plain, .stripped])
    func statesOfABusyCollectorHangTogether(version: String, variant: LinkVariant) throws {
        let subject = try Subject(version, variant)
        defer { subject.running.close() }
        try subject.command("churn")
        var last = try subject.target.reader.runtimeState(timerSample: 0)
        let first = last
        var phases: Set<CollectorState.Phase> = []
        for _ in 0..<400 {
            let state = try subject.target.reader.runtimeState(timerSample: 0)
            // GOMAXPROCS does not change, and nothing is taken for impossible that is only in motion.
            #expect(state.quality.counters.map(\.name) == [])
            #expect(state.collector.cycles ?? -1 >= last.collector.cycles ?? 0)
            #expect(state.collector.totalAllocated ?? -1 >= last.collector.totalAllocated ?? 0)
            #expect(state.collector.pauseTotal ?? -1 >= last.collector.pauseTotal ?? 0)
            #expect(state.memory.total ?? -1 >= state.memory.heapInUse ?? 0)
            let ends = state.collector.recentPauses.map(\.end)
            #expect(ends == ends.sorted())
            if let phase = state.collector.phase { phases.insert(phase) }
            last = state
        }
        #expect(last.collector.cycles ?? 0 > (first.collector.cycles ?? 0) + 3)
        #expect(phases.contains(.mark) && phases.contains(.off))
        #expect(last.collector.processorTime.collector ?? 0 > first.collector.processorTime.collector ?? 0)
    }

    @Test func aHundredThousandTimersAreSampled() throws {
        let subject = try Subject("1.27.3", .stripped)
        defer { subject.running.close() }
        try subject.command("many")
        let state = try subject.target.reader.runtimeState()
        #expect(state.timers.count ?? 0 > 100_000)
        #expect((1_500...2_000).contains(state.timers.sampled))
        #expect(state.timers.groups.first?.function == "main.beat")
        #expect(state.timers.groups.first?.count ?? 0 > state.timers.sampled * 95 / 100)
        let bare = try subject.target.reader.runtimeState(timerSample: 0)
        #expect(bare.timers.count == state.timers.count && bare.timers.sampled == 0)
    }

    /// Whatever stands in the memory, reading ends, and what cannot be is not believed.
    @Test(arguments: ["1.22.10", "1.24.11", "1.27.3"])
    func tornMemoryNeverTraps(version: String) throws {
        let program = try Program.build(try GoToolchain(version: version), .plain)
        let (running, _) = try program.startAndWait()
        defer { running.close() }
        let memory = TornMemory(try LiveMemory(processID: running.processID))
        let path = "/proc/\(running.processID)/exe"
        let facts = try LiveProcess(processID: running.processID)
        let reader = try LiveSnapshotReader(
            executable: try Executable(contents: try MappedFile.open(path), path: path), memory: memory, facts: facts,
            executablePath: facts.executablePath ?? path)
        for round in 0..<300 {
            memory.damage = 1 + round % 60
            let state = try reader.runtimeState(timerSample: 100)
            #expect(state.goMaxProcs.map { (1...1 << 16).contains($0) } ?? true)
            #expect(state.scheduler.threads.map { $0 > 0 } ?? true)
        }
    }

    private func settings(_ state: RuntimeState, _ said: [String: Int]) {
        #expect(state.goMaxProcs == 3)
        #expect(state.cpuCount == said["NumCPU"])
        #expect(state.collector.percent == 150)
        #expect(state.collector.memoryLimit == Program.limit)
        #expect(state.scheduler.maximumThreads == 5000)
        #expect(state.settings.mutexProfileRate == 7)
        #expect(state.settings.blockProfileRate == 1)
        #expect(state.settings.memoryProfileRate == said["MemProfileRate"])
        #expect(state.settings.isAsynchronousPreemptionOff == false)
    }

    private func collector(_ before: RuntimeState, _ state: RuntimeState, _ said: [String: Int]) {
        let collector = state.collector
        #expect(collector.phase == .off)
        #expect(collector.cycles == said["NumGC"])
        #expect(collector.startedCycles == said["NumGC"])
        #expect(collector.forcedCycles == said["NumForcedGC"])
        #expect(collector.forcedCycles == Program.forced)
        #expect(collector.pauseTotal == said["PauseTotalNs"])
        #expect(collector.recentPauses.count == collector.cycles)
        #expect(collector.recentPauses.last?.duration == said["PauseNs"])
        #expect(collector.recentPauses.last?.end == said["PauseEnd"])
        #expect(collector.recentPauses.reduce(0) { $0 + $1.duration } == collector.pauseTotal)
        #expect(collector.lastEndUnix == said["LastGC"])
        #expect(collector.lastEnd ?? 0 > 0 && collector.lastEnd ?? 0 < state.monotonicTime ?? 0)
        #expect(collector.heapMarked == said["/gc/heap/live:bytes"])
        #expect(collector.heapGoal == said["NextGC"])
        #expect(collector.isLimited == false)
        #expect(collector.lastLimitedCycle == said["/gc/limiter/last-enabled:gc-cycle"])
        // Allocations count when a cache is filled anew; the report itself allocates a little.
        let slack = 1 << 19
        #expect(abs((collector.totalAllocated ?? 0) - (said["TotalAlloc"] ?? 0)) < slack)
        #expect(abs((collector.heapLive ?? 0) - (said["HeapAlloc"] ?? 0)) < slack)
        #expect(before.collector.totalAllocated ?? .max <= collector.totalAllocated ?? 0)
    }

    private func memory(_ state: RuntimeState, _ said: [String: Int]) {
        let slack = 1 << 19
        #expect(abs((state.memory.heapInUse ?? 0) - (said["HeapInuse"] ?? 0)) < slack)
        #expect(abs((state.memory.heapFree ?? 0) - (said["HeapFree"] ?? 0)) < slack)
        #expect(abs((state.memory.heapReleased ?? 0) - (said["HeapReleased"] ?? 0)) < slack)
        #expect(abs((state.memory.stacks ?? 0) - (said["StackInuse"] ?? 0)) < slack)
        #expect(abs((state.memory.total ?? 0) - (said["Sys"] ?? 0)) < slack)
        #expect(state.memory.ready ?? .max <= Program.limit)
    }

    private func processorTime(_ state: RuntimeState, _ said: [String: Int], minor: Int) {
        let time = state.collector.processorTime
        // Seconds as a Double are right to some nanoseconds.
        func isSame(_ value: Int?, _ name: String) -> Bool { abs((value ?? .min / 4) - (said[name] ?? .max / 4)) < 100 }
        #expect(isSame(time.assist, "/cpu/classes/gc/mark/assist:cpu-seconds"))
        #expect(isSame(time.dedicated, "/cpu/classes/gc/mark/dedicated:cpu-seconds"))
        #expect(isSame(time.idleWorkers, "/cpu/classes/gc/mark/idle:cpu-seconds"))
        #expect(isSame(time.pause, "/cpu/classes/gc/pause:cpu-seconds"))
        #expect(isSame(time.collector, "/cpu/classes/gc/total:cpu-seconds"))
        #expect(isSame(time.total, "/cpu/classes/total:cpu-seconds"))
        #expect(time.total ?? 0 > 0)
    }

    private func timers(_ state: RuntimeState) {
        let groups = state.timers.groups
        #expect(state.timers.stopped == 0)
        #expect(state.timers.sampled == state.timers.count)
        func group(_ function: String) -> TimerState.Group? { groups.first { $0.function == function } }
        let beats = group("main.beat")
        #expect(beats?.count == Program.functions && beats?.kind == .function && beats?.isPeriodic == false)
        #expect(isDistance(beats, hours: 1))
        let closures = group("main.timers.func1")
        #expect(closures?.count == Program.closures && closures?.kind == .function)
        #expect(isDistance(closures, hours: 2))
        let tickers = group("time.sendTime")
        #expect(tickers?.count == Program.tickers && tickers?.kind == .channel && tickers?.isPeriodic == true)
        #expect(tickers?.medianPeriod == 3 * 3_600_000_000_000)
        let sleepers = group("runtime.goroutineReady")
        #expect(sleepers?.kind == .sleep && (Program.sleepers...Program.sleepers + 2).contains(sleepers?.count ?? 0))
        #expect(isDistance(sleepers, hours: 4))
        #expect(groups.first?.function == "main.beat")
    }

    private func isDistance(_ group: TimerState.Group?, hours: Int) -> Bool {
        let full = hours * 3_600_000_000_000
        return (full - 600_000_000_000...full).contains(group?.medianDistance ?? 0)
    }

    private func finalizers(_ state: RuntimeState, minor: Int) {
        // The runtime and the library have finalizers of their own, of which none is due.
        #expect(state.finalizers.queued == Program.finalizers)
        #expect(!state.finalizers.queuedIsLowerBound)
        #expect(state.finalizers.cleanupsQueued == (minor >= 24 ? Program.cleanups : nil))
        #expect((state.finalizers.totalQueued ?? 0 >= Program.finalizers) == (minor >= 25))
        #expect((state.finalizers.totalCleanupsQueued ?? 0 >= Program.cleanups) == (minor >= 25))
    }

    private func scheduler(_ state: RuntimeState, _ before: [String: Int], _ after: [String: Int], minor: Int) {
        let scheduler = state.scheduler
        #expect(scheduler.queueLengths.count == 3)
        #expect(scheduler.globalQueueLength ?? .max <= 2)
        // Threads come when the machine is slow, and none of this program ends.
        expect(scheduler.threads, liesBetween: before["Threads"], and: after["Threads"])
        let processors = [
            scheduler.idleProcessors, scheduler.runningProcessors, scheduler.systemCallProcessors,
            scheduler.stoppedProcessors,
        ]
        #expect(processors.reduce(0) { $0 + ($1 ?? .min / 8) } == 3)
        #expect(scheduler.idleThreads ?? .max < scheduler.threads ?? 0)
        // The metric has both. Threads of the runtime go on waiting for each other meanwhile, but no sum ever falls.
        let wait = (scheduler.mutexWait ?? .min / 2) + (scheduler.runtimeLockWait ?? 0)
        let metric = "/sync/mutex/wait/total:seconds"
        expect(wait, liesBetween: before[metric], and: after[metric])
        #expect(scheduler.mutexWait ?? 0 > 0)
        #expect((scheduler.runtimeLockWait != nil) == (minor >= 22))
    }

    /// What only grows lies between what the program said before and what it said afterwards.
    private func expect(
        _ value: Int?, liesBetween least: Int?, and most: Int?, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(value ?? .min >= least ?? .max, sourceLocation: sourceLocation)
        #expect(value ?? .max <= most ?? .min, sourceLocation: sourceLocation)
    }
}

/// A target's memory of which some words are wrong.
private final class TornMemory: MemoryReader, @unchecked Sendable {
    private let memory: any MemoryReader
    /// Words that are changed in each read; 0 leaves all as it is.
    var damage = 0
    private var seed: UInt64 = 1

    init(_ memory: any MemoryReader) { self.memory = memory }

    var name: String { memory.name }

    func mappings() throws -> [MemoryMapping] { try memory.mappings() }

    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        let failures = memory.read(ranges, into: buffer)
        let words = ranges.reduce(0) { $0 + $1.count } / 8
        guard words > 0 else { return failures }
        for _ in 0..<damage {
            let values: [UInt64] = [0, 1, .max, 1 << 63, 0xffff_ffff, random(), random() >> 16, random() >> 32]
            let value = values[Int(random() >> 61)]
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
            buffer.store(Bytes(bytes), at: Int(random() >> 33) % words * 8)
        }
        return failures
    }

    private func random() -> UInt64 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return seed ^ seed >> 29
    }
}
