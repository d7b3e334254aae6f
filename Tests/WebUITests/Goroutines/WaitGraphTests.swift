import Diagnosis
import GoProcess
import Testing

@testable import WebUI

/// The drawing of who waits for whom says what is so, whatever is put together in it.
@Suite struct WaitGraphTests {
    private func drawn(_ snapshot: GoroutineSnapshot, includesOpen: Bool = false, limit: Int = 200) -> WaitGraph {
        var numbers = [UInt32](repeating: 0, count: snapshot.goroutines.count)
        for (number, group) in snapshot.groups(by: .stack, includingSystem: true).enumerated() {
            for member in group.members { numbers[Int(member)] = UInt32(number) }
        }
        let nodes = WaitGraphNodes(
            snapshot, WaitForFacts(snapshot), groups: numbers, isActive: nil, includesOpen: includesOpen)
        return WaitGraph(nodes, limit: limit)
    }

    /// Philosophers round a table, or along one side of it: then the last one eats.
    private func philosophers(_ count: Int, isRound: Bool) -> GoroutineSnapshot {
        var world = GoroutineWorld()
        let people = (0..<count).map { place in
            !isRound && place == count - 1
                ? world.go(["main.eat", "main.dine"]) : world.go(GoroutineWorld.lock + ["main.dine"], "sync.Mutex.Lock")
        }
        let forks = people.map { world.mutex(heldBy: $0) }
        for (place, person) in people.enumerated() where isRound || place < count - 1 {
            world.wait(person, forks[(place + 1) % count])
        }
        return world.built()
    }

    private func members(_ graph: WaitGraph) -> Int {
        graph.nodes.reduce(0) { $0 + ($1.isObject ? 0 : $1.count) }
    }

    @Test func aCycleIsDrawnMemberByMember() {
        let graph = drawn(philosophers(3, isRound: true))
        #expect(graph.nodes.count == 6)
        #expect(graph.nodes.allSatisfy { $0.cycle == 1 && $0.count == 1 })
        #expect(graph.edges.count == 6)
        #expect(graph.edges.allSatisfy { $0.isCycle })
        // Only the edge that closes it goes back.
        #expect(graph.edges.filter { graph.nodes[$0.from].layer >= graph.nodes[$0.to].layer }.count == 1)
    }

    @Test func equalGoroutinesInARowMakeNoCycle() {
        let snapshot = philosophers(40, isRound: false)
        let graph = drawn(snapshot)
        #expect(graph.cycleCount == 0)
        #expect(graph.edges.allSatisfy { !$0.isCycle && graph.nodes[$0.from].layer < graph.nodes[$0.to].layer })
        #expect(members(graph) == 40)
        let roots = graph.nodes.filter { $0.rootWaiting != nil }
        #expect(roots.count == 1)
        #expect(roots.first?.rootWaiting == 39)
        #expect(roots.first?.content == .goroutines([39]))
    }

    @Test func aLargeCycleIsDrawnInFewNodes() {
        let graph = drawn(philosophers(500, isRound: true))
        #expect(graph.nodes.count == 2)
        #expect(graph.nodes.allSatisfy { $0.cycle == 1 && $0.count == 500 })
        #expect(graph.edges.allSatisfy { $0.isCycle })
    }

    @Test func aCrowdBeforeALockIsOneNode() throws {
        var world = GoroutineWorld()
        let holder = world.go(["main.(*Cache).fill", "main.work"])
        let mutex = world.mutex(heldBy: holder)
        for _ in 0..<1000 { world.wait(world.go(GoroutineWorld.lock + ["main.work"], "sync.Mutex.Lock"), mutex) }
        let graph = drawn(world.built())
        #expect(graph.nodes.count == 3)
        #expect(graph.layerCount == 3)
        let crowd = try #require(graph.nodes.first { $0.layer == 0 })
        #expect(crowd.count == 1000)
        let lock = try #require(graph.nodes.first { $0.isObject })
        #expect(lock.width == 1000)
        #expect(graph.nodes.first { $0.rootWaiting != nil }?.rootWaiting == 1000)
        let edge = try #require(graph.edges.first { $0.relation != nil })
        #expect(edge.relation == .holder)
        #expect(abs(edge.confidence - 0.9) < 0.001)
    }

