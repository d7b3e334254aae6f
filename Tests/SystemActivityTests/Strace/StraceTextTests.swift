import Evidence
import SystemActivity
import TestSupport
import Testing
import Wire

/// Lines of all forms, and what is read of them.
struct StraceTextTests {
    struct Line: Sendable, CustomTestStringConvertible {
        var text: String
        var event: String
        var detail: String
        var testDescription: String { text }
    }

    static let lines = [
        Line(text: #"read(3</a b>, "x\n"..., 4096) = 2"#, event: "read /a b = 2", detail: #"3, "x\n"..., 4096"#),
        Line(
            text: #"openat(AT_FDCWD</tmp>, "a>b)\"c,\\ <x>\n\1\303\251", O_RDWR|O_CREAT, 0640) = 3</tmp/a\76b)\"c>"#,
            event: "openat /tmp/a>b)\"c,\\ <x>\n\u{1}é = 3", detail: "O_RDWR|O_CREAT, 0640"),
        // An older strace does not write > in paths as \76.
        Line(
            text: #"write(3</tmp/a>b)"c>, ") = 5", 6) = 6"#, event: #"write /tmp/a>b)"c = 6"#, detail: #"3, ") = 5", 6"#
        ),
        Line(text: "write(1</dev/null<char 1:3>>, \"\", 0) = 0", event: "write /dev/null = 0", detail: "1, \"\", 0"),
        Line(text: "write(5</tmp/x>(deleted), \"x\", 1) = 1", event: "write /tmp/x = 1", detail: "5, \"x\", 1"),
        Line(
            text: "read(8<TCP:[127.0.0.1:1->127.0.0.1:2]>, \"z\", 9) = 1 <0.000010>",
            event: "read TCP:[127.0.0.1:1->127.0.0.1:2] = 1", detail: "8, \"z\", 9"),
        Line(
            text:
                #"sendmsg(4<UNIX-STREAM:[12->34, "/run/a, b"]>, {msg_name=NULL, msg_iov=[{iov_base="a)", iov_len=2}]}, 0) = 2"#,
            event: #"sendmsg UNIX-STREAM:[12->34, "/run/a, b"] = 2"#,
            detail: #"4, {msg_name=NULL, msg_iov=[{iov_base="a)", iov_len=2}]}, 0"#),
        Line(
            text:
                #"connect(7<TCP:[8]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress)"#,
            event: "connect 10.0.0.1:53 = EINPROGRESS",
            detail: #"7<TCP:[8]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16"#),
        Line(
            text:
                #"connect(7, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 0"#,
            event: "connect [2001:db8::1]:443 = 0",
            detail:
                #"7, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28"#
        ),
        Line(
            text: #"connect(3, {sa_family=AF_UNIX, sun_path=@"bus"}, 6) = 0"#, event: "connect @bus = 0",
            detail: #"3, {sa_family=AF_UNIX, sun_path=@"bus"}, 6"#),
        Line(
            text: "epoll_pwait(3<anon_inode:[eventpoll]>, [], 128, 0, NULL, 0) = 0",
            event: "epoll_pwait anon_inode:[eventpoll] = 0", detail: "3, [], 128, 0, NULL, 0"),
        Line(
            text: "pipe2([11<pipe:[83]>, 12<pipe:[83]>], O_CLOEXEC) = 0", event: "pipe2 pipe:[83] = 0",
            detail: "[11<pipe:[83]>, 12<pipe:[83]>], O_CLOEXEC"),
        Line(
            text: "poll([{fd=3<socket:[1]>, events=POLLIN}], 1, -1) = 1 ([{fd=3<socket:[1]>, revents=POLLIN}])",
            event: "poll = 1",
            detail: "[{fd=3<socket:[1]>, events=POLLIN}], 1, -1 ([{fd=3<socket:[1]>, revents=POLLIN}])"),
        Line(
            text: "fcntl(3</x>, F_GETFL) = 0x8002 (flags O_RDWR|O_LARGEFILE)", event: "fcntl /x = 0x8002",
            detail: "3, F_GETFL (flags O_RDWR|O_LARGEFILE)"),
        Line(
            text: "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3</lib/x.so>, 0x1000) = 0x7f0012345000",
            event: "mmap /lib/x.so = 0x7f0012345000", detail: "NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0x1000"),
        Line(text: "exit_group(0)                           = ?", event: "exit_group", detail: "0"),
        Line(
            text: "futex(0x1, FUTEX_WAIT_PRIVATE, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)",
            event: "futex = ERESTARTSYS", detail: "0x1, FUTEX_WAIT_PRIVATE, 0, NULL"),
        Line(text: "read(3, <unfinished ...>) = ? <unavailable>", event: "read", detail: "3"),
        Line(
            text: "restart_syscall(<... resuming interrupted nanosleep ...>) = 0", event: "restart_syscall = 0",
            detail: "<... resuming interrupted nanosleep ...>"),
        Line(
            text:
                "capget({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_CHOWN|1<<CAP_KILL, permitted=0}) = 0",
            event: "capget = 0",
            detail: "{version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_CHOWN|1<<CAP_KILL, permitted=0}"),
        Line(text: "read(3, 0x1, 1) = -1 EFAULT (Bad address) (INJECTED)", event: "read = EFAULT", detail: "3, 0x1, 1"),
        Line(
            text: "newfstatat(3</etc/x>, \"\", {st_mode=S_IFREG|0644, ...}, AT_EMPTY_PATH) = 0",
            event: "newfstatat /etc/x = 0", detail: "{st_mode=S_IFREG|0644, ...}, AT_EMPTY_PATH"),
        Line(
            text: "openat(4</tmp/d>, \"sub\", O_RDONLY) = 5</tmp/d/sub>", event: "openat /tmp/d/sub = 5",
            detail: "O_RDONLY"),
        Line(
            text: "renameat2(AT_FDCWD</>, \"a\", AT_FDCWD</>, \"b\", RENAME_NOREPLACE) = 0", event: "renameat2 /a = 0",
            detail: "AT_FDCWD</>, \"b\", RENAME_NOREPLACE"),
        Line(
            text: "open(\"\\x2f\\x65\", O_RDONLY) = -1 ENOENT (No such file or directory)", event: "open /e = ENOENT",
            detail: "O_RDONLY"),
        Line(
            text: "kill(5 /* 7 in strace's PID NS */, SIGTERM) = 0", event: "kill = 0",
            detail: "5 /* 7 in strace's PID NS */, SIGTERM"),
        Line(
            text: "syscall_0x1ff(0x1, 0x2) = -1 ENOSYS (Function not implemented)", event: "syscall_0x1ff = ENOSYS",
            detail: "0x1, 0x2"),
        Line(
            text: "--- SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=1, si_uid=0} ---", event: "signal = SIGURG",
            detail: "SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=1, si_uid=0}"),
        Line(text: "--- stopped by SIGSTOP ---", event: "signal = SIGSTOP", detail: "stopped by SIGSTOP"),
    ]

    @Test(arguments: lines) func line(_ line: Line) throws {
        for prefix in [
            "", "1234 ", "1234  1795297848.248479 ", "12:34:56 ", "12:34:56.789012 (+     0.000001) ", "     0.000017 ",
        ] {
            let events = try Events(strace: prefix + line.text + "\n")
            #expect(events.lines == [line.event], "\(prefix)")
            #expect(events.details == [line.detail], "\(prefix)")
            #expect(events.quality["strace.lines.unknown"] == 0)
        }
    }

    /// Any call may be cut in two, at any comma, without a change of what is read of it.
    @Test(
        arguments: lines.filter { $0.text.contains(", ") && !$0.text.hasPrefix("-") && !$0.text.contains("unfinished") }
    )
    func cutLine(_ line: Line) throws {
        let name = line.text.prefix { $0 != "(" }
        // Text that only looks like the end of an argument.
        let cuts = line.text.ranges(of: ", ").map(\.upperBound).filter {
            line.text[..<$0].count { $0 == "\"" } % 2 == 0
        }
        for cut in cuts where !line.text[..<cut].contains(" = ") {
            let events = try Events(
                strace:
                    "7 10.5 \(line.text[..<cut]) <unfinished ...>\n8 10.6 getpid() = 8\n7 11.0 <... \(name) resumed>\(line.text[cut...])\n"
            )
            #expect(events.lines == [line.event, "getpid = 8"], "\(line.text[..<cut])")
            #expect(events.details == [line.detail, ""], "\(line.text[..<cut])")
        }
    }

    @Test func midnight() throws {
        let events = try Events(
            strace: "23:59:59.999999 getpid() = 1\n00:00:00.000001 getpid() = 1\n00:00:01.5 getpid() = 1\n")
        #expect(events.all.map { $0.time - events.all[0].time } == [0, 2000, 1_500_001_000])
        #expect(events.clock.wallOffset == nil)
    }

    @Test func relativeTimes() throws {
        let events = try Events(
            strace: "     0.000000 getpid() = 1\n     0.000017 getpid() = 1\n     1.000003 getpid() = 1\n")
        #expect(events.all.map(\.time) == [0, 17000, 1_000_020_000])
        #expect(events.clock == ActivityClock(wallOffset: nil, isMonotonic: false, step: 1000))
        // -t has whole seconds only, and -r knows better.
        let both = try Events(
            strace: "10:00:00 (+     0.000000) getpid() = 1\n10:00:00 (+     0.250000) getpid() = 1\n")
        #expect(both.all.map(\.time) == [36_000_000_000_000, 36_000_250_000_000])
        let wall = try Events(strace: "1795297848.248479 getpid() = 1 <0.000017>\n")
        #expect(wall.all[0].time == 1_795_297_848_248_479_000 && wall.all[0].duration == 17000)
        #expect(wall.clock == ActivityClock(wallOffset: 0, isMonotonic: false, step: 1000))
    }

    /// The first line of a thread may come before the call returns that made it.
    @Test func treeOfProcesses() throws {
        let events = try Events(
            strace: """
                10 1.0 execve("/bin/a", ["a", "b c"], 0x1 /* 3 vars */) = 0
                10 1.1 open("/etc/x", O_RDONLY) = 3
                10 1.2 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD <unfinished ...>
                11 1.3 read(3,  <unfinished ...>
                10 1.4 <... clone resumed>, child_tidptr=0x1) = 11
                11 1.5 <... read resumed>"", 1) = 0
                11 1.6 clone3({flags=CLONE_VM|CLONE_THREAD, child_tid=0x1} => {parent_tid=[12]}, 88) = 12
                12 1.7 close(3) = 0
                12 1.8 execve("sub/b", ["b"], 0x1 /* 3 vars */ <unfinished ...>
                11 1.9 +++ superseded by execve in pid 12 +++
                11 2.0 <... execve resumed>) = 0
                11 2.1 +++ killed by SIGKILL +++
                10 2.2 vfork() = 13
                10 2.3 exit_group(7) = ?
                10 2.4 +++ exited with 7 +++

                """)
        let processes = events.tables.processes
        #expect(processes.map(\.id) == [10, 11, 13])
        #expect(processes.map(\.parentID) == [0, 10, 10])
        #expect(processes.map { events.text($0.name) } == ["a", "b", "a"])
        #expect(processes[0].arguments.map { events.text($0) } == ["a", "b c"])
        #expect(processes[0].exitStatus == 7 && processes[1].endSignal == 9 && processes[2].end == nil)
        #expect(
            events.lines == [
                "execve /bin/a = 0", "open /etc/x = 3", "clone = 11", "process start", "read /etc/x = 0", "clone3 = 12",
                "close /etc/x = 0", "execve sub/b = 0", "thread exit = superseded", "process exit = SIGKILL",
                "vfork = 13",
                "process start", "exit_group", "process exit = 7",
            ])
    }

    @Test func otherLinesAreCounted() throws {
        let events = try Events(
            strace: "getpid() = 1\nhello world\nstrace: Process 5 attached\nwrite(1, \"x\", 1x\n) = 1\nread(0, ")
        #expect(events.lines == ["getpid = 1", "write = 1", "read"])
        #expect(events.quality["strace.lines.unknown"] == 1)
        #expect(events.quality["strace.cut"] == 1)
    }

    @Test func otherTextIsRefused() {
        for text in [
            "", "hello\n", "func main() {\n}\n", "goroutine 1 [running]:\nmain.main()\n\t/x/main.go:3 +0x1\n",
            "{\"a\": 1}\n",
        ] {
            #expect(throws: InputError.self, "\(text)") { try StraceReader(Bytes(text)) }
        }
    }

    @Test func hostile() throws {
        let text =
            Self.lines.enumerated().map { "\(10 + $0 % 3) 1795297848.\(100000 + $0) \($1.text) <0.000012>" }.joined(
                separator: "\n")
                + """

                10 1795297849.1 clone(child_stack=NULL, flags=CLONE_THREAD <unfinished ...>
                14 1795297849.2 openat(AT_FDCWD, "a", O_RDONLY <unfinished ...>
                10 1795297849.3 <... clone resumed>, child_tidptr=0x1) = 14
                 > /lib/libc.so.6(read+0x12) [0xf7234]
                14 1795297849.4 +++ superseded by execve in pid 10 +++
                [pid    10] <... read resumed>"x", 1) = 1 <0.1>
                10 1795297849.5 +++ exited with 0 +++

                """
        for input in Hostile.all(of: Array(text.utf8), seed: 5) {
            guard let reader = try? StraceReader(Bytes(input.bytes)) else { continue }
            let events = try Events(reader)
            events.checkNumbers("\(input)")
            #expect(events.all.count <= 2 * input.bytes.count { $0 == 10 } + 2, "\(input)")
        }
    }

    /// However many events are asked for at once, they are the same.
    @Test func batches() throws {
        let text = Self.lines.enumerated().map { "\(10 + $0 % 3) \($1.text)" }.joined(separator: "\n")
        let whole = try Events(strace: text)
        for limit in [1, 2, 7] { #expect(try Events(strace: text, limit: limit).lines == whole.lines) }
    }
}
