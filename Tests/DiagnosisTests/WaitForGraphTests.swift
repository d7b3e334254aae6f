import Evidence
import GoProcess
import Testing

@testable import Diagnosis

@Suite struct WaitForGraphTests {
    /// A waits for B's lock, B for C's; C reads from the network.
    private func chain() -> World {
        var world = World()
        let a = world.go(Frames.lock + ["main.a"], "sync.Mutex.Lock")
        let b = world.go(Frames.lock + ["main.b"], "sync.Mutex.Lock")
        let c = world.go(Frames.read + ["main.c"], "IO wait")
        let first = world.mutex(heldBy: b)
        let second = world.mutex(symbol: "main.mu", heldBy: c)
        let socket = world.socket(remote: "10.0.0.7:5432")
        world.wait(a, first, .lock)
        world.wait(b, second, .lock)
        world.wait(c, socket, .read)
        return world
    }

    @Test func followsAChainToItsEnd() throws {
        let snapshot = chain().built()
        let graph = WaitForGraph(snapshot)
        #expect(graph.isBlocked == [true, true, false])
        #expect(graph.path(from: 0).end == 2)
        #expect(graph.path(from: 0).steps.map(\.object) == [0, 1])
        #expect(graph.behind([2]) == [0, 1])
        #expect(graph.roots() == [RootBlocker(goroutines: [2], isCycle: false, waitingCount: 2)])
        let scene = try #require(Scene([snapshot], DiagnosisContext()))
        #expect(
            scene.story(0).hasSuffix(
                "which waits for mutex main.mu, probably held by goroutine 4, which waits for a read from "
                    + "10.0.0.7:5432"))
    }

    @Test func countsADiamondOnce() {
        // Nine wait for a channel that two could serve; both wait for the lock of one goroutine.
        var world = World()
        let root = world.go(["main.root"])
        let left = world.go(Frames.lock + ["main.left"], "sync.Mutex.Lock")
        let right = world.go(Frames.lock + ["main.right"], "sync.Mutex.Lock")
        let lock = world.mutex(heldBy: root)
        world.wait(left, lock, .lock)
        world.wait(right, lock, .lock)
        let channel = world.channel(references: [left, right])
        for _ in 0..<9 { world.wait(world.go(Frames.send + ["main.send"], "chan send"), channel, .send) }
        let graph = WaitForGraph(world.built())
        #expect(graph.roots().first == RootBlocker(goroutines: [root], isCycle: false, waitingCount: 11))
    }

    @Test func aSelectWithAnotherWayOutWaitsBehindNobody() {
        var world = World()
        let server = world.go(["main.serve"])
        let known = world.channel(references: [server])
        let unknown = world.channel()
        let choosing = world.go(Frames.select + ["main.choose"], "select")
        world.wait(choosing, known, .send, isSelect: true)
        world.wait(choosing, unknown, .receive, isSelect: true)
        let bound = world.go(Frames.select + ["main.bound"], "select")
        world.wait(bound, known, .send, isSelect: true)
        world.wait(bound, known, .send, isSelect: true)
        let graph = WaitForGraph(world.built())
        #expect(graph.isBlocked == [false, false, true])
        #expect(graph.behind([server]) == [bound])
        #expect(Array(graph.waiters(of: known)) == [choosing, bound])
    }

    @Test func aCycleWithAWayOutIsNoDeadlock() throws {
        // Each could serve the other's channel, but a third goroutine, which runs, could serve one as well.
        var world = World()
        let a = world.go(Frames.receive + ["main.a"], "chan receive")
        let b = world.go(Frames.receive + ["main.b"], "chan receive")
        let helper = world.go(["main.helper"])
        let first = world.channel(references: [b])
        let second = world.channel(references: [a, helper])
        world.wait(a, first, .receive)
        world.wait(b, second, .receive)
        let snapshot = world.built()
        let graph = WaitForGraph(snapshot)
        #expect(StronglyConnected(graph).cycles.count == 1)
        #expect(Progress(graph, snapshot).canProgress == [true, true, true])
        #expect(graph.roots().first?.goroutines == [helper])
    }

    @Test func aWriterNeedsAllReaders() {
        var world = World()
        let stuck = world.go(Frames.lock + ["main.stuck"], "sync.Mutex.Lock")
        let own = world.mutex(heldBy: stuck)
        world.wait(stuck, own, .lock)
        let running = world.go(["main.reader"])
        let writer = world.go(["sync.(*RWMutex).Lock", "main.writer"], "sync.RWMutex.Lock")
        let facts = RWMutexFacts(
            writer: MutexFacts(isLocked: true, isStarving: false, waiters: 0), readers: 2, departing: 2,
            isWriterPending: true)
        let shared = world.object(.rwMutex(facts))
        world.hold(shared, stuck, isReader: true)
        world.hold(shared, running, isReader: true)
        world.wait(writer, shared, .lock)
        let snapshot = world.built()
        #expect(Progress(WaitForGraph(snapshot), snapshot).canProgress == [false, true, false])
    }

    @Test func damagedPositionsAreIgnored() {
        var world = World()
        let a = world.go(Frames.lock + ["main.a"], "sync.Mutex.Lock")
        let lock = world.mutex(heldBy: 4_000_000_000)
        world.wait(a, lock, .lock)
        var snapshot = world.built()
        #expect(!WaitForGraph(snapshot).isBlocked[0])
        snapshot.waits[0].object = 99
        #expect(WaitForGraph(snapshot).objects(of: 0).isEmpty)
        snapshot.goroutines[0].waitCount = .max
        #expect(WaitForGraph(snapshot).objects(of: 0).isEmpty)
        #expect(!diagnose([snapshot]).findings.isEmpty)
    }

    @Test func aLongChainNeedsNoRecursion() {
        // Each goroutine holds a lock that the next one waits for; the last closes the circle.
        var snapshot = GoroutineSnapshot(source: SnapshotSource(kind: .process, name: "process 1"))
        let count = 100_000
        for index in 0..<count {
            var goroutine = Goroutine(id: UInt64(index + 1))
            goroutine.state = .waiting
            goroutine.kind = .mutex
            goroutine.firstWait = UInt32(index)
            goroutine.waitCount = 1
            snapshot.goroutines.append(goroutine)
            var object = WaitObject(
                address: 0xc000_0000_0000 + UInt64(index) * 8,
                kind: .mutex(MutexFacts(isLocked: true, isStarving: false, waiters: 1)))
            object.holders = [
                HolderInference(goroutine: UInt32((index + 1) % count), confidence: 0.9, reasons: [], frame: .none)
            ]
            snapshot.objects.append(object)
            snapshot.waits.append(
                Wait(goroutine: UInt32(index), object: WaitObjectID(index), operation: .lock))
        }
        let graph = WaitForGraph(snapshot)
        let cycles = StronglyConnected(graph).cycles
        #expect(cycles.count == 1)
        #expect(cycles[0].count == 2 * count)
        #expect(Progress(graph, snapshot).canProgress.allSatisfy { !$0 })
        #expect(graph.roots().first?.isCycle == true)
    }
}
