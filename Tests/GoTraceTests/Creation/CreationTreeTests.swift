import Testing

@testable import GoTrace

@Suite struct CreationTreeTests {
    /// Creates `count` goroutines, one a millisecond; those of which `ends` says so end after half of one.
    private static func script(_ count: Int, ends: (Int) -> Bool) -> EventScript {
        var script = EventScript(start: 0)
        script.limit(1, at: 1)
        script.processor(0, .running, at: 2)
        let worker = script.stack("main.worker")
        let site = script.stack("main.spawn", "main.main")
        script.goroutine(1, .undetermined, .running, on: 0, at: 3, stack: script.stack("main.main"))
        for index in 0..<count {
            let (id, time) = (Int64(index + 10), Int64(index + 1) * 1_000_000)
            script.goroutine(
                id, .notExist, .runnable, on: 0, at: time, by: 1, stack: worker, contextStack: site)
            guard ends(index) else { continue }
            script.goroutine(id, .runnable, .running, on: 0, at: time + 400_000)
            script.goroutine(id, .running, .notExist, on: 0, at: time + 500_000)
        }
        script.end(at: Int64(count + 1) * 1_000_000)
        return script
    }

    @Test func goroutinesThatDoNotEndAreSuspect() throws {
        let pass = Self.script(400) { $0 % 4 != 0 }.pass([CreationTree()])
        let tree = pass.result(CreationTree.self)
        #expect((tree.created, tree.ended, tree.before) == (400, 300, 1))
        let row = try #require(tree.rows.first)
        #expect(pass.scene.text(pass.scene.groups.root(row.group)) == "main.worker")
        #expect(pass.scene.text(pass.scene.groups.root(row.parent)) == "main.main")
        #expect(row.lifetimes.count == 300)
        #expect(row.lifetimes.max == 500_000)
        // A hundred in 0.4 seconds.
        #expect(row.growth.low < 250 && row.growth.high > 240)
        #expect(tree.isSuspect(row))
    }

    @Test func goroutinesThatEndAreNot() throws {
        let tree = Self.script(400) { _ in true }.pass([CreationTree()]).result(CreationTree.self)
        #expect(tree.rows.allSatisfy { !tree.isSuspect($0) })
    }

    @Test func aPoolThatFillsOnceIsNoLeak() throws {
        let tree = Self.script(400) { $0 >= 50 }.pass([CreationTree()]).result(CreationTree.self)
        let row = try #require(tree.rows.first)
        #expect(row.alive == 50)
        #expect(!tree.isSuspect(row))
    }

    @Test func whatIsOlderThanTheWindowIsNotCreatedInIt() throws {
        let tree = Self.script(100) { _ in false }.pass(
            [CreationTree()], window: TraceWindow(from: 50_500_000, to: nil)
        )
        .result(CreationTree.self)
        #expect(tree.created == 50)
        #expect(tree.before == 51)
    }

    @Test(arguments: [(4, 2.776), (9, 2.262), (19, 2.093), (30, 2.042)])
    func intervalsAreThoseOfStudent(freedom: Int, quantile: Double) {
        // Changes of 0 and 2 by turns: mean 1, deviation known.
        let count = freedom + 1
        let changes = (0..<count).map { $0 % 2 == 0 ? 0.0 : 2.0 }
        let mean = changes.reduce(0, +) / Double(count)
        let squares = changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (squares / Double(freedom) / Double(count)).squareRoot()
        let growth = GrowthRate(changes, seconds: 1)
        #expect(abs((growth.high - growth.slope) / error - quantile) < 0.01)
    }
}
