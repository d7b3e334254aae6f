import Evidence
import SystemActivity
import TestSupport
import Testing
import Wire

/// Text of perf script: of perf itself where it may record, and lines of all forms.
struct PerfScriptTests {
    private static let text = """
                     m 85 [001] 62488.527223: sched:sched_process_exec: filename=/bin/m pid=85 old_pid=85
                     m 85 [001] 62488.527227:    raw_syscalls:sys_exit: NR 59 = 0
                     m 85 [001] 62488.527260:   raw_syscalls:sys_enter: NR 257 (ffffff9c, 7f28df5460b1, 80000, 0, 0, 557e04c4b7d6)
                     m 85 [001] 62488.527261:    raw_syscalls:sys_exit: NR 257 = -2
                     m 85 [001] 62488.527300:   raw_syscalls:sys_enter: NR 56 (50f00, 7f28df5460b1, 7f28df5460b1, 7f28df5460b1, 0, 0)
                     m 85 [001] 62488.527301: sched:sched_process_fork: comm=m pid=85 child_comm=m child_pid=86
                     m 86 [000] 62488.527302:    raw_syscalls:sys_exit: NR 56 = 0
                     m 85 [001] 62488.527303:    raw_syscalls:sys_exit: NR 56 = 86
             a b c 86 [000] 62488.527310:   raw_syscalls:sys_enter: NR 202 (c000080148, 80, 0, 0, 0, 0)
             a b c 86 [000] 62488.527320:       sched:sched_switch: prev_comm=a b prev_pid=1 prev_pid=86 prev_prio=120 prev_state=S ==> next_comm=swapper/0 next_pid=0 next_prio=120
                     m 85 [001] 62488.528320:       sched:sched_waking: comm=a b c pid=86 prio=120 target_cpu=000
              swapper 0 [000] 62488.528330:       sched:sched_switch: prev_comm=swapper/0 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=a b c next_pid=86 next_prio=120
             a b c 86 [000] 62488.528340:    raw_syscalls:sys_exit: NR 202 = 0
                     m 85 [001] 62488.528341: PERF_RECORD_LOST lost 2791
                     m 85 [001] 62488.528400:   raw_syscalls:sys_enter: NR 56 (1200011, 0, 0, 7f28df5460b1, 0, 0)
                     m 85 [001] 62488.528401: sched:sched_process_fork: comm=m pid=85 child_comm=m child_pid=87
                     m 85 [001] 62488.528403:    raw_syscalls:sys_exit: NR 56 = 87
        m 87 [001] 62488.528500:    syscalls:sys_enter_newfstat: fd: 0x00000003, statbuf: 0x7fff0ba67500
        \t           2092a fstatat64+0xa (/usr/lib/ld-linux-x86-64.so.2)
        \t               0 [unknown] ([unknown])

        m 87 [001] 62488.528510:    syscalls:sys_exit_newfstat: 0xfffffffffffffff7
        \t           2092a fstatat64+0xa (/usr/lib/ld-linux-x86-64.so.2)
        \t               0 [unknown] ([unknown])

                     m 87 [001] 62488.528600: sched:sched_process_exit: comm=m pid=87 prio=120

        """

    @Test func allForms() throws {
        let events = try Events(PerfScriptReader(Bytes(Self.text)))
        #expect(
            events.lines == [
                "execve = 0", "openat = ENOENT", "clone = 86", "futex = 0", "clone = 87", "process start",
                "fstat = EBADF",
                "process exit",
            ])
        #expect(events.details[1] == "at: AT_FDCWD, path: 0x7f28df5460b1, flags: O_RDONLY|O_CLOEXEC")
        #expect(events.details[3] == "address: 0xc000080148, operation: FUTEX_WAIT_PRIVATE, value: 0, timeout: NULL")
        #expect(events.details[4].contains("flags: CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD"))
        #expect(events.all[1].duration == 1000)
        #expect(events.quality["perf.lost"] == 2791)
        #expect(events.quality["perf.lines.unknown"] == 0)
        #expect(events.tables.processes.map(\.id) == [85, 87])
        #expect(events.tables.processes[1].parent == 0)
        let wait = try #require(events.tables.waits.first)
        #expect(events.tables.waits.count == 1)
        #expect(wait.thread == 86 && wait.duration == 1_010_000 && wait.ready == 10000 && wait.wakerThread == 85)
        #expect(!wait.isPreempted && events.text(wait.operation) == "futex")
        let names = events.tables.symbols.table
        #expect(events.tables.frames(events.all[6].stack).map { names.functionName($0) } == ["fstatat64", "?"])
    }

    @Test func hostile() throws {
        for input in Hostile.all(of: Array(Self.text.utf8), seed: 6) {
            guard let reader = try? PerfScriptReader(Bytes(input.bytes)) else { continue }
            try Events(reader).checkNumbers("\(input)")
        }
    }

    @Test(.enabled(if: Tool.canRecordByPerf, "perf is not installed, or may not record"), arguments: ["", "-g", "pid"])
    func perfItself(_ option: String) throws {
        let folder = try TemporaryFolder()
        let events =
            "raw_syscalls:*,sched:sched_switch,sched:sched_waking,sched:sched_process_fork,sched:sched_process_exec,sched:sched_process_exit"
        let recorded = try Command.run(
            "perf",
            ["record", "-q", "-m", "512", "-o", folder.file("perf.data"), "-e", events]
                + (option == "-g" ? ["-g"] : []) + ["sh", "-c", "ls / | wc -l; cat /etc/passwd >/dev/null; exit 3"])
        try #require(Files.exists(folder.file("perf.data")), "\(recorded.error)")
        let script = try Command.run(
            "perf",
            ["script", "-i", folder.file("perf.data"), "--show-lost-events"] + (option == "pid" ? ["-F", "+pid"] : []))
        let read = try Events(PerfScriptReader(Bytes(script.outputBytes)))
        read.checkNumbers("\(option)")
        #expect(read.quality["perf.lines.unknown"] == 0)
        // What grep counts of the same text.
        func count(_ word: String) -> Int { script.output.split(separator: "\n").count { $0.contains(word) } }
        let entered = count("raw_syscalls:sys_enter: NR ")
        try #require(entered > 300)
        #expect(read.calls.count { $0.origin >= 0 } == entered)
        let numbers = script.output.matches(of: #/sys_enter: NR (\d+) /#).reduce(into: [:]) {
            $0[String($1.1), default: 0] += 1
        }
        for (number, expected) in numbers {
            let name = SystemCallTable.entries(isARM64: false)[Int32(number) ?? -1]?.name ?? ""
            #expect(read.calls.count { $0.origin >= 0 && read.text($0.operation) == name } == expected, "\(name)")
        }
        #expect(read.tables.processes.count == 4)
        #expect(Set(read.tables.processes.map { read.text($0.name) }) == ["sh", "ls", "wc", "cat"])
        // Each time that a thread gave its processor away and was not merely taken it; the next line of that thread
        // shows that it runs again.
        let waits = script.output.matches(of: #/sched:sched_switch: .* prev_state=[SD]/#).count
        try #require(waits > 0)
        #expect(read.tables.waits.count { !$0.isPreempted } == waits)
        if option == "-g" { #expect(read.calls.count { $0.stack != 0 } > entered / 2) }
    }
}
