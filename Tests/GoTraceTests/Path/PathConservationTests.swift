import Evidence
import TestSupport
import Testing

@testable import GoTrace

/// Segments of critical paths add up to the time that passed, and say what the goroutines did.
@Suite struct PathConservationTests {
    /// All intervals of a trace, by goroutine.
    private struct Intervals: TraceAnalysis {
        let wants: TraceWants = .intervals
        var all: [Int64: [GoroutineInterval]] = [:]
        mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
            all[interval.goroutine, default: []].append(interval)
        }

        /// The interval in which a stretch of time lies.
        func around(_ segment: PathSegment) -> GoroutineInterval? {
            guard let list = all[segment.goroutine] else { return nil }
            var (low, high) = (0, list.count)
            while low < high {
                let middle = (low + high) / 2
                if list[middle].end < segment.end { low = middle + 1 } else { high = middle }
            }
            return low < list.count && list[low].start <= segment.start ? list[low] : nil
        }
    }

    private func check(
        _ bytes: [UInt8], _ intervals: Intervals, _ target: PathTarget, _ comment: Comment
    ) throws -> Int {
        check(try TestPass.paths(bytes, target).paths, intervals, comment)
    }

    private func check(_ paths: PathAnalysis, _ intervals: Intervals, _ comment: Comment) -> Int {
        #expect(paths.lost == 0, comment)
        var sum: Int64 = 0
        for result in paths.results {
            var at = result.instance.start
            for segment in result.segments {
                #expect(segment.start == at && segment.end > segment.start, comment)
                at = segment.end
                if segment.activity.state != .notExist {
                    #expect(intervals.around(segment)?.state == segment.activity.state, comment)
                }
                #expect(segment.stopped <= segment.duration && segment.assist <= segment.duration, comment)
                if segment.wait >= 0 {
                    let wait = result.waits[Int(segment.wait)]
                    #expect(wait.start <= segment.start && segment.end <= wait.end, comment)
                } else if segment.activity.state != .notExist, result.instance.kind != .task {
                    #expect(segment.goroutine == result.instance.goroutine, comment)
                }
            }
            #expect(at == result.instance.end, comment)
            for wait in result.waits where wait.parent >= 0 {
                let outer = result.waits[Int(wait.parent)]
                #expect(outer.start <= wait.start && wait.end <= outer.end, comment)
            }
            sum += result.instance.duration
        }
        #expect(paths.nodes.all.reduce(0) { $0 + $1.sums[0].nanoseconds } == sum, comment)
        return paths.results.count
    }

    @Test(arguments: TracedServer.versions, [false, true])
    func ofServers(_ version: String, _ hasGenerations: Bool) throws {
        let bytes = try TracedServer.trace(version, generations: hasGenerations)
        let intervals = try TestPass.run(bytes, [Intervals()]).result(Intervals.self)
        let requests = TracedServer.rounds * TracedServer.clients + TracedServer.streams + 1
        try #expect(check(bytes, intervals, .request(handler: nil), "requests of \(version)") == requests)
        try #expect(check(bytes, intervals, .task(id: nil, type: nil), "tasks of \(version)") == requests)
        try #expect(check(bytes, intervals, .region("part"), "regions of \(version)") == (requests - 1) * 3)
        for goroutine in [Int64(1), 20, 40] {
            _ = try check(
                bytes, intervals, .goroutine(goroutine, from: nil, to: nil), "goroutine \(goroutine) of \(version)")
            _ = try check(
                bytes, intervals, .goroutine(goroutine, from: 10_000_000, to: 20_000_001),
                "goroutine \(goroutine) of \(version)")
        }
    }

    @Test(.enabled(if: SharedCorpus.isPresent, "no shared corpus"))
    func ofEveryGoroutineOfTheCorpus() throws {
        let path = try #require(SharedCorpus.path("corpus/traces/inputs/encoding-json-go1.25.trace"))
        let bytes = try Files.bytes(path)
        let intervals = try TestPass.run(bytes, [Intervals()]).result(Intervals.self)
        var wanted: [PathAnalysis.Wanted] = []
        for id in intervals.all.keys.sorted() {
            guard let first = intervals.all[id]?.first, let last = intervals.all[id]?.last, last.end > first.start
            else { continue }
            let instance = PathInstance(
                .goroutine, id: id, name: .empty, goroutine: id, slot: last.slot, start: first.start, end: last.end)
            wanted.append(PathAnalysis.Wanted(instance))
        }
        let paths = try TestPass.run(bytes, [PathAnalysis(wanted, keepsResults: true)]).result(PathAnalysis.self)
        #expect(check(paths, intervals, "the corpus") == wanted.count)
    }
}
