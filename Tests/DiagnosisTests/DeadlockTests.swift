import Evidence
import GoProcess
import Testing

@testable import Diagnosis

@Suite struct DeadlockTests {
    private func opposed(_ world: inout World, moves: Bool = false, look: Int = 0) {
        let a = world.go(Frames.lock + ["main.transfer", "main.a"], "sync.Mutex.Lock")
        let b = world.go(Frames.lock + ["main.refund", "main.b"], "sync.Mutex.Lock")
        let first = world.mutex(symbol: "main.accounts", heldBy: b)
        let second = world.mutex(symbol: "main.ledger", heldBy: a)
        world.wait(a, first, .lock)
        world.wait(b, second, .lock)
        for _ in 0..<5 {
            world.wait(world.go(Frames.lock + ["main.audit"], "sync.Mutex.Lock"), first, .lock)
        }
        if moves { world.snapshot.goroutines[0].fingerprint = UInt64(look + 1) }
    }

    @Test func twoLocksInOppositeOrder() throws {
        let report = diagnose(World.sequence { world, _ in opposed(&world) })
        #expect(report.causes == ["deadlock.mutex"])
        let finding = try #require(report.first)
        #expect(finding.severity == .critical)
        #expect(finding.confidence > 0.9)
        #expect(finding.summary.contains("main.transfer") && finding.summary.contains("main.ledger"))
        #expect(finding.summary.contains("5 goroutines more wait behind"))
        #expect(finding.remedy.contains("same order"))
    }

    @Test func aCircleWhoseMembersMoveIsNone() {
        let report = diagnose(World.sequence { world, look in opposed(&world, moves: true, look: look) })
        #expect(!report.causes.contains("deadlock.mutex"))
    }

    @Test func oneLookIsLessSureAndSaysWhatToCollect() throws {
        let report = diagnose(World.sequence(1) { world, _ in opposed(&world) })
        let finding = try #require(report.first)
        #expect(finding.cause == .deadlockMutex)
        #expect(finding.confidence < 0.95)
        #expect(finding.missing.contains { $0.command == "sonde why 4711 --duration 5s" })
    }

    @Test func lockingTwice() throws {
        let report = diagnose(
            World.sequence { world, _ in
                let a = world.go(
                    Frames.lock + ["main.(*Cache).refresh", "main.(*Cache).Get", "main.main"], "sync.Mutex.Lock")
                let lock = world.mutex(heldBy: a)
                world.wait(a, lock, .lock)
                for _ in 0..<3 { world.wait(world.go(Frames.lock + ["main.get"], "sync.Mutex.Lock"), lock, .lock) }
            })
        #expect(report.causes == ["deadlock.self"])
        #expect(try #require(report.first).summary.contains("which it holds itself"))
    }

    @Test func aLockWhoseHolderIsGone() throws {
        let report = diagnose(
            World.sequence { world, _ in
                let lock = world.mutex(symbol: "main.mu")
                world.snapshot.objects[Int(lock)].references = []
                for _ in 0..<4 { world.wait(world.go(Frames.lock + ["main.handle"], "sync.Mutex.Lock"), lock, .lock) }
            })
        #expect(report.causes == ["deadlock.mutex"])
        #expect(try #require(report.first).summary.contains("Unlock is probably missing"))
    }

    @Test func suspectsThatAllWait() throws {
        let report = diagnose(
            World.sequence { world, _ in
                let a = world.go(Frames.lock + ["main.transfer"], "sync.Mutex.Lock")
                let b = world.go(Frames.lock + ["main.refund"], "sync.Mutex.Lock")
                let others = (0..<5).map { _ in world.go(Frames.lock + ["main.audit"], "sync.Mutex.Lock") }
                let first = world.mutex(symbol: "main.accounts", heldBy: b)
                let second = world.mutex(symbol: "main.ledger")
                for goroutine in [a] + others { world.hold(second, goroutine, 0.14) }
                for goroutine in [a] + others { world.wait(goroutine, first, .lock) }
                world.wait(b, second, .lock)
            })
        #expect(report.causes == ["deadlock.mutex"])
        let finding = try #require(report.first)
        #expect(finding.summary.hasPrefix("Deadlock of 2 goroutines"))
        #expect(finding.confidence < 0.9)
    }

