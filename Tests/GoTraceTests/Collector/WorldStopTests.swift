import GoTrace
import Testing

@Suite struct WorldStopTests {
    /// Three processors run; the one of goroutine 7 stops last, half a millisecond after the others.
    private static func script() -> (EventScript, loop: UInt32) {
        var script = EventScript()
        script.limit(3, at: 1001)
        let main = script.stack("main.main")
        let loop = script.stack("main.loop", "main.worker")
        for processor in 0..<3 as Range<Int32> { script.processor(processor, .running, at: 1010 + Int64(processor)) }
        script.goroutine(1, .undetermined, .running, on: 0, at: 1020, stack: main)
        script.goroutine(6, .undetermined, .running, on: 1, at: 1021, stack: loop)
        script.goroutine(7, .undetermined, .running, on: 2, at: 1022, stack: loop)
        script.range(.stwBegin, by: 1, on: 0, at: 10_000, reason: "GC sweep termination", stack: main)
        script.goroutine(6, .running, .runnable, on: 1, at: 20_000, reason: "preempted", stack: main)
        script.processor(1, .idle, at: 20_100)
        script.goroutine(7, .running, .runnable, on: 2, at: 510_000, reason: "preempted", stack: loop)
        script.processor(2, .idle, at: 510_200)
        script.range(.stwEnd, by: 1, on: 0, at: 600_000)
        script.processor(1, .running, at: 600_500)
        return (script, loop)
    }

    @Test func theProcessorThatStopsLastIsNamedWithWhatRanOnIt() throws {
        var (script, loop) = Self.script()
        script.end(at: 700_000)
        let pass = script.pass([WorldStops()])
        let stops = pass.result(WorldStops.self)
        #expect(stops.total == 590_000)
        #expect(stops.collectorTotal == 590_000)
        #expect(stops.collectorProcessorTime == 3 * 590_000)
        let stop = try #require(stops.longest.first)
        #expect(stops.longest.count == 1)
        #expect(stop.timeToStop == 500_200)
        #expect(stop.goroutine == 1)
        let delay = try #require(stop.delay)
        #expect(delay.processor == 2)
        #expect(delay.goroutine == 7)
        #expect(delay.stack == loop)
        #expect(!delay.wasInSystemCall)
        let delayer = try #require(stops.delayers.first)
        #expect(pass.scene.text(pass.scene.groups.root(delayer.group)) == "main.worker")
        #expect((delayer.count, delayer.sum) == (1, 500_200))
    }

    @Test func aStopThatFindsAllIdleWaitsForNobody() throws {
        var script = EventScript()
        script.limit(2, at: 1001)
        script.processor(0, .running, at: 1010)
        script.goroutine(1, .undetermined, .running, on: 0, at: 1020)
        script.range(.stwBegin, by: 1, on: 0, at: 2000, reason: "read mem stats")
        script.range(.stwEnd, by: 1, on: 0, at: 2500)
        script.end(at: 3000)
        let stops = script.pass([WorldStops()]).result(WorldStops.self)
        let stop = try #require(stops.longest.first)
        #expect(stop.timeToStop == 0)
        #expect(stop.delay == nil)
        #expect(stops.collectorTotal == 0)
        #expect(stops.total == 500)
        #expect(stops.delayers.isEmpty)
    }

    @Test func aProcessorOfTheSchedulerHasNoGoroutineToName() throws {
        var script = EventScript()
        script.limit(2, at: 1001)
        script.processor(0, .running, at: 1010)
        script.processor(1, .running, at: 1011)
        script.goroutine(1, .undetermined, .running, on: 0, at: 1020)
        script.range(.stwBegin, by: 1, on: 0, at: 2000, reason: "GC mark termination")
        script.processor(1, .idle, at: 90_000)
        script.range(.stwEnd, by: 1, on: 0, at: 91_000)
        script.end(at: 92_000)
        let delay = try #require(script.pass([WorldStops()]).result(WorldStops.self).longest.first?.delay)
        #expect((delay.processor, delay.goroutine, delay.stack) == (1, -1, 0))
    }

    @Test func aWindowCutsStopsThatReachIntoIt() throws {
        var (script, _) = Self.script()
        script.end(at: 700_000)
        let stops = script.pass([WorldStops()], window: TraceWindow(from: 100_000 - 1000, to: nil))
            .result(WorldStops.self)
        let stop = try #require(stops.longest.first)
        #expect(stop.isCensored)
        #expect(stop.duration == 500_000)
        #expect(stops.total == 500_000)
    }

    @Test func aStopWithoutAnEndLastsToTheEndOfTheTrace() throws {
        var script = EventScript()
        script.limit(1, at: 1001)
        script.processor(0, .running, at: 1010)
        script.goroutine(1, .undetermined, .running, on: 0, at: 1020)
        script.range(.stwBegin, by: 1, on: 0, at: 2000, reason: "GOMAXPROCS")
        script.end(at: 5000)
        let stop = try #require(script.pass([WorldStops()]).result(WorldStops.self).longest.first)
        #expect(stop.isOpen)
        #expect(stop.duration == 3000)
    }
}
