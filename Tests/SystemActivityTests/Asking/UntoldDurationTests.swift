import Evidence
import Testing
import Wire

@testable import SystemActivity

/// What had not ended, and what a source does not say the end of, are not the same.
@Suite struct UntoldDurationTests {
    private func durations(_ source: some ActivitySource) throws -> [Int64] {
        try Events(source, withDetails: false).all.map(\.duration)
    }

    @Test func exportsWithoutTheColumn() throws {
        let without = "\"Time of Day\",\"PID\",\"Operation\"\n\"1:00:00.0000000 PM\",\"4\",\"ReadFile\"\n"
        #expect(try durations(ProcmonExportReader(Bytes(without))) == [ActivityEvent.untold])
        let with =
            "\"Time of Day\",\"PID\",\"Operation\",\"Duration\"\n"
            + "\"1:00:00.0000000 PM\",\"4\",\"ReadFile\",\"0.0000100\"\n\"1:00:01.0000000 PM\",\"4\",\"ReadFile\",\"\"\n"
        #expect(try durations(ProcmonExportReader(Bytes(with))) == [10_000, ActivityEvent.unfinished])
    }

    @Test func straceWithoutT() throws {
        let text = """
            10 1795297848.000000 read(0, "", 1) = 0
            10 1795297848.100000 read(0,  <unfinished ...>
            11 1795297848.200000 futex(0x1, FUTEX_WAIT <unfinished ...>
            10 1795297848.300000 <... read resumed>"", 1) = 0
            10 1795297848.400000 exit_group(0) = ?

            """
        let open = ActivityEvent.unfinished
        let durations = try Events(strace: text).calls.map(\.duration)
        #expect(durations == [ActivityEvent.untold, 200_000_000, open, open])
    }

    @Test func perfWithoutTheOtherEnd() throws {
        let text = """
            sh    10 [000]     1.000000:  raw_syscalls:sys_exit: NR 0 = 5
            sh    10 [000]     1.100000: raw_syscalls:sys_enter: NR 0 (0, 0, 0, 0, 0, 0)
            sh    10 [000]     1.200000: raw_syscalls:sys_enter: NR 1 (0, 0, 0, 0, 0, 0)

            """
        let durations = try durations(PerfScriptReader(Bytes(text)))
        #expect(durations == [ActivityEvent.untold, ActivityEvent.untold, ActivityEvent.unfinished])
    }

    @Test func commandsOfTheGoCommand() throws {
        let text = "WORK=/tmp/go-build1\nmkdir -p $WORK/b001/\n"
        #expect(try durations(GoBuildLogReader(GoBuildSteps(Bytes(text)))) == [ActivityEvent.untold])
    }
}
