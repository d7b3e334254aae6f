import Evidence
import GoProcess
import Testing

@testable import Diagnosis

@Suite struct LockTests {
    private func queue(_ world: inout World, _ count: Int, holder: UInt32, _ confidence: Double = 0.9) -> WaitObjectID {
        let lock = world.mutex(symbol: "main.mu", heldBy: holder, confidence)
        for _ in 0..<count {
            world.wait(
                world.go(Frames.lock + ["main.(*store).get"] + Frames.handler, "sync.Mutex.Lock"), lock, .lock)
        }
        return lock
    }

    @Test func aHolderThatReadsFromThePeer() throws {
        let report = diagnose(
            World.sequence { world, _ in
                let holder = world.go(Frames.read + ["main.(*store).load"] + Frames.handler, "IO wait")
                world.wait(holder, world.socket(remote: "127.0.0.1:39000"), .read)
                _ = queue(&world, 298, holder: holder)
            })
        let finding = try #require(report.first)
        #expect(report.causes == ["contention.lock-across-io"])
        #expect(finding.severity == .critical)
        #expect(finding.summary.hasPrefix("298 goroutines wait for mutex main.mu, probably held by goroutine 2 in "))
        #expect(finding.summary.contains("waits for a read from 127.0.0.1:39000"))
        #expect(finding.impact.value == 298)
        #expect(finding.subject.frames.contains { $0.function == "main.(*store).load" })
        #expect(finding.remedy.contains("main.mu before the slow operation"))
    }

    @Test func aHolderThatComputes() {
        let report = diagnose(
            World.sequence { world, look in
                let holder = world.go(["main.(*store).sort"])
                _ = queue(&world, 40, holder: holder)
                for index in world.snapshot.goroutines.indices {
                    world.snapshot.goroutines[index].fingerprint = UInt64(look + 1)
                }
            })
        #expect(report.causes == ["contention.mutex"])
    }

    /// The reader caught a goroutine waiting that held the lock a moment later: no deadlock, since it moves.
    @Test func aWaiterThatMovedIsNoHolder() throws {
        let report = diagnose(
            World.sequence { world, look in
                world.go(["main.derive", "main.(*store).get"] + Frames.handler)
                _ = queue(&world, 30, holder: 1)
                for index in world.snapshot.goroutines.indices {
                    world.snapshot.goroutines[index].fingerprint = UInt64(look + 1)
                }
            })
        #expect(report.causes == ["contention.mutex"])
        #expect(try #require(report.first).summary.contains("main.derive"))
    }

    @Test func someoneInsideIsNamedWhenNobodyHolds() throws {
        let report = diagnose(
            World.sequence { world, look in
                let maker = world.go(["main.main"], "select (no cases)", created: "", id: 1, flags: .main)
                world.go(["main.spin", "main.(*store).get"] + Frames.handler)
                _ = queue(&world, 30, holder: maker, 0.5)
                for index in world.snapshot.goroutines.indices {
                    world.snapshot.goroutines[index].fingerprint = UInt64(look + 1)
                }
            })
        #expect(report.causes == ["contention.mutex"])
        #expect(try #require(report.first).summary.contains("main.spin"))
    }

    @Test func aLogger() {
        let report = diagnose(
            World.sequence { world, _ in
                let holder = world.go(["syscall.write", "os.(*File).Write", "log.(*Logger).output", "main.handle"])
                world.call(holder, "write", descriptor: 2, target: "pipe:[77]")
                let lock = world.mutex(heldBy: holder)
                for _ in 0..<30 {
                    let stack = Frames.lock + ["log.(*Logger).output", "log.Printf", "main.handle"]
                    world.wait(world.go(stack, "sync.Mutex.Lock"), lock, .lock)
                }
            })
        #expect(report.causes.first == "contention.logging")
    }

    @Test func aQueueOfAMomentIsSilent() {
        let report = diagnose(
            World.sequence { world, look in
                let holder = world.go(["main.(*store).sort"])
                if look == 2 { _ = queue(&world, 4, holder: holder) }
            })
        #expect(report.causes == ["healthy"])
    }

    @Test func twoWaitersInOneLookAreSilent() {
        let report = diagnose(
            World.sequence(1) { world, _ in _ = queue(&world, 2, holder: world.go(["main.(*store).sort"])) })
        #expect(report.causes == ["healthy"])
    }

    @Test func aQueueInOneLookAsksForASecond() throws {
        let report = diagnose(
            World.sequence(1) { world, _ in _ = queue(&world, 20, holder: world.go(["main.(*store).sort"])) })
        let finding = try #require(report.first)
        #expect(finding.cause == .contentionMutex)
        #expect(finding.missing.contains { $0.command.contains("--duration") })
    }

    @Test func aLockBehindALockIsASymptom() throws {
        let report = diagnose(
            World.sequence { world, _ in
                let slow = world.go(Frames.sleep + ["main.slow"], "sleep")
                let middle = world.go(Frames.lock + ["main.middle"], "sync.Mutex.Lock")
                let inner = queue(&world, 5, holder: slow)
                world.wait(middle, inner, .lock)
                let outer = world.mutex(symbol: "main.outer", heldBy: middle)
                for _ in 0..<50 {
                    world.wait(world.go(Frames.lock + ["main.many"], "sync.Mutex.Lock"), outer, .lock)
                }
            })
        #expect(report.causes == ["contention.lock-across-io"])
        let finding = try #require(report.first)
        #expect(finding.subject.title == "mutex main.mu")
        #expect(finding.summary.hasPrefix("56 goroutines wait"))
        #expect(finding.explains.map(\.subject.title) == ["mutex main.outer"])
    }
}
