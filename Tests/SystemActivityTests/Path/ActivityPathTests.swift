import Evidence
import SystemActivity
import Testing

/// Paths by who woke whom, on logs that are made up.
struct ActivityPathTests {
    private static func wait(
        _ thread: UInt32, _ start: Int64, _ end: Int64, ready: Int64 = 0, waker: UInt32 = 0, isPreempted: Bool = false
    ) -> ActivityWait {
        ActivityWait(
            time: start, duration: end - start, ready: ready, process: Int32(thread / 10) - 1, thread: thread,
            wakerProcess: waker == 0 ? -1 : Int32(waker / 10) - 1, wakerThread: waker, wakerProcessID: waker / 10 * 10,
            wakerName: .empty, isPreempted: isPreempted, isUninterruptible: false, operation: .empty, kernelStack: 0,
            stack: 0)
    }

    private static func tables(_ waits: [ActivityWait], threads: [ActivityThread] = []) -> ActivityTables {
        var tables = ActivityTables()
        for id in [UInt32(10), 20] {
            var process = ActivityProcess(id: id, parentID: id == 10 ? 1 : 10)
            process.parent = id == 10 ? -1 : 0
            (process.start, process.end) = id == 10 ? (0, 1000) : (100, 800)
            tables.processes.append(process)
        }
        tables.waits = waits.sorted { $0.end < $1.end }
        tables.threads = threads
        return tables
    }

    private static let last = [ActivityEvent(time: 999, process: 0, thread: 10, kind: .other, operation: .empty)]

    @Test func aParentThatWaitsForItsChild() {
        // 10 makes 20 at 100 and waits for it from 150; it is woken at 800 and gets a processor at 850.
        let tables = Self.tables(
            [Self.wait(10, 150, 850, ready: 50, waker: 20), Self.wait(20, 300, 500)],
            threads: [ActivityThread(id: 20, process: 1, start: 100, maker: 10, makerProcess: 0)])
        let path = ActivityPath(Self.last, tables, root: ActivityPath.root(tables))
        let found = path.segments.map { [Int64($0.kind.rawValue), Int64($0.thread), $0.start, $0.end] }
        let (running, ready, blocked) = (Int64(0), Int64(1), Int64(2))
        #expect(
            found == [
                [running, 10, 0, 100], [running, 20, 100, 300], [blocked, 20, 300, 500], [running, 20, 500, 800],
                [ready, 10, 800, 850], [running, 10, 850, 1000],
            ])
    }

    @Test func whoeverLosesItsProcessorWaitsForOne() {
        let tables = Self.tables([Self.wait(10, 400, 600, ready: 200, isPreempted: true)])
        let path = ActivityPath(Self.last, tables, root: 0)
        #expect(path.segments.map(\.duration) == [400, 200, 400])
        #expect(path.segments.map(\.kind) == [.running, .ready, .running])
    }

    /// Whatever a log says, the parts follow each other and add up, and the search ends.
    @Test func partsAddUp() {
        var state: UInt64 = 42
        func random(_ bound: Int64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(state >> 33) % bound
        }
        for _ in 0..<500 {
            var waits: [ActivityWait] = []
            for _ in 0..<random(60) {
                let start = random(1100) - 50
                let duration = random(200) - 10
                waits.append(
                    Self.wait(
                        [10, 11, 20, 21][Int(random(4))], start, start + duration, ready: random(300) - 20,
                        waker: [0, 10, 11, 20, 21][Int(random(5))], isPreempted: random(4) == 0))
            }
            let threads = [11, 20, 21].map {
                ActivityThread(
                    id: UInt32($0), process: Int32($0 / 10 - 1), start: random(500),
                    maker: [10, 20, 21][Int(random(3))],
                    makerProcess: 0)
            }
            let tables = Self.tables(waits, threads: threads)
            let path = ActivityPath(Self.last, tables, root: 0)
            #expect(path.segments.reduce(0) { $0 + $1.duration } == 1000)
            #expect(path.segments.first?.start == 0)
            for (one, next) in zip(path.segments, path.segments.dropFirst()) { #expect(one.end == next.start) }
        }
    }
}
