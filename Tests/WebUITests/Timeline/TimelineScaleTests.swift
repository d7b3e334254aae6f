import Evidence
import GoTrace
import Testing

@testable import WebUI

/// Bins, pixels and curves of timelines.
@Suite struct TimelineScaleTests {
    @Test func narrowSpansAreSpreadOverPixelsAndWideOnesAreKept() {
        var row = TimelineRaster(TimelineScale(from: 1000, to: 2000, parts: 10), overlaps: false)
        row.add(TimelineSpan(.running, from: 900, to: 1050))
        row.add(TimelineSpan(.running, from: 1150, to: 1250))
        row.add(TimelineSpan(.waiting, from: 1300, to: 1600, goroutine: 7))
        row.add(TimelineSpan(.running, from: 1950, to: 3000))
        row.add(TimelineSpan(.running, from: 3000, to: 4000))
        #expect(row.parts[0] == [50, 50, 50, 0, 0, 0, 0, 0, 0, 50])
        #expect(row.spans.map(\.goroutine) == [7])
        #expect(row.totals[0] == 200 && row.totals[4] == 300)
    }

    @Test func whatOverlapsHasPixelsAlone() {
        var row = TimelineRaster(TimelineScale(from: 0, to: 100, parts: 4), overlaps: true)
        for _ in 0..<3 { row.add(TimelineSpan(.runnable, from: 0, to: 100)) }
        #expect(row.spans.isEmpty)
        #expect(row.parts[2] == [75, 75, 75, 75])
    }

    @Test func levelsAreThoseOfEachPartsOwnLength() {
        // Seven nanoseconds in four parts: of one, two, two and two.
        var row = TimelineRaster(TimelineScale(from: 100, to: 107, parts: 4), overlaps: true)
        for _ in 0..<3 { row.add(TimelineSpan(.waiting, from: 0, to: 1000)) }
        row.add(TimelineSpan(.running, from: 100, to: 101))
        #expect(row.parts[4] == [3, 6, 6, 6])
        #expect(row.levels(.waiting) == [3, 3, 3, 3])
        #expect(row.levels(.running) == [1, 0, 0, 0])
        #expect(row.levels(.syscall).isEmpty)
    }

    @Test func aWindowHasNoMorePartsThanNanoseconds() throws {
        func parts(_ from: String, _ to: String) throws -> Int {
            let query = ["from": from, "to": to, "width": "900"]
            return try TimelineWish(PageRequest(path: "/", query: query)).scale(length: 1_000_000).parts
        }
        #expect(try parts("230471", "230491") == 20)
        #expect(try parts("1000", "2000") == 900)
        #expect(try parts("999999", "5000000") == 1)
    }

    @Test func windowsThatNeitherTimeNorPixelsFitAreAnswered() {
        // A trace may claim any time.
        var row = TimelineRaster(TimelineScale(from: .max - 10, to: .max, parts: 8192), overlaps: false)
        row.add(TimelineSpan(.running, from: 0, to: .max))
        #expect(row.totals[0] == 10)
        var long = TimelineRaster(TimelineScale(from: 0, to: .max, parts: 3), overlaps: true)
        long.add(TimelineSpan(.running, from: 0, to: .max))
        #expect(long.parts[0].reduce(0, +) == .max)
    }

    @Test func binsAnswerWindowsByTheirShare() {
        var row = TimelineBins(TimelineScale(from: 500, to: 501, parts: 4), overlaps: false)
        row.add(TimelineSpan(.running, from: 500, to: 500 + 4096))
        let parts = row.parts(.running, of: TimelineScale(from: 500, to: 500 + 8192, parts: 4))
        #expect(parts == [2048, 2048, 0, 0])
        #expect(row.parts(.syscall, of: TimelineScale(from: 500, to: 600, parts: 4)).isEmpty)
        #expect(row.total(.running) == 4096)
    }

    @Test func curvesKeepExtremesAndTheLastValue() {
        var curve = TimelineCurve(limit: 4)
        for (time, value) in [(0, 5), (100, 9), (5000, 3), (100_000, 8)] { curve.add(Int64(value), at: Int64(time)) }
        let points = curve.parts(of: TimelineScale(from: 0, to: 131_072, parts: 4))
        #expect(points.map(\.last) == [3, 3, 3, 8])
        #expect(points[0].least == 3 && points[0].most == 9)
    }
}
