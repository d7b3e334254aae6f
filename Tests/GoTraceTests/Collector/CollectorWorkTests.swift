import GoTrace
import Testing

@Suite struct CollectorWorkTests {
    /// A worker that is one twice, and runs once without being one.
    private static func workerScript() -> EventScript {
        var script = EventScript(start: 0)
        script.limit(2, at: 1)
        script.processor(0, .running, at: 2)
        script.goroutine(9, .undetermined, .waiting, at: 3, stack: script.stack("runtime.gcBgMarkWorker"))
        for start in [1000, 3000] as [Int64] {
            script.goroutine(9, .waiting, .runnable, at: start - 1)
            script.goroutine(9, .runnable, .running, on: 0, at: start)
            script.label("GC (dedicated)", 9, on: 0, at: start + 10)
            script.goroutine(9, .running, .waiting, on: 0, at: start + 500)
        }
        script.goroutine(9, .waiting, .runnable, at: 4999)
        script.goroutine(9, .runnable, .running, on: 0, at: 5000)
        script.goroutine(9, .running, .waiting, on: 0, at: 5100)
        script.end(at: 10_000)
        return script
    }

    @Test func aWorkerCountsFromItsLabelUntilItStops() {
        let pass = Self.workerScript().pass([
            CollectorWork(),
            MutatorUtilisation([
                UtilisationRule(.background), UtilisationRule(.background, workers: .asGoCounts),
                UtilisationRule(.background, isPerProcessor: true),
            ]),
        ])
        let work = pass.result(CollectorWork.self)
        #expect(work.workerTime[Int(CollectorWorker.dedicated.rawValue)] == 980)
        #expect(work.workerRuns[Int(CollectorWorker.dedicated.rawValue)] == 2)
        let curves = pass.result(MutatorUtilisation.self).curves
        #expect(curves[0].worst(490).utilisation == 0.5)
        #expect(abs(curves[0].worst(9999).utilisation - (1 - 980.0 / 2 / 9999)) < 1e-12)
        // Go counts the processor from the second label on for ever.
        #expect(abs(curves[1].worst(4000).utilisation - 0.5) < 1e-12)
        // A processor with a dedicated worker keeps nobody waiting who could run on it.
        #expect(curves[2].worst(9999).utilisation == 1)
    }

    @Test func anAssistIsClippedToTheTimeInWhichItsGoroutineRan() {
        var script = EventScript(start: 0)
        script.limit(1, at: 1)
        script.processor(0, .running, at: 2)
        let site = script.stack("main.allocate", "main.main")
        script.goroutine(1, .undetermined, .running, on: 0, at: 3, stack: script.stack("main.main"))
        script.range(.gcMarkAssistBegin, by: 1, on: 0, at: 1000, stack: site)
        script.goroutine(1, .running, .waiting, on: 0, at: 1300, reason: "GC mark assist wait for work")
        script.goroutine(1, .waiting, .runnable, at: 2300)
        script.goroutine(1, .runnable, .running, on: 0, at: 2400)
        script.goroutine(1, .running, .waiting, on: 0, at: 2450, reason: "sync")
        script.goroutine(1, .waiting, .runnable, at: 2480)
        script.goroutine(1, .runnable, .running, on: 0, at: 2500)
        script.range(.gcMarkAssistEnd, by: 1, on: 0, at: 2600)
        script.end(at: 3000)
        let work = script.pass([CollectorWork()]).result(CollectorWork.self)
        #expect(work.assists.durations.sum == 1600)
        #expect(work.assists.running == 300 + 50 + 100)
        #expect(work.assistWaits.sum == 1000)
        #expect(work.assistEndWaits.sum == 30)
        #expect(work.assistsByStack.map(\.stack) == [site])

        let windowed = script.pass([CollectorWork()], window: TraceWindow(from: 2000, to: nil)).result(
            CollectorWork.self)
        #expect(windowed.assists.durations.sum == 600)
        #expect(windowed.assistWaits.sum == 300)
        #expect(windowed.assists.running == 150)
        #expect(windowed.capacity == 1000)
    }

    @Test func allocationLeavesOutWhatCollectionsFree() throws {
        var script = EventScript(start: 0)
        script.limit(1, at: 1)
        script.processor(0, .running, at: 2)
        script.goroutine(1, .undetermined, .running, on: 0, at: 3)
        let gc = script.stack("runtime.GC", "main.main")
        script.heap(1000, at: 10)
        script.heap(5000, at: 20)
        script.range(.gcBegin, by: 1, on: 0, at: 30, stack: gc, subject: 1)
        script.heap(6000, at: 40)
        script.range(.stwBegin, by: 1, on: 0, at: 50, reason: "GC mark termination")
        script.heap(2000, at: 60)
        script.range(.gcEnd, by: 1, on: 0, at: 70, subject: 2)
        script.range(.stwEnd, by: 1, on: 0, at: 80)
        script.heap(2500, at: 90)
        script.end(at: 100)
        let cycles = script.pass([CollectorCycles()]).result(CollectorCycles.self)
        #expect(cycles.allocated == 4000 + 1000 + 500)
        let cycle = try #require(cycles.cycles.first)
        #expect(cycle.heapBefore == 5000)
        #expect(cycle.heapPeak == 6000)
        #expect(cycle.heapAfter == 2000)
        #expect(cycle.trigger == .explicit)
        #expect(cycle.duration == 40)
    }

    /// The slot of a goroutine that left a task open goes to another, which never had a part in it.
    @Test func assistsAreOfTheGoroutinesOwnTask() throws {
        var trace = MadeUpTrace()
        trace.existing(1, .running, at: 1, on: 0, stack: trace.stack("main.main"))
        trace.annotation(.taskBegin, 7, "left", by: 1, at: 10)
        trace.change(1, .notExist, at: 20, on: 0, type: .goDestroy)
        trace.create(1, by: -1, at: 30, stack: trace.stack("main.other"))
        trace.change(1, .running, at: 40, on: 0, type: .goStart)
        trace.range(.gcMarkAssistBegin, .rangeBegin, at: 50, goroutine: 1)
        trace.range(.gcMarkAssistEnd, .rangeEnd, at: 90, goroutine: 1)
        trace.annotation(.taskBegin, 8, "own", by: 1, at: 100)
        trace.range(.gcMarkAssistBegin, .rangeBegin, at: 110, goroutine: 1)
        trace.range(.gcMarkAssistEnd, .rangeEnd, at: 115, goroutine: 1)
        trace.end(at: 200)
        let (work, scene) = trace.analysed(CollectorWork())
        #expect(work.assists.durations.sum == 45)
        #expect(work.assistsByTask.map { scene.text($0.type) } == ["own"])
        #expect(work.assistsByTask.first?.tally.durations.sum == 5)
    }
}
