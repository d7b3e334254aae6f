import GoProcess
import Testing

@testable import Diagnosis

/// Text dumps: no addresses, no objects, no holders.
@Suite struct DumpTests {
    private let lock = ["internal/sync.(*Mutex).lockSlow", "sync.(*Mutex).Lock"]

    @Test func aQueueWhoseHolderTalksToTheNetwork() throws {
        var world = World(.text)
        world.go(Frames.read.dropFirst(3) + ["main.(*store).load"] + Frames.handler, "IO wait")
        for _ in 0..<80 { world.go(lock + ["main.(*store).get"] + Frames.handler, "sync.Mutex.Lock") }
        let report = diagnose([world.built()])
        #expect(report.causes.first == "contention.lock-across-io")
        let finding = try #require(report.first)
        #expect(finding.confidence < 0.85)
        #expect(finding.summary.contains("likely held by goroutine 2 in main.(*store).load"))
        #expect(finding.missing.contains { $0.command.hasPrefix("sonde why PID") })
    }

    @Test func aQueueWithoutAnybodyInside() {
        var world = World(.text)
        for _ in 0..<5 { world.go(lock + ["main.lockForever"], "sync.Mutex.Lock") }
        world.go(["main.main"])
        #expect(diagnose([world.built()]).causes == ["evidence.insufficient"])
    }

    @Test func twoWaitersAreSilent() {
        var world = World(.text)
        for _ in 0..<2 { world.go(lock + ["main.(*store).get"], "sync.Mutex.Lock") }
        world.go(["main.(*store).put"])
        #expect(diagnose([world.built()]).causes == ["healthy"])
    }

    @Test func queuesThatCameThroughEachOther() {
        var world = World(.text)
        world.go(["main.main"])
        world.go(lock + ["main.(*ledger).add", "main.(*bank).move"], "sync.Mutex.Lock", age: 180)
        world.go(lock + ["main.(*bank).total", "main.(*ledger).audit"], "sync.Mutex.Lock", age: 180)
        #expect(diagnose([world.built()]).causes == ["deadlock.mutex"])
    }

    @Test func logging() {
        var world = World(.text)
        world.go(
            ["syscall.write", "os.(*File).Write", "log/slog.(*commonHandler).handle", "main.a"], state: .systemCall)
        for _ in 0..<30 {
            world.go(lock + ["log/slog.(*commonHandler).handle", "log/slog.Info", "main.a"], "sync.Mutex.Lock")
        }
        #expect(diagnose([world.built()]).causes == ["contention.logging"])
    }

    @Test func allGoroutinesAreAsleep() throws {
        var world = World(.text)
        world.go(Frames.receive.dropFirst(3) + ["main.main"], "chan receive", created: "", id: 1)
        world.go(["sync.(*WaitGroup).Wait", "main.collect"], "sync.WaitGroup.Wait")
        let report = diagnose([world.built()])
        #expect(report.causes == ["deadlock.channel"])
        #expect(try #require(report.first).summary.hasPrefix("The program can never go on: goroutine 1 in main.main"))
    }

    @Test func asleepOnOneLock() {
        var world = World(.text)
        world.go(lock + ["main.main"], "sync.Mutex.Lock", created: "", id: 1)
        #expect(diagnose([world.built()]).causes == ["deadlock.self"])
    }

    @Test func asleepWhileMainRestsInAnEmptySelect() throws {
        var world = World(.text)
        world.go(["main.main"], "select (no cases)", created: "", id: 1)
        for _ in 0..<2 { world.go(lock + ["main.lockForever"], "sync.Mutex.Lock") }
        #expect(diagnose([world.built()]).causes == ["deadlock.mutex"])
    }

    @Test func asleepOnNilChannels() {
        var world = World(.text)
        world.go(["main.main"], "chan receive (nil chan)", created: "", id: 1)
        #expect(diagnose([world.built()]).causes == ["stuck.nil-channel"])
    }

    @Test func sendersPastWhoseStatementOthersWait() throws {
        var world = World(.text)
        world.go(["main.main"])
        for _ in 0..<4 { world.go(Frames.roundTrip.dropFirst(2) + ["main.fetch", "main.work"], "select") }
        for _ in 0..<56 { world.go(["main.work"], "chan send") }
        let report = diagnose([world.built()])
        #expect(report.causes.first == "pool.exhausted")
        #expect(try #require(report.first).summary.contains("4 others are past that point in main.fetch"))
    }

    @Test func sendersOfWhomNothingIsKnown() throws {
        var world = World(.text)
        world.go(["main.main"])
        for _ in 0..<60 { world.go(["main.produce"], "chan send") }
        let report = diagnose([world.built()])
        #expect(report.causes == ["evidence.insufficient"])
        #expect(try #require(report.first).missing.contains { $0.command.hasPrefix("sonde why PID") })
    }

    @Test func groupedDumpsCannotDecide() throws {
        var world = World(.groupedText)
        for _ in 0..<10 { world.go(["main.work"], state: .unknown) }
        let report = diagnose([world.built()])
        #expect(report.causes == ["evidence.insufficient"])
        #expect(try #require(report.first).missing.contains { $0.command.contains("debug=2") })
    }

    @Test func nothingAtAll() {
        #expect(diagnosed().causes == ["evidence.insufficient"])
        #expect(diagnose([World().built()]).causes == ["evidence.insufficient"])
    }
}
