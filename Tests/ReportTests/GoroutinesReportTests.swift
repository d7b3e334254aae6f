import Diagnosis
import Evidence
import GoProcess
import Report
import TestSupport
import Testing
import Wire

@Suite struct GoroutinesReportTests {
    private let snapshot = SampleSnapshot().snapshot

    private func groups(_ snapshot: GoroutineSnapshot) -> [[Int]] {
        snapshot.groups(by: .stack).map { $0.members.map { Int($0) } }
    }

    private func text(_ snapshot: GoroutineSnapshot, width: Int, _ options: GoroutinesOptions = .init()) -> String {
        var writer = TextWriter(TextOptions(width: width))
        GoroutinesText(snapshot, options: options)
            .write(groups: groups(snapshot), roots: WaitForGraph(snapshot).roots(), to: &writer)
        return writer.text
    }

    private func list(_ snapshot: GoroutineSnapshot, width: Int, _ options: GoroutinesOptions = .init()) -> String {
        var writer = TextWriter(TextOptions(width: width))
        GoroutineListText(snapshot, options: options).write(snapshot.goroutines.indices, to: &writer)
        return writer.text
    }

    private func json(_ body: (inout JSONWriter) -> Void) throws -> String {
        var bytes: [UInt8] = []
        var writer = JSONWriter { bytes += $0 }
        body(&writer)
        try writer.finish()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [40, 80])
    func matchesTheGoldenFiles(width: Int) {
        var allFrames = GoroutinesOptions()
        allFrames.showsAllFrames = true
        Golden.expect(text(snapshot, width: width), equals: "goroutines 4711 COLUMNS=\(width).txt")
        Golden.expect(
            text(snapshot, width: width, allFrames), equals: "goroutines 4711 --all-frames COLUMNS=\(width).txt")
        Golden.expect(list(snapshot, width: width), equals: "goroutines 4711 --all COLUMNS=\(width).txt")
    }

    @Test func jsonMatchesTheGoldenFiles() throws {
        let roots = WaitForGraph(snapshot).roots()
        let grouped = try json { GoroutinesJSON(snapshot).write(groups: groups(snapshot), roots: roots, to: &$0) }
        Golden.expect(grouped, equals: "goroutines 4711 --format json.json")
        let all = try json { GoroutinesJSON(snapshot).write(all: snapshot.goroutines.indices, roots: roots, to: &$0) }
        Golden.expect(all, equals: "goroutines 4711 --all --format json.json")
    }

    @Test(arguments: [20, 40, 59, 60, 80, 200])
    func staysWithinTheWidth(width: Int) {
        for line in (text(snapshot, width: width) + list(snapshot, width: width)).split(separator: "\n") {
            #expect(DisplayWidth.columns(of: String(line)) <= width, "\(line)")
        }
    }

    @Test func theHolderComesFirst() throws {
        let text = text(snapshot, width: 200)
        #expect(text.contains("goroutine 1 (IO wait for 41s in main.query at shop/db.go:7) holds up 3 goroutines"))
        #expect(text.contains("probably held by goroutine 1 (90%), taken in cart.(*Cart).Add"))
    }

    @Test func agesSayWhereTheyComeFrom() {
        #expect(text(snapshot, width: 200).contains("2s median, 40s oldest by the runtime's clock"))
    }

    @Test func foldsTheRuntimeUnlessAsked() {
        let folded = text(snapshot, width: 100)
        #expect(folded.contains("runtime.gopark … sync.(*Mutex).lockSlow (3 runtime frames)"))
        #expect(folded.contains("main.descend  shop/s.go:12 × 9"))
        #expect(!folded.contains("runtime.goexit"))
        var options = GoroutinesOptions()
        options.showsAllFrames = true
        let full = text(snapshot, width: 100, options)
        #expect(full.contains("runtime.goexit"))
        #expect(!full.contains("runtime frames"))
    }

