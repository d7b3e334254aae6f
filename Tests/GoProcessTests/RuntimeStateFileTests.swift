import Evidence
import GoProcess
import Testing
import Wire

/// The series of states in a case: what is written is read again, and nothing that stands there can do harm.
@Suite struct RuntimeStateFileTests {
    private static let full: RuntimeState = {
        var state = RuntimeState()
        state.monotonicTime = 1_000_000_007
        state.durationNanoseconds = 812_000
        state.goMaxProcs = 4
        state.cpuCount = 8
        state.scheduler.globalQueueLength = 3
        state.scheduler.queueLengths = [0, 257, 1, 12]
        state.scheduler.idleProcessors = 1
        state.scheduler.runningProcessors = 2
        state.scheduler.systemCallProcessors = 1
        state.scheduler.stoppedProcessors = 0
        state.scheduler.idleThreads = 5
        state.scheduler.spinningThreads = 1
        state.scheduler.threads = 9
        state.scheduler.maximumThreads = 10_000
        state.scheduler.mutexWait = 77
        state.scheduler.runtimeLockWait = 78
        state.collector.phase = .markTermination
        state.collector.percent = -1
        state.collector.memoryLimit = .max
        state.collector.heapLive = 1 << 40
        state.collector.heapMarked = 2
        state.collector.heapGoal = 3
        state.collector.totalAllocated = 4
        state.collector.totalFreed = 5
        state.collector.cycles = 6
        state.collector.forcedCycles = 7
        state.collector.startedCycles = 8
        state.collector.pauseTotal = 9
        state.collector.recentPauses = [
            .init(end: 1_795_333_361_043_315_464, duration: 38_667), .init(end: 2, duration: 3),
        ]
        state.collector.lastEnd = 10
        state.collector.lastEndUnix = 11
        state.collector.isLimited = true
        state.collector.lastLimitedCycle = 12
        state.collector.processorTime.assist = 13
        state.collector.processorTime.total = 14
        state.memory.heapInUse = 15
        state.memory.total = 16
        state.finalizers.queued = 17
        state.finalizers.queuedIsLowerBound = true
        state.finalizers.totalCleanupsExecuted = 18
        state.timers.count = 19
        state.timers.stopped = 20
        state.timers.sampled = 21
        state.timers.groups = [
            .init(
                kind: .channel, function: "time.sendTime", isPeriodic: true, count: 2, medianDistance: -5,
                medianPeriod: 6),
            .init(
                kind: .function, function: "main.(*T).\"é\\\u{7}", isPeriodic: false, count: 1, medianDistance: nil,
                medianPeriod: nil),
        ]
        state.settings.memoryProfileRate = 524_288
        state.settings.isAsynchronousPreemptionOff = false
        state.quality.count("runtime.work.not-found", 1, .info, "why")
        state.quality.count("runtime.memstats.implausible", 2, .dataLoss, "how")
        return state
    }()

    private func isSame(_ a: RuntimeState, _ b: RuntimeState) -> Bool {
        a.monotonicTime == b.monotonicTime && a.durationNanoseconds == b.durationNanoseconds
            && a.goMaxProcs == b.goMaxProcs && a.cpuCount == b.cpuCount && a.scheduler == b.scheduler
            && a.collector == b.collector && a.memory == b.memory && a.finalizers == b.finalizers
            && a.timers == b.timers && a.settings == b.settings && a.quality.counters == b.quality.counters
    }

    @Test func whatIsWrittenIsReadAgain() {
        let states = [Self.full, RuntimeState(), Self.full]
        let contents = RuntimeStateFile.decode(Bytes(RuntimeStateFile.encode(states)))
        #expect(contents.quality.isEmpty)
        #expect(contents.states.count == 3)
        #expect(zip(states, contents.states).allSatisfy(isSame))
    }

    @Test func everyFigureHasANameOfItsOwn() {
        // A figure that is forgotten in the list of names would be lost without a word.
        let text = String(decoding: RuntimeStateFile.encode(Self.full), as: UTF8.self)
        for number in 1...21 where number != 1 { #expect(text.contains(":\(number)") || text.contains(",\(number)")) }
    }

    @Test func aFileThatEndsAnywhereHasItsWholeLines() {
        let line = RuntimeStateFile.encode(Self.full)
        let bytes = line + line
        for count in 0..<bytes.count {
            let contents = RuntimeStateFile.decode(Bytes(Array(bytes[..<count])))
            // The end of the line may be missing.
            let whole = (count + 1) / line.count
            let rest = count - min(count, whole * line.count)
            #expect(contents.states.count == whole, "\(count)")
            #expect(contents.quality["runtime.lines.bad"] == (rest > 0 ? 1 : 0), "\(count)")
        }
    }

    @Test func whatIsNoStateIsCounted() {
        let lines = [
            "{}", "", "  ", "[]", "{\"cycles\":\"x\"}", "{\"cycles\":1e400}", "{\"queues\":[1,[2]]}",
            "{\"pauses\":[[1]]}",
            "{\"later\":{\"a\":[1,2,{}]},\"cycles\":4}", "nonsense", "{\"cycles\":5} {}", "{\"phase\":\"other\"}",
            "{\"timer-groups\":[{\"kind\":\"new\",\"count\":3,\"more\":null}]}",
            String(repeating: "[", count: 100_000), "{\"a\":" + String(repeating: "[", count: 100_000),
            "{\"queues\":[" + String(repeating: "1,", count: 70_000) + "1]}", "{\"cycles\":\u{0}1}",
        ]
        let contents = RuntimeStateFile.decode(Bytes(Array(lines.joined(separator: "\n").utf8)))
        #expect(contents.states.count == 4)
        #expect(contents.quality["runtime.lines.bad"] == 11)
        #expect(contents.states[1].collector.cycles == 4)
        #expect(contents.states[2].collector.phase == nil)
        #expect(contents.states[3].timers.groups.first?.kind == .other)
    }

    @Test func changedBytesNeverTrap() {
        let line = RuntimeStateFile.encode(Self.full)
        var seed: UInt64 = 42
        func random(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % bound
        }
        let interesting: [UInt8] = [0, 34, 44, 45, 48, 57, 58, 91, 92, 93, 123, 125, 10, 255]
        for _ in 0..<2_000 {
            var bytes = line
            for _ in 0..<1 + random(4) { bytes[random(bytes.count)] = interesting[random(interesting.count)] }
            _ = RuntimeStateFile.decode(Bytes(bytes))
        }
    }
}
