import GoTrace
import Testing

@Suite struct SchedulingLatencyTests {
    /// Goroutine 1 is ready from 1 ms to 2 ms, and processors 0 and 1 are there; `body` says what they do.
    private func worst(_ body: (inout MadeUpTrace) -> Void) throws -> (LatencyCase, TraceScene) {
        var trace = MadeUpTrace()
        trace.processor(0, .undetermined, .running, at: 1)
        trace.processor(1, .undetermined, .running, at: 2)
        body(&trace)
        trace.end(at: 3_000_000)
        let (latency, scene) = trace.analysed(SchedulingLatency(worst: 3))
        return (try #require(latency.worst.first { $0.goroutine == 1 }), scene)
    }

    /// Goroutine 2 runs on processor 0, and 3 on processor 1, or on none.
    private func begin(_ trace: inout MadeUpTrace, root: String = "main.busy", both: Bool = true) {
        trace.existing(2, .running, at: 3, on: 0, stack: trace.stack(root))
        trace.existing(3, .running, at: 4, on: both ? 1 : -1, stack: trace.stack(root))
        trace.existing(1, .waiting, at: 5, stack: trace.stack("runtime.chanrecv1", "main.wait"))
        trace.change(1, .runnable, at: 1_000_000, by: 2, wakerStack: trace.stack("main.busy"))
    }

    @Test func busyProcessorsAreSaturated() throws {
        let (found, scene) = try worst { trace in
            begin(&trace)
            trace.change(2, .waiting, at: 1_990_000, on: 0, stack: trace.stack("main.busy"))
            trace.change(1, .running, at: 2_000_000, on: 0, type: .goStart)
        }
        #expect(found.duration == 1_000_000 && found.verdict == .saturation)
        #expect(found.begin == .woken && found.waker == 2)
        #expect(found.processorTime == 2_000_000 && found.schedulingTime == 10_000 && found.knownTime == found.duration)
        #expect(
            found.occupants.map { "\($0.processor) \($0.state) \(scene.text($0.root)) \($0.time)" } == [
                "0 running main.busy 990000", "0 scheduling  10000", "1 running main.busy 1000000",
            ])
    }

    @Test func anIdleProcessorIsASign() throws {
        let (found, _) = try worst { trace in
            begin(&trace, both: false)
            trace.processor(1, .running, .idle, at: 500_000)
            trace.processor(1, .idle, .running, at: 1_900_000)
            trace.change(1, .running, at: 2_000_000, on: 1, type: .goStart)
        }
        #expect(found.verdict == .idleProcessor && found.longestIdle == 900_000 && found.idleTime == 900_000)
        #expect(found.idleProcessors == 1)
    }

    @Test func aStopOfTheWorldIsNoIdleProcessor() throws {
        let (found, _) = try worst { trace in
            begin(&trace, both: false)
            trace.range(.stwBegin, .rangeBegin, at: 900_000, goroutine: 2)
            trace.processor(1, .running, .idle, at: 910_000)
            trace.processor(1, .idle, .running, at: 1_900_000)
            trace.range(.stwEnd, .rangeEnd, at: 1_901_000, goroutine: 2)
            trace.change(1, .running, at: 2_000_000, on: 1, type: .goStart)
        }
        #expect(found.verdict == .stoppedWorld && found.stoppedTime == 901_000 && found.longestIdle == 99_000)
    }

    @Test func theCollectorIsNamed() throws {
        let (workers, _) = try worst { trace in
            begin(&trace, root: "runtime.gcBgMarkWorker")
            trace.change(1, .running, at: 2_000_000, on: 0, type: .goStart)
        }
        #expect(workers.verdict == .collector && workers.collectorTime == 2_000_000)
        let (assists, _) = try worst { trace in
            begin(&trace)
            trace.range(.gcMarkAssistBegin, .rangeBegin, at: 1_200_000, goroutine: 3)
            trace.range(.gcMarkAssistEnd, .rangeEnd, at: 1_700_000, goroutine: 3)
            trace.change(1, .running, at: 2_000_000, on: 0, type: .goStart)
        }
        #expect(assists.verdict == .collector && assists.assistTime == 500_000)
    }

    @Test func openOnesCountForThemselves() {
        var trace = MadeUpTrace()
        trace.existing(1, .runnable, at: 1, stack: trace.stack("main.late"))
        trace.end(at: 1000)
        let (latency, scene) = trace.analysed(SchedulingLatency())
        #expect(latency.rows.count == 1)
        #expect(latency.rows.first?.open == 1 && latency.rows.first?.openTime == 1000)
        #expect(latency.rows.first?.distribution.isEmpty == true)
        #expect(latency.rows.first.map { scene.text($0.root) } == "main.late")
        #expect(latency.worst.first?.isOpen == true && latency.worst.first?.verdict == .unknown)
    }

    /// Of goroutines that are created at once and run one after the other, each waits longer than all before: the time
    /// must not be their number times what the processors did.
    @Test func aFanOutIsNotLookedIntoAtEachStep() throws {
        let count: Int64 = 50_000
        var trace = MadeUpTrace()
        let root = trace.stack("main.work")
        trace.processor(0, .undetermined, .running, at: 1)
        trace.existing(1, .running, at: 2, on: 0, stack: trace.stack("main.main"))
        for id in 2..<count + 2 { trace.create(id, by: 1, at: 10 + id, stack: root) }
        let begin: Int64 = 100_000
        trace.change(1, .waiting, at: begin, on: 0)
        for id in 2..<count + 2 {
            trace.change(id, .running, at: begin + id * 1000, on: 0, type: .goStart)
            trace.change(id, .notExist, at: begin + id * 1000 + 900, on: 0, type: .goDestroy)
        }
        trace.end(at: begin + (count + 2) * 1000)
        let start = ContinuousClock.now
        let (latency, scene) = trace.analysed(SchedulingLatency(worst: 10))
        #expect(ContinuousClock.now - start < .seconds(60))
        #expect(latency.worst.map(\.goroutine) == (0..<10).map { count + 1 - $0 })
        let longest = try #require(latency.worst.first)
        #expect(longest.verdict == .saturation && longest.knownTime * 2 > longest.duration)
        let occupant = try #require(longest.occupants.first { $0.state == .running })
        #expect(scene.text(occupant.root) == "main.work" && occupant.stretches > 30_000)
        #expect(longest.processorTime <= longest.duration)
    }
}