    @Test func locksWithTheSameNeighboursAreOneNode() {
        var world = GoroutineWorld()
        let holder = world.go(["main.hold"])
        for _ in 0..<300 {
            let mutex = world.mutex(heldBy: holder)
            world.wait(world.go(GoroutineWorld.lock + ["main.work"], "sync.Mutex.Lock"), mutex)
        }
        let graph = drawn(world.built())
        #expect(graph.nodes.count == 3)
        #expect(graph.nodes.first { $0.isObject }?.count == 300)
    }

    @Test func whatDoesNotFitIsCounted() {
        var world = GoroutineWorld()
        for number in 0..<400 {
            let holder = world.go(["main.hold\(number)"])
            let mutex = world.mutex(heldBy: holder)
            for _ in 0...(number % 7) {
                world.wait(world.go(GoroutineWorld.lock + ["main.work\(number)"], "sync.Mutex.Lock"), mutex)
            }
        }
        let snapshot = world.built()
        let graph = drawn(snapshot)
        #expect(graph.nodes.count == 200)
        #expect(members(graph) + graph.hiddenGoroutines == snapshot.goroutines.count)
        #expect(graph.nodes.reduce(0) { $0 + ($1.isObject ? $1.count : 0) } + graph.hiddenObjects == 400)
        // Those before which most wait are there: all 57 with seven, and some of those with six.
        let widths = graph.nodes.filter { $0.isObject }.map(\.width)
        #expect(widths.count { $0 == 7 } == 57)
        #expect(widths.allSatisfy { $0 >= 6 })
        // Nothing is drawn without a line.
        let touched = Set(graph.edges.flatMap { [$0.from, $0.to] })
        #expect(graph.nodes.indices.filter { !touched.contains($0) }.count <= 2)
    }

    @Test func waitsThatNobodyEndsAreDrawnWhenAskedFor() {
        var world = GoroutineWorld()
        let mutex = world.mutex(heldBy: nil)
        for _ in 0..<5 { world.wait(world.go(GoroutineWorld.lock + ["main.work"], "sync.Mutex.Lock"), mutex) }
        let closed = drawn(world.built())
        #expect(closed.nodes.isEmpty)
        #expect(closed.openWaiting == 5)
        let open = drawn(world.built(), includesOpen: true)
        #expect(open.nodes.count == 2)
        #expect(open.edges.map(\.count) == [5])
    }

    /// Any graph: no cycle but real ones, nobody lost, and every place taken once.
    @Test(arguments: 0..<30) func whateverTheGraphTheDrawingIsSound(seed: UInt64) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: state >> 33) % limit
        }
        var world = GoroutineWorld()
        let count = 5 + random(300)
        let people = (0..<count).map { _ in
            world.go(GoroutineWorld.lock + ["main.work\(random(4))"], "sync.Mutex.Lock")
        }
        let locks = (0..<1 + random(80)).map { _ in world.mutex(heldBy: people[random(count)]) }
        for person in people where random(10) > 0 { world.wait(person, locks[random(locks.count)]) }
        let snapshot = world.built()
        let facts = WaitForFacts(snapshot)
        let graph = drawn(snapshot)
        #expect(graph.nodes.count <= WaitGraph.nodeLimit)
        #expect((graph.cycleCount > 0) == !facts.components.cycles.isEmpty)
        let back = graph.edges.filter { graph.nodes[$0.from].layer >= graph.nodes[$0.to].layer }
        #expect(back.allSatisfy { $0.isCycle })
        let taking = (0..<count).filter { index in
            facts.graph.isBlocked[index]
                || facts.graph.held(by: UInt32(index)).contains { !facts.graph.waiters(of: $0).isEmpty }
        }
        #expect(members(graph) + graph.hiddenGoroutines == taking.count)
        let places = Set(graph.nodes.map { [$0.layer, $0.row] })
        #expect(places.count == graph.nodes.count)
    }
}
