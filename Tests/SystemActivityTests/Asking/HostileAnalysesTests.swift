import Evidence
import TestSupport
import Testing
import Wire

@testable import SystemActivity

/// All analyses on logs that were spoilt: nothing traps, nothing hangs, and sums stay sums.
@Suite struct HostileAnalysesTests {
    private static let log = """
        10 1795297848.000000 execve("/bin/sh", ["sh", "-c", "a; b"], 0x1 /* 3 vars */) = 0 <0.001000>
        10 1795297848.100000 vfork() = 11 <0.001000>
        11 1795297848.110000 execve("/go/pkg/tool/linux_amd64/compile", ["compile", "-o", "/tmp/go-build1/b001/_pkg_.a", "-p", "fmt"], 0x1 /* 3 vars */) = 0 <0.001000>
        11 1795297848.120000 openat(AT_FDCWD</tmp>, "x", O_WRONLY|O_CREAT, 0666) = 3</tmp/x> <0.002000>
         > /lib/libc.so.6(openat64+0x12) [0x100]
         > /bin/a(main+0x7) [0x200]
        11 1795297848.130000 write(3</tmp/x>, "hello", 5 <unfinished ...>
        10 1795297848.140000 read(3</tmp/x>, "hello", 100) = 5 <0.000500>
        11 1795297848.430000 <... write resumed>) = 5 <0.300000>
        10 1795297848.600000 connect(4<TCP:[9]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}, 16) = 0 <0.1>
        11 1795297848.700000 +++ killed by SIGKILL +++
        10 1795297848.800000 +++ exited with 2 +++

        """

    private static let query = """
        under process sh and (failed or bytes > 1) or stack ~ "mai." and not (time > 1s) or detail contains O_ or status
        """

    /// - Returns: how many events were analysed; nil when nothing could be read.
    private static func check(_ bytes: [UInt8]) throws -> Int? {
        func open() -> StraceReader? { try? StraceReader(Bytes(bytes)) }
        guard let first = open() else { return nil }
        var source = first
        guard let events = try? source.readAll() else { return nil }
        let whole = source
        // Each event fits a question or its opposite.
        var matcher = ActivityQueryMatcher(try ActivityQuery(parsing: query))
        var opposite = ActivityQueryMatcher(try ActivityQuery(parsing: "not (\(query))"))
        for event in events { #expect(matcher.holds(event, of: whole) != opposite.holds(event, of: whole)) }
        func with<Result>(_ body: (inout StraceReader) throws -> Result) throws -> Result? {
            guard var source = open() else { return nil }
            return try body(&source)
        }
        for subject in [ActivitySubject.file, .network] {
            for grouping in [PathSummary.Grouping.path, .folder, .fileExtension] {
                let summary = try with { try PathSummary(&$0, of: subject, by: grouping) }
                let sum = summary?.rows.reduce(0) { $0 + $1.effects.tally.count }
                #expect(sum == summary?.total.tally.count)
            }
        }
        let processes = try with { try ProcessSummary(&$0) }
        #expect(processes?.rows.reduce(0) { $0 + $1.tally.count } == events.count)
        for column in [ColumnSummary.Column.function, .command, .procmon(.detail), .tid, .stack] {
            let summary = try with { try ColumnSummary(&$0, by: column) }
            #expect(summary?.total.count == events.count)
        }
        _ = try with { try CrossReferences(&$0) }
        if let tallies = try with({ try StackTallies(&$0) }) {
            let tree = ActivityStackTree(tallies, whole.tables, withProcesses: true)
            #expect(tree.nodes[0].tally.count + tallies.withoutStack.count == events.count)
        }
        if let run = try with({ try ActivityRun(&$0, followsBuild: true) }) {
            #expect(run.processes.values.allSatisfy { $0.time >= 0 })
            _ = ActivityDiff(run, run)
        }
        #expect(try with { try ProcessTree(&$0) }?.nodes.count == whole.tables.processes.count)
        let timeline = ActivityTimeline(events, whole.tables)
        #expect(timeline.slices.count + timeline.moments.count == events.count)
        for index in whole.tables.processes.indices { _ = whole.tables.title(ofProcess: Int32(index)) }
        return events.count
    }

    /// Most of what is spoilt must still have been analysed, with events in it.
    private static func check(_ inputs: [HostileInput], leastShare: Double) throws {
        let counts = try inputs.map { try check($0.bytes) }
        #expect(!inputs.isEmpty)
        #expect(Double(counts.count { $0 ?? 0 > 3 }) >= leastShare * Double(inputs.count), "\(counts)")
    }

    @Test func truncated() throws {
        try Self.check(Array(Hostile.truncations(of: Array(Self.log.utf8), step: 17)), leastShare: 0.6)
    }

    @Test func flipped() throws {
        try Self.check(Array(Hostile.bitFlips(of: Array(Self.log.utf8), count: 150, seed: 31)), leastShare: 0.95)
    }

    @Test func absurdNumbers() throws {
        let numbers = ["99999999999999999999", "-1", "18446744073709551615", "9223372036854775807", "0", "1e308"]
        let text = Self.log
        var analysed = 0
        for (index, number) in numbers.enumerated() {
            for place in ["1795297848.130000", "0.300000", "11 ", "= 5", "= 11", "10 17952978"] {
                let spoilt = text.replacing(place, with: number + (index % 2 == 0 ? "" : " "))
                #expect(spoilt != text)
                if try Self.check(Array(spoilt.utf8)) ?? 0 > 3 { analysed += 1 }
            }
        }
        #expect(analysed >= 30)
    }

    /// Texts that may be anything.
    @Test func volatileTextsOfAnyBytes() {
        for input in Hostile.bitFlips(
            of: Array("/proc/123/go-build7/ab/{x}pipe:12-trimpath=/tmp/go-build1/b2=>".utf8), count: 500, seed: 9)
        {
            let text = String(decoding: input.bytes, as: UTF8.self)
            let stable = VolatileText.stable(text)
            #expect(stable.utf8.count <= text.utf8.count + 8)
        }
    }
}