    @Test func suspectsOfWhomOneRuns() {
        let report = diagnose(
            World.sequence { world, _ in
                let a = world.go(Frames.lock + ["main.transfer"], "sync.Mutex.Lock")
                let b = world.go(Frames.lock + ["main.refund"], "sync.Mutex.Lock")
                let running = world.go(["main.compute"])
                let first = world.mutex(symbol: "main.accounts", heldBy: b)
                let second = world.mutex(symbol: "main.ledger")
                for goroutine in [a, running] { world.hold(second, goroutine, 0.4) }
                world.wait(a, first, .lock)
                world.wait(b, second, .lock)
            })
        #expect(!report.causes.contains("deadlock.mutex"))
    }

    /// Lock under one's own RLock; the only other stack with the lock's address is its maker's.
    @Test func aWriterThatReadsItself() throws {
        let report = diagnose(
            World.sequence { world, _ in
                let maker = world.go(["main.main"], "select (no cases)", created: "", id: 1, flags: .main)
                let writer = world.go(
                    ["sync.runtime_SemacquireRWMutex", "sync.(*RWMutex).Lock", "main.update", "main.read"],
                    "sync.RWMutex.Lock")
                let facts = RWMutexFacts(
                    writer: MutexFacts(isLocked: true, isStarving: false, waiters: 0), readers: 4, departing: 1,
                    isWriterPending: true)
                let lock = world.object(.rwMutex(facts))
                world.snapshot.objects[Int(lock)].references = []
                world.hold(lock, maker, 0.5, isReader: true)
                world.wait(writer, lock, .lock)
                for _ in 0..<3 {
                    let stack = ["sync.runtime_SemacquireRWMutexR", "sync.(*RWMutex).RLock", "main.look"]
                    world.wait(world.go(stack, "sync.RWMutex.RLock"), lock, .readLock)
                }
            })
        #expect(report.causes == ["deadlock.self"])
        #expect(try #require(report.first).subject.frames.contains { $0.function == "main.update" })
    }

    private func crossed(_ world: inout World, flags: GoroutineFlags) {
        let a = world.go(Frames.receive + ["main.ask"], "chan receive", flags: flags)
        let b = world.go(Frames.receive + ["main.reply"], "chan receive", flags: flags)
        let first = world.channel(references: [b])
        let second = world.channel(references: [a])
        world.wait(a, first, .receive)
        world.wait(b, second, .receive)
    }

    @Test func channelsThatOnlyTheCircleReaches() {
        let report = diagnose(
            World.sequence { world, _ in crossed(&world, flags: [.unreachable, .reachabilityChecked]) })
        #expect(report.causes == ["deadlock.channel"])
    }

    @Test func withoutProofMoreIsAskedFor() throws {
        let report = diagnose(World.sequence { world, _ in crossed(&world, flags: .reachabilityChecked) })
        #expect(report.causes == ["evidence.insufficient"])
        #expect(try #require(report.first).missing.contains { $0.command.contains("goroutineleak") })
    }

    @Test func aLockAndAChannel() {
        let report = diagnose(
            World.sequence { world, _ in
                let producer = world.go(Frames.send + ["main.produce"], "chan send")
                let consumer = world.go(Frames.lock + ["main.consume"], "sync.Mutex.Lock")
                let lock = world.mutex(heldBy: producer)
                let channel = world.channel(references: [consumer])
                world.wait(producer, channel, .send)
                world.wait(consumer, lock, .lock)
            })
        #expect(report.causes == ["deadlock.channel"])
    }
}
