import Evidence
import Testing

@testable import Diagnosis

/// The rules for execution traces speak above their limits, and not below. One processor is taken for granted.
@Suite struct TraceThresholdTests {
    private func expect(_ trace: ScriptedTrace, _ cause: Cause, _ severity: Severity, _ note: Comment? = nil) {
        let findings = trace.findings()
        #expect(findings.first?.cause == cause, note)
        #expect(findings.first?.severity == severity, note)
        #expect(findings.count == 1, "\(findings.map(\.summary))")
    }

    @Test(arguments: [(95, nil), (105, Severity.info), (990, .info), (1010, .warning)])
    func locks(milliseconds: Double, severity: Severity?) {
        let trace = ScriptedTrace.queue("sync", "sync.(*Mutex).Lock", milliseconds: milliseconds, waits: 4)
        expect(trace, severity == nil ? .healthy : .contentionMutex, severity ?? .ok)
    }

    @Test func twoWaitsForALockAreNoPattern() {
        expect(ScriptedTrace.queue("sync", "sync.(*Mutex).Lock", milliseconds: 500, waits: 1), .healthy, .ok)
    }

    @Test(arguments: [(95, nil), (105, Severity.info), (1010, .warning)])
    func sends(milliseconds: Double, severity: Severity?) {
        let trace = ScriptedTrace.queue("chan send", "runtime.chansend1", milliseconds: milliseconds, waits: 10)
        expect(trace, severity == nil ? .healthy : .backpressureChannel, severity ?? .ok)
    }

    @Test func nineSendsAreNoPattern() {
        expect(ScriptedTrace.queue("chan send", "runtime.chansend1", milliseconds: 800, waits: 4), .healthy, .ok)
    }

    /// Who holds the lock sleeps for a part of the time.
    @Test(arguments: [(40, Cause.contentionMutex), (60, .contentionLockAcrossIo)])
    func slowHolders(percent: Double, cause: Cause) {
        var trace = ScriptedTrace()
        let sleeping = trace.stack("time.Sleep", "main.hold", "main.holder")
        let waiting = trace.stack("sync.(*Mutex).Lock", "main.use", "main.user")
        let release = trace.stack("main.release", "main.holder")
        trace.goroutine(1, stack: sleeping)
        trace.goroutine(2, stack: waiting)
        for number in 0..<4 {
            let start = 10 + Double(number) * 120
            trace.wait(2, "sync", start, start + 100, stack: waiting, waker: 1, wakerStack: release)
            trace.wait(1, "sleep", start, start + percent, stack: sleeping)
        }
        expect(trace, cause, .info)
    }

    @Test(arguments: [(260, 3, nil), (300, 2, nil), (300, 3, Severity.info), (300, 4, .warning)])
    func peers(milliseconds: Double, waits: Int, severity: Severity?) {
        var trace = ScriptedTrace()
        let reading = trace.stack("internal/poll.(*FD).Read", "net.(*conn).Read", "main.ask", "main.client")
        for id in 1...Int64(waits) {
            trace.goroutine(id, stack: reading)
            trace.wait(id, "network", 10, 10 + milliseconds, stack: reading)
        }
        expect(trace, severity == nil ? .healthy : .networkSlowPeer, severity ?? .ok)
    }

    /// A goroutine that reads right where it begins rests there.
    @Test func readersOfConnectionsRest() {
        var trace = ScriptedTrace()
        let reading = trace.stack("internal/poll.(*FD).Read", "net.(*conn).Read", "main.serve")
        for id in 1...8 as ClosedRange<Int64> {
            trace.goroutine(id, stack: reading)
            trace.wait(id, "network", 10, nil, stack: reading)
        }
        expect(trace, .healthy, .ok)
    }

    /// Writes that never end count as well.
    @Test(arguments: [2, 3])
    func deafPeers(writers: Int64) {
        var trace = ScriptedTrace()
        let writing = trace.stack("internal/poll.(*FD).Write", "net.(*conn).Write", "main.stream")
        for id in 1...writers {
            trace.goroutine(id, stack: writing)
            trace.wait(id, "network", 10, nil, stack: writing)
        }
        expect(trace, writers < 3 ? .healthy : .networkSlowClient, writers < 3 ? .ok : .warning)
    }

    @Test(arguments: [(45, 1, nil), (56, 1, Severity.info), (45, 23, .warning)])
    func syncs(milliseconds: Double, goroutines: Int64, severity: Severity?) {
        var trace = ScriptedTrace()
        let syncing = trace.stack("syscall.fsync", "os.(*File).Sync", "main.save")
        for id in 1...goroutines {
            trace.goroutine(id, stack: syncing)
            trace.systemCall(id, 10, 10 + milliseconds, stack: syncing)
        }
        expect(trace, severity == nil ? .healthy : .ioDiskSync, severity ?? .ok)
    }

    @Test(arguments: [(90, nil), (110, Severity.info)])
    func assists(milliseconds: Double, severity: Severity?) {
        var trace = ScriptedTrace()
        let allocating = trace.stack("runtime.mallocgc", "main.render")
        trace.goroutine(1, stack: allocating)
        trace.assist(1, 10, 10 + milliseconds, stack: allocating)
        expect(trace, severity == nil ? .healthy : .gcAllocationRate, severity ?? .ok)
    }

    @Test(arguments: [(150, 1000, false), (50, 1000, true), (10, 450, false)])
    func stuckGoroutines(from start: Double, length: Int64, isFound: Bool) {
        var trace = ScriptedTrace(length: length)
        let waiting = trace.stack("runtime.chanrecv1", "main.await", "main.run", "main.waiter")
        trace.goroutine(1, stack: waiting)
        trace.wait(1, "chan receive", start, nil, stack: waiting)
        expect(trace, isFound ? .evidenceInsufficient : .healthy, isFound ? .info : .ok)
    }

    @Test(arguments: [(19, nil), (40, Severity.info), (120, .warning)])
    func leaks(goroutines: Int, severity: Severity?) {
        let first = ScriptedTrace.leaking(goroutines: goroutines).findings().first
        #expect(
            first?.cause == (severity == nil ? .healthy : .leakGoroutine)
                || severity == nil && first?.cause == .evidenceInsufficient)
        if let severity { #expect(first?.severity == severity) }
    }

    @Test func shortTimesAreNotNought() {
        #expect(Wording.duration(0) == "0 s")
        #expect(Wording.duration(420) == "420 ns")
        #expect(Wording.duration(4_200) == "4.2 µs")
        #expect(Wording.duration(999_999) == "999 µs")
        #expect(Wording.duration(1_450_000) == "1.4 ms")
        #expect(Wording.duration(340_000_000) == "340 ms")
    }
}
