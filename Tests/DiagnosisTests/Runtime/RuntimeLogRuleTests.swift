import GoProcess
import Testing
import Wire

@testable import Diagnosis

/// What the rules make of logs of the runtime alone: which cause, and where none.
@Suite struct RuntimeLogRuleTests {
    @Test func aCalmProgramIsHealthy() throws {
        for script in [
            ScriptedRuntimeLog(busy: 1, collections: 0), ScriptedRuntimeLog(busy: 1, collections: 1, worker: 20),
            ScriptedRuntimeLog(busy: 4, collections: 2, worker: 40),
            ScriptedRuntimeLog(busy: 0, collections: 1, isForced: false),
            // A heap that is seldom collected, at a great price each time.
            ScriptedRuntimeLog(busy: 0, collections: 1, worker: 300, kept: 800, goal: 1600),
        ] {
            #expect(try script.causes() == [.healthy])
        }
    }

    @Test func theReportSaysWhatTheLogIs() throws {
        let report = try ScriptedRuntimeLog(busy: 1).report()
        #expect(report.target.kind == "GODEBUG log")
        #expect(report.collected.map(\.evidence) == ["GODEBUG log"])
        #expect(report.collected.first?.source == "gc.log (160 collections, 40 looks at the scheduler)")
        let lacking = report.walk.filter { if case .lacking = $0.outcome { true } else { false } }.map(\.rule.id)
        #expect(lacking.contains("process.descriptors") && !lacking.contains("process.threads"))
        #expect(!lacking.contains("gc.work") && !lacking.contains("scheduler.queue"))
    }

    /// 400 ms of collecting in each second, of 4 busy processors: ten percent. 1.2 s: thirty.
    @Test func muchCollectingIsNamed() throws {
        let much = try ScriptedRuntimeLog(worker: 300).report()
        let first = try #require(much.findings.first)
        #expect(first.cause == .gcAllocationRate && first.severity == .warning)
        #expect(first.summary.contains("takes 31 %") && first.summary.contains("since the program allocates too fast."))
        #expect(first.supports.allSatisfy { $0.evidence == "GODEBUG log" })
        #expect(try ScriptedRuntimeLog(worker: 120).report().findings.first?.severity == .info)
        #expect(try ScriptedRuntimeLog(worker: 60).causes() == [.healthy])
    }

    /// What was let grow to twice its size is not any more: something else than GOGC holds it down.
    @Test func aMemoryLimitIsToldByItsGoals() throws {
        let first = try #require(try ScriptedRuntimeLog(worker: 300, kept: 60, goal: 64).report().findings.first)
        #expect(first.cause == .gcMemoryLimit && first.severity == .warning)
        // GOGC is low, and always was.
        let low = ScriptedRuntimeLog(worker: 300, kept: 60, goal: 72, firstGoal: 24, firstKept: 20)
        #expect(try low.causes().first == .gcAllocationRate)
    }

    @Test func collectionsByHandAreNamed() throws {
        let first = try #require(
            try ScriptedRuntimeLog(collections: 3, isForced: true, worker: 200).report().findings.first)
        #expect(first.cause == .gcForced && first.severity == .warning)
        #expect(first.summary.hasPrefix("The program runs the collector by hand: "), "\(first.summary.english)")
    }

    @Test func queuesAreNamed() throws {
        let first = try #require(try ScriptedRuntimeLog(queue: 3, collections: 0).report().findings.first)
        #expect(first.cause == .cpuSaturated && first.severity == .warning)
        #expect(try ScriptedRuntimeLog(busy: 1, queue: 3, collections: 0).causes() == [.healthy])
        #expect(try ScriptedRuntimeLog(queue: 1, collections: 0).causes() == [.healthy])
    }

    @Test func longStopsAreARemark() throws {
        let report = try ScriptedRuntimeLog(busy: 2, stop: "15").report()
        #expect(report.findings.map(\.cause).contains(.gcLongPause))
        #expect(report.findings.allSatisfy { $0.severity <= .info })
        #expect(try ScriptedRuntimeLog(busy: 2, stop: "2.5").causes() == [.healthy])
    }

    @Test func growingThreadsAndHeapsAreNamed() throws {
        #expect(try ScriptedRuntimeLog(busy: 1, threadGrowth: 3, collections: 0).causes() == [.threadsExplosion])
        #expect(try ScriptedRuntimeLog(busy: 1, threads: 400, collections: 0).causes() == [.healthy])
        #expect(try ScriptedRuntimeLog(busy: 1, collections: 1, keptGrowth: 10, goal: 60).causes() == [.leakHeap])
    }

    /// Of two processes that write to one log, the one with fewer lines is the one to blame.
    @Test func everyProcessIsLookedAt() throws {
        let calm = ScriptedRuntimeLog(seconds: 40, busy: 1, threads: 5, collections: 1).text.split(separator: "\n")
        let growing = ScriptedRuntimeLog(seconds: 38, busy: 1, threads: 100, threadGrowth: 5, collections: 0).text
            .split(separator: "\n")
        let lines = calm.enumerated().flatMap { index, line in
            index % 2 == 1 && index / 2 < growing.count ? [line, growing[index / 2]] : [line]
        }
        let log = try #require(
            try RuntimeLogReader.read(
                SequentialInput(bytes: Bytes(Array(lines.joined(separator: "\n").utf8)), name: "gc.log")))
        var context = DiagnosisContext()
        context.runtimeLog = RuntimeLogEvidence(log)
        let report = Diagnosis.diagnose(snapshots: [], context: context)
        #expect(report.findings.map(\.cause) == [.threadsExplosion])
        #expect(report.collected.first?.source.hasSuffix("; 1 more runs or processes)") == true)
    }

    /// Of a long log the whole is calm, and its end is not.
    @Test func theEndOfALongLogIsLookedAtAsWell() throws {
        let calm = ScriptedRuntimeLog(seconds: 1_000, collections: 0).text
        let busy = ScriptedRuntimeLog(seconds: 60, queue: 5, collections: 0).text.split(separator: "\n")
            .enumerated().map { index, line in
                "SCHED \(1_000_000 + index * 1000)ms:" + line.drop { $0 != ":" }.dropFirst()
            }
        let text = ([calm] + busy).joined(separator: "\n")
        let log = try #require(
            try RuntimeLogReader.read(SequentialInput(bytes: Bytes(Array(text.utf8)), name: "gc.log")))
        var context = DiagnosisContext()
        context.runtimeLog = RuntimeLogEvidence(log)
        #expect(diagnosed(context: context).findings.first?.cause == .cpuSaturated)
    }

    /// Beside looks at the program itself, a log says what they do not show.
    @Test func looksComeFirst() throws {
        var context = DiagnosisContext()
        let log = try #require(
            try RuntimeLogReader.read(
                SequentialInput(
                    bytes: Bytes(Array(ScriptedRuntimeLog(stop: "15", worker: 300).text.utf8)), name: "gc.log")))
        context.runtimeLog = RuntimeLogEvidence(log)
        var states = [RuntimeState(), RuntimeState()]
        for index in states.indices {
            states[index].monotonicTime = index * 10_000_000_000
            states[index].goMaxProcs = 4
            states[index].collector.cycles = 10 + index
        }
        context.runtime = states
        let causes = diagnosed(context: context).findings.map(\.cause)
        #expect(causes.contains(.gcAllocationRate) && !causes.contains(.gcLongPause))
    }
}
