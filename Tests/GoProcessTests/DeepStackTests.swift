import Evidence
import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoProcess

/// Stacks of runaway recursion: cut at a limit, and counted. A snapshot of them can be saved and read again.
@Suite struct DeepStackTests {
    private let count = StackTable.depthLimit + 1000

    private func check(_ snapshot: GoroutineSnapshot) throws {
        let goroutine = try #require(snapshot.goroutines.first)
        let frames = snapshot.stacks.frameIDs(goroutine.stack)
        #expect(frames.count == StackTable.depthLimit)
        #expect(frames.last.map { snapshot.stacks.functionName($0) } == TextDump.elidedFunction)
        let elided = snapshot.quality.counters.first { $0.name == "dump.frames-elided" }
        #expect(elided?.value == 1001)
        let saved = try SnapshotFile.encode(snapshot)
        #expect(try SnapshotFile.decode(Bytes(saved), name: "a").stacks.count == snapshot.stacks.count)
    }

    @Test func ofADump() throws {
        try check(
            try readDump(
                "goroutine 1 [running]:\n" + String(repeating: "main.f(0x1)\n\t/a.go:1 +0x1\n", count: count)))
    }

    @Test func ofAProfile() throws {
        let frames = String(repeating: "#\t0x1\tmain.f+0x1\t/a.go:1\n", count: count)
        try check(try readDump("goroutine profile: total 1\n1 @ 0x1\n\(frames)\n"))
    }

    @Test func ofARaceReport() throws {
        let frames = String(repeating: "  main.f()\n      /a.go:1 +0x1\n", count: count)
        let title = "==================\nWARNING: DATA RACE\nWrite at 0x1 by goroutine 7:\n"
        try check(try readDump("\(title)\(frames)\n==================\n"))
    }

    @Test func ofASnapshotThatNobodyRead() throws {
        var snapshot = GoroutineSnapshot(source: SnapshotSource(kind: .process, name: "made up"))
        let frame = snapshot.stacks.intern(function: "main.f", file: "/a.go", line: 1)
        _ = snapshot.stacks.intern(innermostFirst: [FrameID](repeating: frame, count: StackTable.depthLimit))
        #expect(try SnapshotFile.encode(snapshot).count > 100)
        _ = snapshot.stacks.intern(innermostFirst: [FrameID](repeating: frame, count: StackTable.depthLimit + 1))
        #expect(throws: InputError.self) { try SnapshotFile.encode(snapshot) }
    }

    /// Twenty thousand frames, each with four functions inlined into it.
    @Test func ofAProcess() throws {
        let source = """
            package main

            import (
                "fmt"
                "time"
            )

            var sink int

            func leaf(n int) int { return descend(n - 1) + 1 }
            func three(n int) int { return leaf(n) + 1 }
            func two(n int) int { return three(n) + 1 }
            func one(n int) int { return two(n) + 1 }

            //go:noinline
            func descend(n int) int {
                if n == 0 {
                    fmt.Println("ready")
                    time.Sleep(time.Hour)
                }
                return one(n) + 1
            }

            func main() { sink = descend(30000) }

            """
        let program = try GoProgram.build(source: source, toolchain: try .newest())
        let target = try LiveTarget(try program.startAndWait().program)
        let snapshot = try target.reader.snapshot()
        let goroutine = try #require(snapshot.goroutines.first { $0.id == 1 })
        let frames = snapshot.stacks.frameIDs(goroutine.stack)
        #expect(frames.count <= StackTable.depthLimit && frames.count > StackTable.depthLimit - 10)
        #expect(snapshot.stacks.functionName(frames[20]).hasPrefix("main."))
        #expect(goroutine.flags.contains(.partialStack))
        let saved = try SnapshotFile.encode(snapshot)
        #expect(try SnapshotFile.decode(Bytes(saved), name: "a").goroutines.count == snapshot.goroutines.count)
    }
}
