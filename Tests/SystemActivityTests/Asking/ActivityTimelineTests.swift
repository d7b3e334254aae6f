import Evidence
import TestSupport
import Testing
import Wire

@testable import SystemActivity

@Suite struct ActivityTimelineTests {
    /// Whether on each track a slice lies within another or beside it.
    private func isNested(_ timeline: ActivityTimeline) -> Bool {
        var open: [Int: [Int64]] = [:]
        for slice in timeline.slices {
            guard slice.end >= slice.start else { return false }
            while let last = open[slice.track]?.last, last <= slice.start { open[slice.track]?.removeLast() }
            if let last = open[slice.track]?.last, slice.end > last { return false }
            open[slice.track, default: []].append(slice.end)
        }
        return true
    }

    @Test func whatOverlapsGetsATrackOfItsOwn() throws {
        var source = MemorySource()
        let process = source.process(1, "a", start: 0, end: 1000)
        source.event(process, 0, "outer", duration: 100)
        source.event(process, 10, "inner", duration: 20)
        source.event(process, 50, "beside", duration: 100)
        source.event(process, 60, "moment", duration: 0)
        source.event(process, 200, "open", duration: -1)
        source.event(process, 5, "other thread", duration: 500, thread: 2)
        let timeline = ActivityTimeline(source.events, source.tables)
        #expect(isNested(timeline))
        #expect(timeline.tracks.map(\.thread) == [1, 2, 1] && timeline.tracks.map(\.lane) == [0, 0, 1])
        #expect(timeline.moments == [3] && timeline.slices.count == 5)
        // What had not ended goes on to the end of its process.
        #expect(timeline.slices.last?.end == 1000)
        #expect(timeline.covers(process: 0, thread: 1, at: 99) && !timeline.covers(process: 0, thread: 1, at: 150))
        #expect(!timeline.covers(process: 0, thread: 7, at: 10) && !timeline.covers(process: 0, thread: 1, at: -5))
    }

    @Test(arguments: 0..<20) func anyTimesNest(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var source = MemorySource()
        let process = source.process(1, "a")
        for _ in 0..<300 {
            source.event(
                process, Int64.random(in: 0...1000, using: &generator), "x",
                duration: Int64.random(in: -2...200, using: &generator),
                thread: UInt32.random(in: 1...2, using: &generator))
        }
        let timeline = ActivityTimeline(source.events, source.tables)
        #expect(isNested(timeline))
        #expect(timeline.slices.count + timeline.moments.count == 300)
        #expect(timeline.tracks.count <= 32)
    }

    /// Only what had not ended goes on: of others, the log does not say how long they took.
    @Test func unknownDurationsAreMoments() {
        var source = MemorySource()
        let process = source.process(1, "a", start: 0, end: 1000)
        source.event(process, 0, "untold", duration: ActivityEvent.untold)
        source.event(process, 10, "unfinished", duration: ActivityEvent.unfinished)
        let timeline = ActivityTimeline(source.events, source.tables)
        #expect(timeline.moments == [0])
        #expect(timeline.slices.map(\.end) == [1000] && timeline.slices.map(\.start) == [10])
    }

    @Test func nothingIsNothing() {
        let timeline = ActivityTimeline([], ActivityTables())
        #expect(timeline.slices.isEmpty && timeline.start == 0 && timeline.end == 0)
    }

    /// Parents may stand behind their children in a log, and circles end.
    @Test func treesOfAnyParents() throws {
        var source = MemorySource()
        for id in 1...5 { source.process(UInt32(id), "p\(id)", start: Int64(id)) }
        source.event(0, 0, "read", duration: 10)
        for (child, parent) in [(0, 3), (1, 0), (2, 4), (4, 2)] {
            source.tables.processes[child].parent = Int32(parent)
        }
        let tree = try ProcessTree(&source)
        #expect(tree.nodes.count == 5)
        #expect(Set(tree.nodes.map(\.process)) == [0, 1, 2, 3, 4])
        let depths = Dictionary(tree.nodes.map { ($0.process, $0.depth) }) { $1 }
        #expect(depths[3] == 0 && depths[0] == 1 && depths[1] == 2)
        #expect([depths[2], depths[4]].compactMap { $0 }.sorted() == [0, 1])
    }

    @Test(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus")) func processorTimeIsThatOfTheLog() throws {
        var source = try ProcmonReader(ProcmonCorpus.small.log())
        let tree = try ProcessTree(&source)
        let node = try #require(tree.nodes.first { source.tables.processes[Int($0.process)].id == 8156 })
        #expect(node.exitStatus == 0 && node.userTime == 31_250_000 && node.kernelTime == 453_125_000)
    }
}