    /// Labels that all members share are shown, the others only by their keys.
    @Test func labelsAreShared() throws {
        let summary = GroupSummary([1, 3], in: snapshot)
        #expect(summary.labels == [Label(key: "endpoint", value: "/pay")])
        #expect(summary.differingLabels.isEmpty)
        let mixed = GroupSummary([1, 2], in: snapshot)
        #expect(mixed.labels.isEmpty)
        #expect(mixed.differingLabels == ["endpoint"])
    }

    @Test func connectionsOfAServerArePutTogether() {
        #expect(text(snapshot, width: 100).contains("read from 6 tcp connections at 10.0.0.2:8080"))
    }

    /// Numbers that point nowhere, as in a damaged snapshot, are left out and do not trap.
    @Test func survivesNumbersThatPointNowhere() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var broken = snapshot
            for _ in 0..<4 {
                let index = Int.random(in: broken.goroutines.indices, using: &generator)
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: broken.goroutines[index].firstWait = .random(in: 0...(.max), using: &generator)
                case 1: broken.goroutines[index].waitCount = .random(in: 0...(.max), using: &generator)
                case 2: broken.goroutines[index].systemCall = .random(in: -9...9, using: &generator)
                case 3: broken.goroutines[index].labels = .random(in: 0...9, using: &generator)
                case 4: broken.goroutines[index].waitingNanoseconds = .random(in: .min ... .max, using: &generator)
                default: broken.goroutines[index].deadline = .random(in: .min ... .max, using: &generator)
                }
            }
            // What a reader never makes, only the writers have to bear: the graph has tests of its own.
            let members = [Array(broken.goroutines.indices)]
            var writer = TextWriter()
            GoroutinesText(broken).write(groups: members, roots: [], to: &writer)
            GoroutineListText(broken).write(0..<1000, to: &writer)
            _ = try json { GoroutinesJSON(broken).write(groups: members, roots: [], to: &$0) }
            _ = try json { GoroutinesJSON(broken).write(all: 0..<1000, roots: [], to: &$0) }
        }
    }

    /// Rows that repeat are not made anew: each must be as if it stood alone.
    @Test(arguments: [60, 80, 200], [false, true]) func repeatedRowsAreAsIfAlone(width: Int, hasColor: Bool) {
        var many = snapshot
        many.quality = Quality()
        let samples = many.goroutines
        for id in 1000..<1200 {
            var goroutine = samples[id % samples.count]
            goroutine.id = UInt64(id * 7)
            if id % 3 == 0, goroutine.waitingNanoseconds >= 0 { goroutine.waitingNanoseconds += 70_000_000_000 }
            if id % 5 == 0 { goroutine.labels = 1 }
            many.goroutines.append(goroutine)
        }
        func rows(_ members: [Int]) -> String {
            var writer = TextWriter(TextOptions(width: width, hasColor: hasColor))
            GoroutineListText(many).write(members, to: &writer)
            return writer.text
        }
        // The widest id and state make the columns: they are in each of the lists.
        let widest = [many.goroutines.count - 1] + Array(samples.indices)
        let start = rows(widest)
        let all = rows(widest + Array(samples.count..<many.goroutines.count - 1))
        var expected = start
        for member in samples.count..<many.goroutines.count - 1 {
            expected += rows(widest + [member]).dropFirst(start.count)
        }
        #expect(all == expected)
        #expect(all.contains("1m") && all.contains("endpoint=/pay"))
    }

    /// A document of many goroutines passes through a buffer of fixed size.
    @Test func manyGoroutinesDoNotGather() throws {
        var many = snapshot
        let first = many.goroutines[1]
        for id in 1000..<50_000 {
            var goroutine = first
            goroutine.id = UInt64(id)
            many.goroutines.append(goroutine)
        }
        var total = 0
        var largest = 0
        var writer = JSONWriter { part in
            total += part.count
            largest = max(largest, part.count)
        }
        GoroutinesJSON(many).write(all: many.goroutines.indices, roots: [], to: &writer)
        try writer.finish()
        #expect(total > 49_000 * 100)
        #expect(largest < 1 << 17)
    }
}
