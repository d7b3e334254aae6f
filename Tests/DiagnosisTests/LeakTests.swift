import GoProcess
import Testing

@testable import Diagnosis

@Suite struct LeakTests {
    private func senders(_ world: inout World, _ count: Int, flags: GoroutineFlags = []) {
        for _ in 0..<count {
            let g = world.go(
                Frames.send + ["main.query.func1"], "chan send", created: "main.query server.go:41", parent: 0,
                flags: flags)
            world.wait(g, world.channel(references: []), .send)
        }
    }

    @Test func growthWithoutDepartures() throws {
        let report = diagnose(World.sequence(4, seconds: 3) { world, look in senders(&world, 100 + 30 * look) })
        #expect(report.causes == ["leak.goroutine"])
        let finding = try #require(report.first)
        #expect(finding.impact.unit == "goroutines per second")
        #expect(finding.impact.value == 30)
        #expect(finding.summary.hasPrefix("190 goroutines created at main.query (server.go:41) are stuck in "))
        #expect(finding.supports.contains { $0.fact.contains("90 came and 0 left") })
    }

    @Test func theRuntimesProof() throws {
        let report = diagnose(World.sequence(1) { world, _ in senders(&world, 12, flags: .leaked) })
        #expect(report.causes == ["leak.goroutine"])
        #expect(try #require(report.first).confidence >= 0.9)
    }

    @Test func oneOldLeakIsAnInformation() {
        let report = diagnose(World.sequence(1) { world, _ in senders(&world, 1, flags: .unreachable) })
        #expect(report.causes == ["leak.goroutine", "healthy"])
    }

    @Test func aLevelNumberIsSilent() {
        let report = diagnose(World.sequence(4) { world, _ in senders(&world, 300) })
        #expect(report.causes == ["healthy"])
    }

    @Test func comingAndGoingIsSilent() {
        let report = diagnose(
            World.sequence(4) { world, look in
                senders(&world, 100 + 5 * look)
                for index in world.snapshot.goroutines.indices {
                    world.snapshot.goroutines[index].fingerprint = UInt64(look)
                }
            })
        #expect(report.causes == ["healthy"])
    }

    @Test func veryManyInOneLookAskForAnother() throws {
        let report = diagnose(World.sequence(1) { world, _ in senders(&world, 5000) })
        #expect(report.causes == ["evidence.insufficient"])
        #expect(try #require(report.first).missing.contains { $0.command.contains("--duration 30s") })
    }

    @Test func aDumpWithOldAndNewOnes() {
        var world = World(.text)
        for index in 0..<200 {
            world.go(
                ["main.query.func1"], "chan send", created: "main.query", parent: 0,
                age: index % 2 == 0 ? Double(60 * (index / 10)) : nil)
        }
        world.go(["main.main"])
        #expect(diagnose([world.built()]).causes == ["leak.goroutine"])
    }

    private func bodies(_ world: inout World, _ count: Int) {
        for index in 0..<count {
            let parent = UInt64(10_000 + index)
            world.go(
                Frames.select + ["net/http.(*persistConn).readLoop"], "select",
                created: "net/http.(*Transport).dialConn", parent: parent)
            world.go(Frames.writeLoop, "select", created: "net/http.(*Transport).dialConn", parent: parent)
        }
    }

    @Test func unreadBodies() throws {
        let report = diagnose(
            World.sequence { world, look in
                world.go(Frames.roundTrip + ["main.(*poller).ping", "main.main"], "select", id: 1)
                world.snapshot.goroutines[0].fingerprint = UInt64(look)
                bodies(&world, 30 + 10 * look)
            })
        #expect(report.causes == ["leak.http-body"])
        let finding = try #require(report.first)
        #expect(finding.subject.title == "main.(*poller).ping")
        #expect(finding.summary.contains("20 more than at the first look"))
    }

    @Test func bodiesThatAreReadAreSilent() {
        let report = diagnose(
            World.sequence { world, _ in
                bodies(&world, 20)
                for _ in 0..<20 {
                    world.go(
                        Frames.select + ["net/http.(*bodyEOFSignal).Read", "io.ReadAll", "main.download"], "select")
                }
            })
        #expect(report.causes == ["healthy"])
    }
}

@Suite struct StuckTests {
    @Test func nilChannels() throws {
        let report = diagnose(
            World.sequence { world, _ in
                world.go(Frames.receive + ["main.listen"], "chan receive (nil chan)")
                world.go(["main.main"], "select (no cases)", created: "", id: 1000, flags: .main)
            })
        #expect(report.causes == ["stuck.nil-channel"])
        #expect(try #require(report.first).summary.contains("main.listen receives from a nil channel"))
    }

    @Test func aSelectWhoseChannelsAreAllNil() {
        let report = diagnose(
            World.sequence { world, _ in
                world.go(Frames.select + ["main.listen"], "select", flags: .reachabilityChecked)
            })
        #expect(report.causes == ["stuck.nil-channel"])
    }

    @Test func anEmptySelectBesideMainIsMild() {
        let report = diagnose(World.sequence { world, _ in world.go(["main.rest"], "select (no cases)", id: 5) })
        #expect(report.causes == ["stuck.nil-channel", "healthy"])
    }

    private func waitGroup(_ world: inout World, flags: GoroutineFlags, references: [UInt32]) {
        let g = world.go(Frames.waitGroup + ["main.process"], "sync.WaitGroup.Wait", id: 40, flags: flags)
        let group = world.object(.waitGroup(WaitGroupFacts(counter: 1, waiters: 1)))
        world.snapshot.objects[Int(group)].references = references
        world.wait(g, group, .wait)
    }

    @Test func aMissingDone() throws {
        let report = diagnose(World.sequence { world, _ in waitGroup(&world, flags: .unreachable, references: []) })
        #expect(report.causes == ["stuck.waitgroup"])
        let finding = try #require(report.first)
        #expect(finding.summary.contains("still counts 1, but nobody is left to call Done"))
        #expect(finding.severity == .critical)
    }

    @Test func aMissingDoneWithoutProofOfReach() {
        let report = diagnose(World.sequence { world, _ in waitGroup(&world, flags: [], references: []) })
        #expect(report.causes == ["stuck.waitgroup"])
    }

    @Test func aWaitGroupThatSomebodyRefersTo() {
        let report = diagnose(
            World.sequence { world, _ in
                let worker = world.go(["main.work"])
                waitGroup(&world, flags: [], references: [worker])
            })
        #expect(report.causes == ["healthy"])
    }

    @Test func aWaitGroupInADump() throws {
        var world = World(.text)
        world.go(["main.main"], "", state: .running)
        world.go(["sync.(*WaitGroup).Wait", "main.process"], "sync.WaitGroup.Wait", age: 240)
        let report = diagnose([world.built()])
        #expect(report.causes == ["stuck.waitgroup"])
        #expect(try #require(report.first).confidence < 0.7)
    }

    @Test func aCondThatNobodyReaches() {
        let stack = ["sync.runtime_notifyListWait", "sync.(*Cond).Wait", "main.consume"]
        let report = diagnose(
            World.sequence { world, _ in world.go(stack, "sync.Cond.Wait", flags: .unreachable) })
        #expect(report.causes == ["stuck.cond"])
    }
}
