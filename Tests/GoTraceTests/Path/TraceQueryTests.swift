import Testing
import Wire

@testable import GoTrace

/// `--where` and `--task`, which choose among the intervals of a pass.
@Suite struct TraceQueryTests {
    private struct Recorder: TraceAnalysis {
        let wants: TraceWants = .intervals
        var all: [GoroutineInterval] = []
        var roots: [String] = []
        var texts: [String] = []
        mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
            all.append(interval)
            roots.append(scene.text(scene.root(slot: interval.slot)))
            texts.append(scene.tables.functionNames(stack: interval.stack).joined(separator: "\n"))
        }
    }

    private func intervals(_ bytes: [UInt8], _ query: String) throws -> Recorder {
        let selection = GoroutineSelection(condition: try TraceQuery(parsing: query).condition())
        return try TestPass.run(bytes, [Recorder()], selection: selection).result(Recorder.self)
    }

    @Test func conditionsChooseIntervals() throws {
        let bytes = try TracedServer.trace("1.27.3", generations: false)
        let all = try TestPass.run(bytes, [Recorder()]).result(Recorder.self)
        let indices = all.all.indices
        let expected: [(String, (Int) -> Bool)] = [
            ("state == waiting", { all.all[$0].state == .waiting }),
            (
                "state == running && duration >= 10us",
                { all.all[$0].state == .running && all.all[$0].duration >= 10_000 }
            ),
            ("!(state == waiting) && id == 1", { all.all[$0].state != .waiting && all.all[$0].goroutine == 1 }),
            ("id < 20 || open", { all.all[$0].goroutine < 20 || all.all[$0].isOpen }),
            ("root == 'net/http.(*conn).serve'", { all.roots[$0] == "net/http.(*conn).serve" }),
            ("stack ~ 'ServeHTTP'", { all.texts[$0].contains("ServeHTTP") }),
            ("lost", { all.all[$0].lostProcessor }),
            ("begin == 'woken by runtime'", { all.all[$0].begin == .wokenByRuntime }),
            ("kind == mutex", { all.all[$0].state == .waiting && all.texts[$0].contains("Mutex") }),
            ("state == mutex", { all.all[$0].state == .waiting && all.texts[$0].contains("Mutex") }),
            ("censored", { all.all[$0].isCensored }),
        ]
        for (query, isWanted) in expected {
            let count = indices.count(where: isWanted)
            #expect(count > 0 && count < all.all.count || query == "lost", "\(query)")
            #expect(try intervals(bytes, query).all.count == count, "\(query)")
        }
        let woken = try intervals(bytes, "woken-by == 1").all
        #expect(!woken.isEmpty && !woken.contains { $0.waker != 1 })
        let young = try intervals(bytes, "age < 50us").all
        #expect(!young.isEmpty && !young.contains { $0.isCensored })
        #expect(!(try intervals(bytes, "waker ~ 'main.*hold' && kind == mutex").all.isEmpty))
        #expect(!(try intervals(bytes, "function == 'main.(*store).orders' && kind == waitgroup").all.isEmpty))
        #expect(!(try intervals(bytes, "creator ~ 'main.main'").all.isEmpty))
    }

    @Test(arguments: [
        ("label.tenant == x", "there is no field `label.tenant`"), ("duration > 5", "expected a duration"),
        ("state ==", "expected a text"), ("id ~ x", "numbers have no patterns"),
    ])
    func aWrongQueryIsRefusedWithItsPlace(_ query: String, _ message: String) throws {
        #expect(
            performing: { try TraceQuery(parsing: query) },
            throws: { error in
                guard let error = error as? InputError else { return false }
                return error.code == .usage && error.message.contains(message) && error.message.contains("^")
            })
    }

    /// Intervals of a task are those of the goroutine that began it, clipped, and of regions of it.
    @Test func tasksChooseIntervals() throws {
        let bytes = try TracedServer.trace("1.27.3", generations: true)
        let tasks = try TestPass.run(bytes, [TaskAnalysis(slowest: 10_000)]).result(TaskAnalysis.self)
        #expect(tasks.types.count == 2)
        for type in tasks.types {
            var sums: [Int64: Int64] = [:]
            var expected: [Int64: Int64] = [:]
            for (_, task) in type.slowest.elements {
                expected[task.goroutine, default: 0] += task.times.total
            }
            let name = try TestPass.run(bytes, []).scene.text(type.name)
            let selection = GoroutineSelection(task: .type(name))
            let chosen = try TestPass.run(bytes, [Recorder()], selection: selection).result(Recorder.self)
            for interval in chosen.all { sums[interval.goroutine, default: 0] += interval.duration }
            for (goroutine, time) in expected { #expect(sums[goroutine] == time, "goroutine \(goroutine)") }
            let (_, slowest) = try #require(type.slowest.elements.first)
            let one = try TestPass.run(
                bytes, [Recorder()], selection: GoroutineSelection(task: .id(slowest.id))
            ).result(Recorder.self)
            let own = one.all.filter { $0.goroutine == slowest.goroutine }
            #expect(own.reduce(0) { $0 + $1.duration } == slowest.duration)
            #expect(own.first?.start == slowest.start && own.last?.end == slowest.end)
        }
    }

    /// A wait in which another goroutine ends the task is a wait of the task up to there.
    @Test func aTaskThatAnotherGoroutineEndsCutsTheWait() throws {
        var trace = MadeUpTrace()
        let wait = trace.stack("runtime.chanrecv1", "main.order")
        trace.existing(1, .running, at: 1, on: 0, stack: wait)
        trace.existing(2, .running, at: 2, on: 1, stack: trace.stack("main.helper"))
        trace.annotation(.taskBegin, 7, "order", by: 1, at: 10)
        trace.change(1, .waiting, at: 100, reason: "chan receive", stack: wait)
        trace.annotation(.taskEnd, 7, "order", by: 2, at: 400)
        trace.change(1, .runnable, at: 1000, by: 2)
        trace.end(at: 1100)
        let selection = GoroutineSelection(task: .type("order"))
        let (blocked, _) = trace.analysed(BlockedTime(selection: selection))
        #expect(blocked.places.map(\.distribution.sum) == [300])
        #expect(blocked.places.first?.wakers.isEmpty == true)
        let whole = trace.analysed(BlockedTime()).0
        #expect(whole.places.map(\.distribution.sum) == [900] && whole.places.first?.wakers.count == 1)
    }
}
