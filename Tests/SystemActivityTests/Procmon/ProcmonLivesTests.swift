import Evidence
import Testing
import Wire

@testable import SystemActivity

/// What events alone tell of the lives of processes, for everybody who reads a log to its end.
@Suite struct ProcmonLivesTests {
    private static let export = """
        "Time of Day","Process Name","PID","Operation","Path","Detail"
        "1:00:00.0000000 PM","go.exe","4","ReadFile","C:\\\\a",""
        "1:00:01.0000000 PM","compile.exe","5","Process Start","","Parent PID: 4"
        "1:00:02.0000000 PM","compile.exe","5","ReadFile","C:\\\\b",""
        "1:00:03.0000000 PM","compile.exe","5","Process Exit","",\
        "Exit Status: -1073741510, User Time: 0.5000000 seconds, Kernel Time: 0.2500000 seconds"
        "1:00:05.0000000 PM","go.exe","4","ReadFile","C:\\\\a",""

        """

    @Test func treesOfExports() throws {
        var source = try ProcmonExportReader(Bytes(Self.export))
        let tree = try ProcessTree(&source)
        let node = try #require(tree.nodes.first { source.tables.processes[Int($0.process)].id == 5 })
        #expect(node.start - tree.start == 1_000_000_000 && node.end - tree.start == 3_000_000_000)
        #expect(node.exitStatus == -1_073_741_510 && node.userTime == 500_000_000 && node.kernelTime == 250_000_000)
    }

    @Test func runsOfExports() throws {
        var source = try ProcmonExportReader(Bytes(Self.export))
        let run = try ActivityRun(&source, followsBuild: false)
        #expect(run.processes["compile.exe"]?.time == 2_000_000_000)
    }

    @Test func statusesOfLogs() throws {
        var builder = ProcmonLogBuilder()
        builder.add(
            kind: 1, operation: 2, detail: [0x3a, 0x01, 0x00, 0xc0] + [UInt8](repeating: 0, count: 48))
        var source = try ProcmonReader(Bytes(builder.log()))
        let events = try source.readAll()
        try #require(events.count == 1)
        #expect(source.tables.processes[0].exitStatus == -1_073_741_510)
        for (query, holds) in [
            ("status == -1073741510", true), ("status == 0xc000013a", true), ("status < 0", true), ("status", true),
            ("status > 0", false), ("status == -1", false),
        ] {
            var matcher = ActivityQueryMatcher(try ActivityQuery(parsing: query))
            let found = matcher.holds(events[0], of: source)
            #expect(found == holds, "\(query)")
        }
    }
}
