import Testing

@testable import GoTrace

/// A trace may claim any times: that they lie further apart than 64 bits can tell must not trap, whatever is made of
/// it.
@Suite struct AbsurdTimesTests {
    private static let times: [[Int64]] = [
        [.min, .min + 1, -5, 7, .max - 9, .max], [.min, -1 << 62, 0, 1 << 62, .max - 1, .max],
        [0, 1, 1 << 61, 1 << 62, .max - 1, .max],
    ]

    /// Goroutine 1 waits for a lock that 2 lets go of, both for a task, while the world is stopped and 2 assists.
    private static func trace(_ times: [Int64]) -> MadeUpTrace {
        var trace = MadeUpTrace(start: times[0])
        let lock = trace.stack("sync.(*Mutex).Lock", "net/http.serverHandler.ServeHTTP", "net/http.(*conn).serve")
        let unlock = trace.stack("sync.(*Mutex).Unlock", "main.hold")
        trace.processor(0, .undetermined, .running, at: times[0])
        trace.existing(1, .running, at: times[0], on: 0, stack: lock)
        trace.existing(2, .running, at: times[0], on: 1, stack: unlock)
        trace.annotation(.taskBegin, 7, "order", by: 1, at: times[1])
        trace.annotation(.regionBegin, 7, "order", by: 2, at: times[1])
        trace.range(.stwBegin, .rangeBegin, at: times[1], goroutine: 2)
        trace.range(.gcMarkAssistBegin, .rangeBegin, at: times[1], goroutine: 2)
        trace.change(1, .waiting, at: times[2], on: 0, reason: "sync", stack: lock)
        trace.change(2, .syscall, at: times[2], on: 1, stack: unlock, type: .goSyscallBegin)
        trace.change(2, .running, at: times[3], on: 1, type: .goSyscallEndBlocked)
        trace.change(1, .runnable, at: times[4], by: 2, wakerStack: unlock)
        trace.range(.gcMarkAssistEnd, .rangeEnd, at: times[4], goroutine: 2)
        trace.range(.stwEnd, .rangeEnd, at: times[4], goroutine: 2)
        trace.change(1, .running, at: times[5], on: 0, type: .goStart)
        trace.annotation(.regionEnd, 7, "order", by: 2, at: times[5])
        trace.annotation(.taskEnd, 7, "order", by: 1, at: times[5])
        trace.end(at: times[5])
        return trace
    }

    private static var analyses: [any TraceAnalysis] {
        [
            BlockedTime(), SchedulingLatency(), ProcessorUse(), CollectorWork(), CollectorCycles(), WorldStops(),
            CreationTree(), GoroutineTimes(keepsLives: true), TaskAnalysis(), RegionAnalysis(), CPUSamples(),
            SystemCalls(), NetworkWaits(), OpenIntervalProfile(), SampleProfile(), StateProfile(.sync), TraceMeasures(),
            MutatorUtilisation([UtilisationRule(), UtilisationRule(isPerProcessor: true)]),
        ]
    }

    @Test(arguments: times) func analysesSurvive(_ times: [Int64]) {
        for window in [TraceWindow(), TraceWindow(from: 1, to: .max), TraceWindow(from: .max, to: .max)] {
            var source = Self.trace(times)
            var pass = TracePass(Self.analyses, window: window)
            #expect(pass.run(&source) == nil)
            let trace = MeasuredTrace(pass, name: "absurd") { _ in true }
            #expect(TraceComparison(before: trace, after: trace).changes.allSatisfy { !$0.isChange })
            for curve in pass.result(MutatorUtilisation.self).curves {
                for length in curve.lengths { _ = curve.worst(length) }
            }
        }
        let (blocked, _) = Self.trace(times).analysed(BlockedTime())
        #expect(blocked.contention.count == 1)
    }

    @Test(arguments: times) func pathsSurvive(_ times: [Int64]) throws {
        for target in [PathTarget.whatThereIs, .region("order"), .goroutine(1, from: nil, to: nil)] {
            let catalogue = Self.trace(times).analysed(PathCatalogue(target)).0
            let wanted = catalogue.instances.map { PathAnalysis.Wanted($0) }
            #expect(!wanted.isEmpty, "\(target)")
            let paths = Self.trace(times).analysed(PathAnalysis(wanted + wanted + wanted, keepsResults: true)).0
            #expect(paths.results.count == wanted.count * 3 && paths.lost == 0, "\(target)")
            #expect(paths.nodes.totals(set: 0).count == paths.nodes.all.count)
        }
    }
}
