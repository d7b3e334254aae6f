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

    private static func check(_ bytes: [UInt8]) throws {
        func open() -> StraceReader? { try? StraceReader(Bytes(bytes)) }
        guard let first = open() else { return }
        var source = first
        guard let events = try? source.readAll() else { return }
        let whole = source
        var matcher = ActivityQueryMatcher(try ActivityQuery(parsing: query))
        let fitting = events.count { matcher.holds($0, of: whole) }
        #expect(fitting <= events.count)
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
    }

    @Test func truncated() throws {
        for input in Hostile.truncations(of: Array(Self.log.utf8), step: 17) { try Self.check(input.bytes) }
    }

    @Test func flipped() throws {
        for input in Hostile.bitFlips(of: Array(Self.log.utf8), count: 150, seed: 31) { try Self.check(input.bytes) }
    }

    @Test func absurdNumbers() throws {
        let numbers = ["99999999999999999999", "-1", "18446744073709551615", "9223372036854775807", "0", "1e308"]
        let text = Self.log
        for (index, number) in numbers.enumerated() {
            for place in ["1795297848.130000", "0.300000", "11 ", "= 5", "= 11", "10 17952978"] {
                try Self.check(Array(text.replacing(place, with: number + (index % 2 == 0 ? "" : " ")).utf8))
            }
        }
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
