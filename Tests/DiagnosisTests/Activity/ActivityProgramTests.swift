import Evidence
import SystemActivity
import Testing

@testable import Diagnosis

/// What a program does by itself: names, connections, start-up, calls that wait.
@Suite struct ActivityProgramTests {
    @Test func namesThatTakeLong() throws {
        let finding = try #require(ScriptedActivity.lookups(3, 2000, isAnswered: false).findings().first)
        #expect(finding.cause == .networkDns)
        #expect(finding.severity == .warning)
        #expect(finding.subject.title == "10.0.0.53:53")
        #expect(finding.summary.contains("left 3 questions without an answer"))
        #expect(finding.supports.contains { $0.fact.contains("2 times the same process asked once more") })
        #expect(finding.refutes.contains { $0.fact.contains("3 other questions") })
        #expect(try ScriptedActivity.lookups(4, 300).causes() == ["network.dns info"])
        // One answer that was a bit late, and prompt ones.
        #expect(try ScriptedActivity.lookups(1, 150).causes() == ["healthy ok"])
        #expect(try ScriptedActivity.lookups(0, 0, prompt: 50).causes() == ["healthy ok"])
    }

    @Test func connectionsThatAreUsedOnce() throws {
        let finding = try #require(ScriptedActivity.connections(200, uses: 1).findings().first)
        #expect(finding.cause == .networkNoReuse)
        #expect(finding.severity == .warning)
        #expect(finding.subject.title == "10.0.0.1:80")
        #expect(finding.summary.contains("200 connections"))
        #expect(finding.refutes.isEmpty)
        #expect(try ScriptedActivity.connections(30, uses: 1, every: 200).causes() == ["network.no-reuse info"])
        #expect(try ScriptedActivity.connections(19, uses: 1).causes() == ["healthy ok"])
        #expect(try ScriptedActivity.connections(200, uses: 2).causes() == ["healthy ok"])
        let peers = try #require(ScriptedActivity.connections(200, uses: 1, isEndedByPeer: true).findings().first)
        #expect(peers.refutes.contains { $0.fact.contains("the peer ended 200") })
        #expect(peers.confidence < finding.confidence)
    }

    @Test func aStartThatReadsManyFiles() throws {
        let finding = try #require(ScriptedActivity.start(5000, pause: 0.2, until: 1010).findings().first)
        #expect(finding.cause == .startupFileReads)
        #expect(finding.severity == .warning)
        #expect(finding.subject.title == "/etc/shop")
        #expect(finding.summary.contains("opened 5000 files"))
        #expect(try ScriptedActivity.start(1000, pause: 0.2, until: 250).causes() == ["startup.file-reads info"])
        #expect(
            try ScriptedActivity.start(1000, pause: 0.2, missing: 990, until: 250).causes() == [
                "startup.file-reads info"
            ])
        #expect(try ScriptedActivity.start(400, pause: 0.5, until: 250).causes() == ["healthy ok"])
        // What takes the time is something else.
        #expect(try ScriptedActivity.start(1000, pause: 0.2, until: 900).causes() == ["healthy ok"])
        // Fast enough.
        #expect(try ScriptedActivity.start(1000, pause: 0.06, until: 70).causes() == ["healthy ok"])
        // Somebody else took the processor meanwhile.
        var slowed = ScriptedActivity.start(1000, pause: 0.2, until: 900)
        slowed.ready(210, 600)
        #expect(try slowed.causes() == ["startup.file-reads info"])
    }

    @Test func callsThatWait() throws {
        func causes(_ operation: String, _ descriptor: Int32, _ path: String, took: Double = 8000) throws -> [String] {
            var script = ScriptedActivity()
            script.call(100, operation, descriptor, path, "1", took: took)
            return try script.causes()
        }
        #expect(try causes("flock", 3, "/var/lock/shop") == ["io.blocked-syscall warning"])
        #expect(try causes("openat", -1, "/run/fifo") == ["io.blocked-syscall warning"])
        #expect(try causes("write", 1, "pipe:1") == ["io.blocked-syscall warning"])
        #expect(try causes("read", 3, "pipe:1", took: 2000) == ["io.blocked-syscall info"])
        #expect(try causes("fdatasync", 3, "/data/x", took: 2000) == ["io.disk-sync info"])
        #expect(try causes("flock", 3, "/var/lock/shop", took: 500) == ["healthy ok"])
        // Rest, and no delay: standard input, events, a terminal, a connection.
        #expect(try causes("read", 0, "pipe:1") == ["healthy ok"])
        for path in ["eventfd", "inotify", "timerfd", "anon_inode:[eventpoll]", "/dev/pts/3", "socket:from 10.0.0.1:7"]
        {
            #expect(try causes("read", 4, path) == ["healthy ok"], "\(path)")
        }
        for operation in ["epoll_wait", "accept4", "futex", "nanosleep", "wait4", "recvfrom"] {
            #expect(try causes(operation, 4, "") == ["healthy ok"], "\(operation)")
        }
    }

    /// Only who looked at the descriptors knows that each write waits for the disk.
    @Test(arguments: [true, false])
    func writesToFilesThatAreOpenWithOSync(isKnown: Bool) throws {
        var script = ScriptedActivity()
        for number in 0..<4000 { script.call(10 + Double(number) * 2, "write", 3, "/data/journal", "9", took: 0.5) }
        var context = DiagnosisContext()
        context.activity = try script.evidence(synchronousFiles: [isKnown ? "/data/journal" : "/data/other"])
        let findings = diagnosed(context: context).findings
        #expect(findings.map(\.cause) == [isKnown ? .ioDiskSync : .healthy])
        #expect(findings.first?.supports.contains { $0.fact.contains("O_SYNC") } == isKnown)
    }

    /// A shell that reads what its child prints waits for the child.
    @Test func whatAChildPrints() throws {
        var script = ScriptedActivity()
        script.call(100, "read", 3, "pipe:1", "5", took: 8000)
        script.child(8, from: 90, to: 8100)
        #expect(try script.causes() == ["healthy ok"])
        var other = ScriptedActivity()
        other.call(1000, "read", 3, "pipe:1", "5", took: 8000)
        other.child(8, from: 90, to: 900)
        #expect(try other.causes() == ["io.blocked-syscall warning"])
    }

    /// Calls at the same time are one stretch, and a call that only had no processor is none.
    @Test func howLongCallsTake() throws {
        var script = ScriptedActivity()
        for thread in 0..<20 {
            script.call(100, "fsync", 3, "/data/x", took: 400, thread: UInt32(100 + thread))
        }
        #expect(try script.causes() == ["healthy ok"])
        var waiting = ScriptedActivity()
        waiting.call(100, "flock", 3, "/data/x", took: 4000)
        waiting.ready(101, 3900)
        #expect(try waiting.causes() == ["healthy ok"])
    }
}
