import GoTrace
import TestSupport
import Testing

/// Times of goroutines against Go's own `Summarizer`, and against the lives of the goroutines themselves.
@Suite struct GoroutineTimesTests {
    /// Programs with every kind of wait, in one generation and in many. SONDE_TRACE_MATRIX=1 takes the large ones of
    /// all toolchains.
    private static let programs: [TracedProgram] = TracedProgram.versions.flatMap { version in
        ["", TracedProgram.manyGenerations].flatMap { debug in
            ((try? TracedProgram.ofToolchain(version, debug: debug)) ?? []).filter {
                small.contains($0.name) || large.contains($0.name) && (isMatrix || version == GoToolchain.newestVersion)
            }
        }
    }
    private static let isMatrix = environmentVariable("SONDE_TRACE_MATRIX") == "1"
    private static let small: Set = ["annotations", "iter-pull", "wait-on-pipe"]
    private static let large: Set = ["stacks", "stress"]
    private static let ownPrograms =
        ["", TracedProgram.manyGenerations].map {
            TracedProgram(.zoo, "service", version: GoToolchain.newestVersion, debug: $0)
        }
        + ["before", "after"].map {
            TracedProgram(.zoo, "stuck", version: GoToolchain.newestVersion, arguments: ["-begin", $0])
        }

    @Test(
        .enabled(if: GoroutineSummary.hasPython, "python3 is not installed"), arguments: programs + ownPrograms)
    func timesAreThoseOfGo(_ program: TracedProgram) throws {
        let path = try program.trace()
        let expected = try GoroutineSummary.all(path)
        let pass = try TestPass.run(path, [GoroutineTimes(keepsLives: true), IntervalTally()])
        let tallies = pass.result(IntervalTally.self).tallies
        var lives: [Int64: GoroutineTimes.Life] = [:]
        for life in pass.result(GoroutineTimes.self).lives where lives[life.goroutine]?.start ?? .min < life.start {
            lives[life.goroutine] = life
        }
        #expect(Set(lives.keys) == Set(expected.keys))
        var odd = 0
        for (id, go) in expected {
            guard let life = lives[id], let tally = tallies[id] else { continue }
            #expect(life.times[0] == go.running, "goroutine \(id): running")
            #expect(tally.waiting == go.waiting, "goroutine \(id): waiting")
            if tally.hasOddCall {
                odd += 1
                #expect(life.times[2] + life.times[3] == go.systemCall + go.systemCallWithoutProcessor)
                #expect(life.times[1] <= go.runnable && go.runnable <= life.times[1] + life.times[3])
            } else {
                #expect(life.times[1] == go.runnable, "goroutine \(id): runnable")
                #expect(life.times[2] == go.systemCall, "goroutine \(id): system calls")
                #expect(life.times[3] == go.systemCallWithoutProcessor, "goroutine \(id): without a processor")
            }
        }
        #expect(odd * 4 <= expected.count, "\(odd) of \(expected.count) goroutines cannot be compared")
    }

    /// To the nanosecond, and without a gap.
    @Test(arguments: programs + ownPrograms)
    func intervalsAddUpToLives(_ program: TracedProgram) throws {
        let pass = try TestPass.run(program.trace(), [GoroutineTimes(keepsLives: true), IntervalTally()])
        let times = pass.result(GoroutineTimes.self)
        #expect(!times.lives.isEmpty)
        for life in times.lives {
            #expect(life.total == life.end - life.start, "goroutine \(life.goroutine)")
            #expect(life.hasEnded || life.end == pass.scene.end)
            #expect(life.isCreated || life.start == pass.scene.start)
        }
        for (id, tally) in pass.result(IntervalTally.self).tallies { #expect(tally.isContiguous, "goroutine \(id)") }
        let total = times.groups.reduce(0) { $0 + $1.total }
        #expect(total == times.lives.reduce(0) { $0 + $1.total })
        #expect(times.groups.reduce(0) { $0 + $1.goroutines } == times.lives.count)
        for group in times.groups { #expect(group.goroutines == group.ended + group.alive) }
    }

    /// Windows that lie side by side share the time out between them.
    @Test func windowsAddUp() throws {
        let program = TracedProgram(.zoo, "service", version: GoToolchain.newestVersion)
        func total(_ window: TraceWindow) throws -> Int64 {
            let pass = try TestPass.run(try program.trace(), [GoroutineTimes()], window: window)
            return pass.result(GoroutineTimes.self).groups.reduce(0) { $0 + $1.total }
        }
        let whole = try total(TraceWindow())
        let cut: Int64 = 20_000_123
        #expect(try total(TraceWindow(to: cut)) + total(TraceWindow(from: cut)) == whole)
    }

    @Test func countsGoroutines() throws {
        var trace = MadeUpTrace()
        let root = trace.stack("main.work")
        trace.existing(1, .running, at: 1, stack: trace.stack("main.main"))
        trace.create(2, by: 1, at: 100, stack: root)
        trace.create(3, by: 1, at: 200, stack: root)
        trace.change(2, .running, at: 300, type: .goStart)
        trace.change(2, .notExist, at: 400, type: .goDestroy)
        trace.end(at: 1000)
        let (times, scene) = trace.analysed(GoroutineTimes())
        let group = try #require(times.groups.first { scene.text($0.root) == "main.work" })
        #expect([group.goroutines, group.created, group.ended, group.alive] == [2, 2, 1, 1])
        #expect(group.lifetimes.count == 1 && group.lifetimes.sum == 300)
        #expect(group[.running].sum == 100 && group[.runnable].sum == 200 + 800)
        let main = try #require(times.groups.first { scene.text($0.root) == "main.main" })
        #expect([main.goroutines, main.created, main.ended, main.alive] == [1, 0, 0, 1])
    }

    @Test func openWaitsAreKept() throws {
        var trace = MadeUpTrace()
        let receive = trace.stack("runtime.chanrecv1", "main.stuck")
        let work = trace.stack("runtime.chanrecv2", "main.worker")
        for id in 1...3 as ClosedRange<Int64> { trace.existing(id, .waiting, at: id, stack: receive) }
        trace.existing(4, .running, at: 4)
        for time in [100, 300] as [Int64] {
            trace.change(4, .waiting, at: time, reason: "chan receive", stack: work)
            if time == 100 {
                trace.change(4, .runnable, at: 200, by: 9)
                trace.change(4, .running, at: 210, type: .goStart)
            }
        }
        trace.end(at: 1000)
        let (times, scene) = trace.analysed(GoroutineTimes())
        let open = times.open.all
        #expect(open.count == 2)
        let stuck = try #require(open.first)
        #expect(scene.text(stuck.root) == "main.stuck" && stuck.kind == .channelReceive && stuck.idle == nil)
        #expect(stuck.count == 3 && stuck.censored == 3 && stuck.sum == 3000 && stuck.longest == 1000)
        #expect(stuck.goroutines == [1, 2, 3])
        #expect(open.last?.idle == .workerLoop && open.last?.longest == 700 && open.last?.censored == 0)
    }
}
