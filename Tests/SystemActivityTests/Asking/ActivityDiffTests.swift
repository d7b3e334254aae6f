import Evidence
import Report
import TestSupport
import Testing
import Wire

@testable import SystemActivity

@Suite struct ActivityDiffTests {
    /// A go build that begins at `start` and has these compile steps, with the milliseconds that each takes.
    private static func build(_ steps: [(package: String, time: Int64)], work: Int, start: Int64) -> MemorySource {
        let millisecond: Int64 = 1_000_000
        var source = MemorySource()
        let total = steps.reduce(0) { $0 + $1.time } + 10
        let go = source.process(
            UInt32(work), "/go/bin/go build ./...", start: start, end: start + total * millisecond, status: 0)
        source.event(go, start, "openat", "/src/main.go", result: "3", duration: 1000)
        var at = start
        for (index, step) in steps.enumerated() {
            let folder = "/tmp/go-build\(work)/b\(100 + index + work)"
            let process = source.process(
                UInt32(work + 1 + index),
                "/go/pkg/tool/linux_amd64/compile -o \(folder)/_pkg_.a -trimpath \(folder)=> -p \(step.package) x.go",
                parent: go, start: at, end: at + step.time * millisecond, status: 0)
            source.event(process, at + 1, "write", "\(folder)/_pkg_.a", result: "10", duration: step.time * 1000)
            at += step.time * millisecond
        }
        source.event(go, start + (total - 1) * millisecond, "close", "/src/main.go", duration: millisecond)
        return source
    }

    private static func diff(_ first: MemorySource, _ second: MemorySource) throws -> ActivityDiff {
        var (first, second) = (first, second)
        return ActivityDiff(
            try ActivityRun(&first, followsBuild: true), try ActivityRun(&second, followsBuild: true))
    }

    private static let millisecond: Int64 = 1_000_000

    @Test func whatIsOnlyInOneIsSaidFirst() throws {
        let diff = try Self.diff(
            Self.build([("fmt", 300), ("os", 200), ("main", 50)], work: 500, start: 1_000_000),
            Self.build([("main", 60)], work: 90, start: 77_000_000))
        let first = try #require(diff.findings.first)
        #expect(first.kind == "compile" && first.place == .onlyInFirst && first.count == 2 && first.isStep)
        #expect(first.difference == 500 * Self.millisecond)
        #expect(first.rows.map(\.name) == ["compile fmt", "compile os"])
        // The same step under other numbers, in another folder.
        let main = try #require(diff.processes.first { $0.name == "compile main" })
        #expect(main.difference == -10 * Self.millisecond && main.first?.count == 1 && main.second?.count == 1)
        #expect(diff.findings.contains { $0.place == .inBoth && $0.difference == -10 * Self.millisecond })
        // The go command itself took the same: what it waited for is its children's.
        let go = try #require(diff.processes.first { $0.name == "go build ./..." })
        #expect(go.difference == 0 && go.first?.time == 10 * Self.millisecond)
    }

