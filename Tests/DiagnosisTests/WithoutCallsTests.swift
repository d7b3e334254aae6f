import Evidence
import GoProcess
import Testing

@testable import Diagnosis

/// What looks alone tell where the system calls of a process may not be recorded.
@Suite struct WithoutCallsTests {
    private static let sync = [
        "syscall.Syscall", "syscall.Fsync", "internal/poll.(*FD).Fsync", "os.(*File).Sync", "main.put",
    ]

    // MARK: - Calls that wait for the disk

    /// Looks at a goroutine that is in fsync at the first `hits` of them.
    /// - Parameter isNamed: whether the kernel showed which file it was.
    private func looks(_ count: Int, hits: Int, isNamed: Bool = true) -> [GoroutineSnapshot] {
        World.sequence(count, seconds: 10) { world, look in
            let isHit = look < hits
            let writer = world.go(isHit ? Self.sync : Frames.sleep + ["main.put"], isHit ? "" : "sleep")
            if isHit, isNamed { world.call(writer, "fsync", target: "/var/log/a.journal") }
            world.snapshot.goroutines[Int(writer)].state = isHit ? .systemCall : .waiting
            world.snapshot.goroutines[Int(writer)].fingerprint = UInt64(look + 1)
        }
    }

    @Test func whoIsAlwaysFoundSynchronisingWaitsForTheDisk() throws {
        let first = try #require(diagnose(looks(20, hits: 19)).first)
        #expect(first.cause == .ioDiskSync && first.severity == .warning)
        #expect(first.subject.title == "/var/log/a.journal")
        #expect(first.summary.contains("19 of 20 looks found main.put"))
        #expect(first.missing.contains { $0.command.hasPrefix("sudo sonde why") })
    }

    /// A thread that runs in the kernel shows no call: the stack tells what it is in, and no file.
    @Test func theStackTellsWhatTheKernelDoesNot() throws {
        let first = try #require(diagnose(looks(20, hits: 8, isNamed: false)).first)
        #expect(first.cause == .ioDiskSync && first.severity == .info)
        #expect(first.subject.title == "a file")
        #expect(first.subject.frames.contains { $0.function == "main.put" })
    }

    @Test(arguments: [(20, 3), (20, 0), (6, 6)])
    func seldomOrTooFewLooksSayNothing(count: Int, hits: Int) {
        #expect(!diagnose(looks(count, hits: hits)).causes.contains("io.disk-sync"))
    }

    /// Each write to a file that is open with O_DSYNC is such a call; to another file it is not.
    @Test(arguments: [true, false])
    func writesToSynchronousFilesCount(isSynchronous: Bool) {
        let looks = World.sequence(20, seconds: 10) { world, look in
            let writer = world.go(
                ["syscall.Syscall", "syscall.write", "internal/poll.(*FD).Write", "os.(*File).Write", "main.put"], "")
            world.call(writer, "write", target: "/var/lib/state")
            world.snapshot.goroutines[Int(writer)].fingerprint = UInt64(look + 1)
        }
        var sample = ProcessSample(time: 0)
        if isSynchronous { sample.synchronousFiles = ["/var/lib/state"] }
        let found = withProcess(looks, [sample]).first { $0.cause == .ioDiskSync }
        #expect((found != nil) == isSynchronous)
        #expect(found?.supports.contains { $0.fact.contains("O_DSYNC") } ?? !isSynchronous)
    }

    /// Wilson's interval as `statsmodels.stats.proportion.proportion_confint(hits, of, method="wilson")` has it.
    @Test(arguments: [(10, 20, 0.29930), (19, 20, 0.76387), (0, 20, 0.0), (20, 20, 0.83887), (3, 40, 0.02585)])
    func theLeastShareIsWilsons(hits: Int, looks: Int, expected: Double) {
        #expect(abs(SampledSyncRule.leastShare(hits, of: looks) - expected) < 0.0001)
    }

    // MARK: - Connections that are ended one after the other

    private static let peer = "10.0.0.7:443"

    /// - Parameter open: connections of the process to that peer at a time.
    private func ended(_ connections: [String: Int], open: Int) -> [ProcessSample] {
        var last = ProcessSample(time: 8_000_000_000)
        last.endedConnections = connections
        last.connections = [Self.peer: ConnectionCount(different: 9, most: open)]
        return [ProcessSample(time: 0), last]
    }

    @Test func connectionsThatEndOneAfterTheOtherAreNotReused() throws {
        let found = withProcess([], ended([Self.peer: 800, "10.9.9.9:80": 5000], open: 2))
        let first = try #require(found.first)
        #expect(first.cause == .networkNoReuse && first.severity == .warning)
        #expect(first.subject.title == "10.0.0.7:443")
        #expect(first.summary.contains("800 connections"))
        #expect(first.refutes.contains { $0.fact.contains("whose they were") })
        // Nobody saw the process with a connection to the other peer.
        #expect(found.count { $0.cause == .networkNoReuse } == 1)
    }

    /// A pool that gives some up, few, and none that is remembered.
    @Test(arguments: [(30, 100), (2, 15), (2, 0)])
    func connectionsThatAreKeptAreNoFault(open: Int, ended count: Int) {
        let found = withProcess([], ended([Self.peer: count], open: open))
        #expect(!found.contains { $0.cause == .networkNoReuse })
    }

    private func withProcess(_ looks: [GoroutineSnapshot], _ samples: [ProcessSample]) -> [Finding] {
        var context = DiagnosisContext()
        context.process = ProcessSeries(samples)
        return diagnosed(looks, context: context).findings
    }
}
