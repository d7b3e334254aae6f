import Evidence
import GoTrace
import TestSupport
import Testing
import Wire

@testable import WebUI

/// Rows of timelines add up to what the analyses behind `sonde trace` say of the same trace.
@Suite struct TimelineSumsTests {
    private static func trace() throws -> IndexedTrace {
        let path = try TracedProgram(.zoo, "service", version: GoToolchain.newest().version).trace()
        return IndexedTrace(path: nil) { try SequentialInput(path: path) }
    }

    private static func pass(
        _ trace: IndexedTrace, _ analyses: [any TraceAnalysis], window: TraceWindow = TraceWindow()
    ) throws -> TracePass {
        var pass = TracePass(analyses, window: window)
        let outcome = try trace.run(&pass)
        try #require(outcome.damage == nil)
        return pass
    }

    /// Nanoseconds of a processor's row by the state of the processor.
    private static func sums(_ total: (TimelineState) -> Int64) -> [Int64] {
        [0, total(.scheduling), total(.running) + total(.collecting), total(.syscall)]
    }

    @Test func theOverviewHasWhatProcessorsDid() throws {
        let pass = try Self.pass(try Self.trace(), [TimelineAnalysis<TimelineBins>(nil), ProcessorUse()])
        let rows = pass.result(TimelineAnalysis<TimelineBins>.self)
        let use = pass.result(ProcessorUse.self)
        try #require(use.processors.count > 1)
        for processor in use.processors {
            let row = try #require(rows.processors[Int(processor.processor)])
            var expected = processor.time
            expected[0] = 0
            #expect(Self.sums(row.total) == expected)
        }
    }

    @Test func aWindowOfEverythingHasWhatProcessorsAndGoroutinesDid() throws {
        let trace = try Self.trace()
        let first = try Self.pass(trace, [ProcessorUse(), WindowStatistics()])
        let scale = TimelineScale(from: first.scene.start, to: first.scene.end, parts: 777)
        let pass = try Self.pass(
            trace, [TimelineAnalysis<TimelineRaster>(scale)],
            window: TraceWindow(from: 0, to: scale.length))
        let rows = pass.result(TimelineAnalysis<TimelineRaster>.self)
        for processor in first.result(ProcessorUse.self).processors {
            let row = try #require(rows.processors[Int(processor.processor)])
            var expected = processor.time
            expected[0] = 0
            #expect(Self.sums { row.totals[Int($0.rawValue)] } == expected)
            // What is seen is all there is: wide spans one by one, and the narrow ones in their pixels.
            for state in TimelineState.allCases {
                let wide = row.spans.filter { $0.state == state }.reduce(Int64(0)) { $0 + $1.end - $1.start }
                let narrow = row.parts[Int(state.rawValue)].reduce(0, +)
                #expect(wide + narrow == row.totals[Int(state.rawValue)])
            }
            #expect(row.spans.count <= scale.parts / 2 + 1)
        }
        let statistics = first.result(WindowStatistics.self)
        for state in [TimelineState.running, .runnable, .waiting, .syscall] {
            let sum = rows.groups.reduce(Int64(0)) { $0 + ($1?.totals[Int(state.rawValue)] ?? 0) }
            #expect(sum == statistics.states[Int(state.rawValue)])
        }
    }

    @Test(arguments: [3, 10]) func windowsAddUpToTheWhole(count: Int64) throws {
        let trace = try Self.trace()
        let whole = try Self.pass(trace, [WindowStatistics()])
        let length = whole.scene.end - whole.scene.start
        var states = [Int64](repeating: 0, count: TimelineState.allCases.count)
        for number in 0..<count {
            let window = TraceWindow(from: length * number / count, to: length * (number + 1) / count)
            let scale = TimelineScale(
                from: whole.scene.start + (window.from ?? 0), to: whole.scene.start + (window.to ?? 0), parts: 100)
            let rows = try Self.pass(trace, [TimelineAnalysis<TimelineRaster>(scale)], window: window)
                .result(TimelineAnalysis<TimelineRaster>.self)
            for row in rows.groups.compactMap({ $0 }) { states = zip(states, row.totals).map { $0 + $1 } }
        }
        #expect(states == whole.result(WindowStatistics.self).states)
    }

    @Test func singleGoroutinesHaveTheTimesOfTheirGroup() throws {
        let trace = try Self.trace()
        let whole = try Self.pass(trace, [WindowStatistics()])
        let scale = TimelineScale(from: whole.scene.start, to: whole.scene.end, parts: 200)
        let groups = whole.scene.groups
        let names = Set((0..<Int32(groups.count)).map { whole.scene.text(groups.root($0)) })
        let choice = TimelineAnalysis<TimelineRaster>.Choice(groups: names, limit: 1 << 20)
        let rows = try Self.pass(
            trace, [TimelineAnalysis<TimelineRaster>(scale, choice: choice)],
            window: TraceWindow(from: 0, to: scale.length)
        ).result(TimelineAnalysis<TimelineRaster>.self)
        #expect(rows.leftOut.isEmpty)
        var sums = [Int64](repeating: 0, count: TimelineState.allCases.count)
        for goroutine in rows.goroutines { sums = zip(sums, goroutine.row.totals).map { $0 + $1 } }
        #expect(sums == whole.result(WindowStatistics.self).states)
    }

    @Test func anIntervalIsFoundAtEachOfItsMoments() throws {
        let trace = try Self.trace()
        let first = try Self.pass(trace, [Longest()])
        let longest = try #require(first.result(Longest.self).running)
        for time in [longest.start, longest.start + longest.duration / 2, longest.end - 1] {
            let finder = IntervalFinder(goroutine: longest.goroutine, at: time) {}
            let found = try #require(
                Self.pass(trace, [finder], window: TraceWindow(from: time - first.scene.start))
                    .result(IntervalFinder.self).found)
            #expect(found.start == longest.start && found.interval.end == longest.end)
            #expect(found.interval.state == .running)
        }
    }

    private struct Longest: TraceAnalysis {
        var running: GoroutineInterval?
        var wants: TraceWants { .intervals }
        mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
            guard interval.state == .running, !interval.isCensored, !interval.isOpen else { return }
            if interval.duration > running?.duration ?? -1 { running = interval }
        }
    }
}