    /// What got slower and what got faster are two sentences: each is true of all that it names.
    @Test func noSentenceIsAboutBoth() throws {
        let diff = try Self.diff(
            Self.build([("fmt", 300), ("os", 100), ("net", 70), ("io", 5)], work: 500, start: 0),
            Self.build([("fmt", 100), ("os", 150), ("net", 60), ("io", 5)], work: 90, start: 0))
        let found = diff.findings.filter { $0.kind == "compile" }
        #expect(found.map(\.difference) == [210 * Self.millisecond, -50 * Self.millisecond])
        #expect(found.map(\.count) == [2, 1])
        #expect(found.map { $0.rows.map(\.name) } == [["compile fmt", "compile net"], ["compile os"]])
        var bytes: [UInt8] = []
        var writer = JSONWriter(.compact) { bytes += $0 }
        EventsDiffReport(diff, first: "a", second: "b", limit: nil).write(to: &writer)
        try writer.finish()
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("2 compile steps took longer in A: fmt 200") && text.contains("in B: os 50"), "\(text)")
    }

    /// Each go command has a folder b001 of its own.
    @Test func foldersOfTwoCommandsAreTold() throws {
        var source = MemorySource()
        for (work, package) in [(1, "fmt"), (2, "os")] {
            let folder = "/tmp/go-build\(work)/b001"
            let process = source.process(
                UInt32(work), "/go/pkg/tool/x/compile -o \(folder)/_pkg_.a -p \(package)", start: 0, end: 10)
            source.event(process, Int64(work), "write", "\(folder)/_pkg_.a", duration: Int64(work))
        }
        let run = try ActivityRun(&source, followsBuild: false)
        #expect(run.paths["$WORK/[fmt]/_pkg_.a"]?.time == 1 && run.paths["$WORK/[os]/_pkg_.a"]?.time == 2)
    }

    @Test func pathsAreThoseOfPackages() throws {
        let diff = try Self.diff(
            Self.build([("fmt", 300), ("main", 50)], work: 500, start: 0),
            Self.build([("main", 20)], work: 90, start: 0))
        let main = try #require(diff.paths.first { $0.name == "$WORK/[main]/_pkg_.a" })
        #expect(main.first?.count == 1 && main.second?.count == 1 && main.difference == 30_000)
        #expect(diff.paths.contains { $0.name == "$WORK/[fmt]/_pkg_.a" && $0.second == nil })
    }

    /// Where the time went along the critical path adds up to the time of the command.
    @Test func partsAddUp() throws {
        let diff = try Self.diff(
            Self.build([("fmt", 300), ("main", 50)], work: 500, start: 0),
            Self.build([("main", 20)], work: 90, start: 0))
        #expect(diff.parts.reduce(0) { $0 + ($1.first?.time ?? 0) } == 360 * Self.millisecond)
        #expect(diff.parts.reduce(0) { $0 + ($1.second?.time ?? 0) } == 30 * Self.millisecond)
        #expect(diff.parts.first?.name == "compile")
    }

    @Test func turnedRoundItIsTheOpposite() throws {
        let (a, b) = (
            Self.build([("fmt", 300), ("main", 50)], work: 500, start: 0),
            Self.build([("main", 20), ("net", 5)], work: 90, start: 9)
        )
        let (there, back) = (try Self.diff(a, b), try Self.diff(b, a))
        for (rows, others) in [
            (there.processes, back.processes), (there.operations, back.operations), (there.paths, back.paths),
            (there.parts, back.parts),
        ] {
            #expect(rows.map(\.name) == others.map(\.name))
            #expect(rows.map(\.difference) == others.map { -$0.difference })
        }
        #expect(there.findings.map(\.difference) == back.findings.map { -$0.difference })
    }

    @Test func whatIsTheSameDiffersInNothing() throws {
        let build = Self.build([("fmt", 300), ("main", 50)], work: 500, start: 0)
        let diff = try Self.diff(build, build)
        #expect(diff.findings.isEmpty)
        #expect((diff.processes + diff.paths + diff.operations + diff.parts).allSatisfy { $0.difference == 0 })
        var empty = MemorySource()
        let nothing = try ActivityRun(&empty, followsBuild: true)
        #expect(nothing.duration == 0)
        #expect(ActivityDiff(nothing, nothing).findings.isEmpty)
    }

    /// The time of a process without its children's is counted once where those overlap, and is never negative.
    @Test func overlappingChildrenCountOnce() throws {
        var source = MemorySource()
        let parent = source.process(1, "make", start: 0, end: 100)
        let first = source.process(2, "cc a", parent: parent, start: 10, end: 50)
        let second = source.process(3, "cc b", parent: parent, start: 30, end: 70)
        let late = source.process(4, "cc c", parent: parent, start: 90, end: 130)
        for process in [parent, first, second, late] { source.event(process, 0, "read", duration: 1) }
        source.event(parent, 99, "read", duration: 1)
        let run = try ActivityRun(&source, followsBuild: false)
        #expect(run.processes["make"]?.time == 30)
        #expect(run.processes["cc a"]?.time == 40 && run.processes["cc c"]?.time == 10)
    }

    /// A log compared with what Process Monitor exported of it, which is another format.
    @Test(.enabled(if: ProcmonCorpus.isPresent, "no shared corpus")) func formatsMayDiffer() throws {
        var log = try ProcmonReader(ProcmonCorpus.small.log())
        var export = try ProcmonExportReader(ProcmonCorpus.small.export(), zone: .universal)
        let diff = ActivityDiff(
            try ActivityRun(&log, followsBuild: false), try ActivityRun(&export, followsBuild: false))
        #expect(diff.first.count == diff.second.count)
        #expect(diff.operations.allSatisfy { $0.first == $0.second })
        #expect(diff.paths.allSatisfy { $0.first == $0.second })
    }
}
