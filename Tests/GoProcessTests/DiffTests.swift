import Evidence
import Testing

@testable import GoProcess

/// A goroutine of a test by what matters here.
struct Sketch {
    var id: UInt64
    var line: Int32 = 1
    var fingerprint: UInt64 = 0
    var state = GoroutineState.waiting
    var waiting: Int64 = -1
    var creation: Int32 = 100
    var reason = "chan receive"

    /// - Parameter shift: strings and frames made before, so that the numbers of two snapshots differ.
    static func snapshot(
        _ sketches: [Sketch], seconds: Int64?, shift: Int = 0, kind: SnapshotSource.Kind = .process, process: Int32 = 1
    ) -> GoroutineSnapshot {
        var snapshot = GoroutineSnapshot(source: SnapshotSource(kind: kind, name: "a", processID: process))
        snapshot.monotonicTime = seconds.map { $0 * 1_000_000_000 }
        for index in 0..<shift {
            let frame = snapshot.stacks.intern(function: "pad\(index)", file: "p", line: 1)
            _ = snapshot.stacks.intern(innermostFirst: [frame])
        }
        for sketch in sketches {
            let inner = snapshot.stacks.intern(
                function: "main.work", file: "/src/main.go", line: sketch.line, isInlined: shift > 0)
            let outer = snapshot.stacks.intern(function: "main.start", file: "/src/main.go", line: 5)
            var goroutine = Goroutine(id: sketch.id)
            goroutine.stack = snapshot.stacks.intern(innermostFirst: [inner, outer])
            goroutine.creation = snapshot.stacks.intern(function: "main.main", file: "m.go", line: sketch.creation)
            goroutine.reason = snapshot.stacks.strings.intern(sketch.reason)
            goroutine.fingerprint = sketch.fingerprint
            goroutine.state = sketch.state
            goroutine.waitingNanoseconds = sketch.waiting
            snapshot.goroutines.append(goroutine)
        }
        return snapshot
    }
}

@Suite struct DiffTests {
    @Test func goroutinesAreToldApart() {
        let before = Sketch.snapshot(
            [
                Sketch(id: 1, fingerprint: 5), Sketch(id: 2, fingerprint: 6), Sketch(id: 3, fingerprint: 7),
                Sketch(id: 4, fingerprint: 8, state: .running), Sketch(id: 6, creation: 1),
            ], seconds: 10)
        let after = Sketch.snapshot(
            [
                Sketch(id: 1, fingerprint: 5), Sketch(id: 2, fingerprint: 66),
                Sketch(id: 4, fingerprint: 8, state: .running),
                Sketch(id: 5, fingerprint: 9), Sketch(id: 6, creation: 2),
            ], seconds: 14, shift: 9)
        let diff = SnapshotDiff(from: before, to: after)
        #expect(diff.stuck == [.init(before: 0, after: 0)])
        #expect(diff.moved == [.init(before: 1, after: 1), .init(before: 3, after: 2)])
        // 6 was created elsewhere, so that it is another one.
        #expect(diff.gone == [2, 4])
        #expect(diff.new == [3, 4])
        #expect(diff.elapsedNanoseconds == 4_000_000_000)
        #expect(diff.hasIdentities && diff.isCertain)
    }

    @Test func withoutFingerprintsStacksAreComparedByText() {
        let before = Sketch.snapshot(
            [
                Sketch(id: 1), Sketch(id: 2), Sketch(id: 3), Sketch(id: 4, waiting: 300), Sketch(id: 5, waiting: 1),
            ], seconds: nil, kind: .text)
        let after = Sketch.snapshot(
            [
                Sketch(id: 1), Sketch(id: 2, line: 2), Sketch(id: 3, reason: "select"), Sketch(id: 4, waiting: 2),
                Sketch(id: 5, waiting: 60),
            ], seconds: nil, shift: 3, kind: .text)
        let diff = SnapshotDiff(from: before, to: after)
        #expect(diff.stuck.map(\.after) == [0, 4])
        #expect(diff.moved.map(\.after) == [1, 2, 3])
        #expect(!diff.isCertain)
        #expect(diff.elapsedNanoseconds == nil)
        #expect(diff.byCreation.allSatisfy { $0.ratePerSecond == nil })
    }

    @Test func growthIsCountedBySiteAndStack() throws {
        let before = Sketch.snapshot([Sketch(id: 1), Sketch(id: 2), Sketch(id: 3, creation: 7)], seconds: 0)
        let after = Sketch.snapshot(
            (4..<10).map { Sketch(id: $0, line: $0 < 6 ? 1 : 2) }, seconds: 2, shift: 5)
        let diff = SnapshotDiff(from: before, to: after)
        #expect(diff.byCreation.map(\.before) == [2, 1])
        #expect(diff.byCreation.map(\.after) == [6, 0])
        #expect(diff.byCreation.map(\.ratePerSecond) == [2, -0.5])
        #expect(diff.stacks[diff.byCreation[0].creation].line == 100)
        #expect(diff.byStack.map(\.change) == [4, 0, -1])
        let top = try #require(diff.byStack[0].stack)
        #expect(diff.stacks.resolvedFrames(top).map(\.line) == [2, 5])
    }

    @Test func otherProcessesAndAggregatesHaveNoIdentities() {
        let one = Sketch.snapshot([Sketch(id: 1, fingerprint: 1)], seconds: 1)
        let restarted = Sketch.snapshot([Sketch(id: 1, fingerprint: 1)], seconds: 2, process: 2)
        let grouped = Sketch.snapshot([Sketch(id: 1, fingerprint: 1)], seconds: 2, kind: .groupedText)
        for other in [restarted, grouped] {
            let diff = SnapshotDiff(from: one, to: other)
            #expect(!diff.hasIdentities && diff.new.isEmpty && diff.gone.isEmpty && diff.stuck.isEmpty)
            #expect(diff.byCreation.map(\.change) == [0])
        }
        #expect(SnapshotDiff(from: restarted, to: one).elapsedNanoseconds == nil)
    }

    @Test func clocksOfHostileFilesDoNotTrap() {
        var a = Sketch.snapshot([], seconds: nil)
        var b = a
        a.monotonicTime = .min
        b.monotonicTime = .max
        #expect(SnapshotDiff(from: a, to: b).elapsedNanoseconds == nil)
    }
}
