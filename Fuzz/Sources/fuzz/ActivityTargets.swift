import Evidence
import Wire

@testable import SystemActivity

/// Readers of system activity.
extension FuzzTarget {
    static let activity = [
        FuzzTarget(
            name: "strace", what: "logs of strace", maximumLength: 1 << 11,
            seeds: { straceSeeds.map { Array($0.utf8) } },
            run: { if let source = try? StraceReader(Bytes($0)) { readAll(source) } }),
        FuzzTarget(
            name: "perf-script", what: "text of perf script", maximumLength: 1 << 11,
            seeds: { perfSeeds.map { Array($0.utf8) } },
            run: { if let source = try? PerfScriptReader(Bytes($0)) { readAll(source) } }),
        FuzzTarget(
            name: "go-build", what: "what the go command writes of a build", maximumLength: 1 << 11,
            seeds: { goBuildSeeds.map { Array($0.utf8) } }, run: { readGoBuild(Bytes($0)) }),
        FuzzTarget(
            name: "looks", what: "looks at a machine, as captures have them", maximumLength: 1 << 10,
            seeds: {
                let looks = lookSeeds.map { Array($0.utf8) }
                return looks + [Array(looks.joined(separator: [0xff]))]
            }, run: { readLooks($0) }),
        FuzzTarget(
            name: "json", what: "JSON, token by token", maximumLength: 1 << 10,
            seeds: { [Array(#"{"a": [1, -2.5e3, true, null, "\u00e9\ud83d\ude00\n"], "": {}}"#.utf8)] },
            run: { readJSON(Bytes($0)) }),
    ]

    private static func readAll(_ source: some ActivitySource) {
        var source = source
        var batch: [ActivityEvent] = []
        var detail: [UInt8] = []
        repeat {
            guard (try? source.read(into: &batch, limit: 7)) != nil else { break }
            for event in batch {
                detail.removeAll(keepingCapacity: true)
                source.appendDetail(of: event, to: &detail)
                let tables = source.tables
                precondition(event.process < Int32(tables.processes.count), "a process that is not there")
                consume((tables.strings[event.path], tables.strings[event.result], tables.frames(event.stack)))
            }
        } while !batch.isEmpty
        for process in source.tables.processes {
            precondition(process.parent < Int32(source.tables.processes.count), "a parent that is not there")
        }
        consume((source.quality.counters, source.clock))
    }

    private static func readGoBuild(_ bytes: Bytes) {
        if let actions = try? GoActionGraph.read(bytes) { readAll(GoBuildLogReader(actions)) }
        if let trace = try? GoCommandTrace(bytes) {
            for span in trace.spans { precondition(span.parent ?? 0 < trace.spans.count, "a span that is not there") }
            readAll(GoBuildLogReader(trace))
        }
        if let steps = try? GoBuildSteps(bytes) {
            for step in steps.steps { consume((step.tool, step.value(of: "-o"))) }
            readAll(GoBuildLogReader(steps))
        }
    }

    /// Looks stand between bytes that no text has; a name and its value are ended by a NUL each, or by a line's end.
    private static func readLooks(_ bytes: [UInt8]) {
        var decoder = HostSampleDecoder()
        for look in bytes.split(separator: 0xff, omittingEmptySubsequences: false) {
            let pairs = look.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "=") ? 0 : $0 }
            decoder.take(CaptureFormat.decode(pairs: pairs[...]))
        }
        var quality = Quality()
        let host = decoder.finish(&quality)
        for (a, b) in zip(host.samples, host.samples.dropFirst()) { precondition(a.time < b.time, "time goes back") }
        guard let usage = HostUsage(host) else { return }
        precondition(usage.duration > 0 && usage.busy >= 0 && usage.foreign >= 0 && usage.runWait >= 0, "negative")
        precondition(usage.share(usage.busy).isFinite, "no number")
        for group in usage.groups {
            precondition(group.throttledTime >= 0 && group.throttledShare.isFinite, "absurd group")
        }
        var encoder = HostSampleEncoder()
        var again = HostSampleDecoder()
        for sample in host.samples { again.take(encoder.pairs(sample, threads: [], others: [])) }
        precondition(again.finish(&quality).samples == host.samples, "what is written is not read back")
    }

    private static let lookSeeds = [
        "time=1\nmachine.busy=5\nmachine.allowed=2\ngroups=1\ngroup.0.path=/a\ngroup.0.hierarchy=cpu\n"
            + "group.0.quota=5\ngroup.0.throttled.time=7\nthread.7.8=5 6\nrecorded.wait=7\n",
        "time=9223372036854775807\ngroup.1.memory.limit=9223372036854775807\ngroups=2\nother.5=7 make\n"
            + "machine.pressure.cpu.some=9223372036854775807\nmachine.busy=9223372036854775807\n",
    ]

    private static func readJSON(_ bytes: Bytes) {
        var reader = JSONReader(bytes, depthLimit: 8)
        var count = 0
        do {
            while let token = try reader.next() {
                count += 1
                if token == .objectBegin, count % 3 == 0 { try reader.skip(token) }
                consume((reader.string, reader.integer, reader.number))
            }
        } catch { consume("\(error)") }
        precondition(count <= bytes.count && reader.offset <= bytes.count, "more tokens than bytes")
    }

    private static let straceSeeds = [
        """
        10 1795297848.2 execve("/bin/a", ["a", "b c"...], 0x1 /* 3 vars */) = 0 <0.000017>
        10 1795297848.3 openat(AT_FDCWD</tmp>, "a>b)\\"\\1\\x41", O_RDWR|O_CLOEXEC, 0640) = 3</tmp/a\\76b> <0.000059>
        10 1795297848.4 clone(child_stack=NULL, flags=CLONE_THREAD|SIGCHLD <unfinished ...>
        11 1795297848.5 read(3</tmp/x><char 1:3>>,  <unfinished ...>
        10 1795297848.6 <... clone resumed>, child_tidptr=0x1) = 11
        11 1795297848.7 <... read resumed>"x"..., 1) = -1 EINTR (Interrupted) <0.1>
         > /lib/libc.so.6(read+0x12) [0xf7234]
        11 1795297848.8 connect(7<TCP:[1->2]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16) = 0
        10 1795297848.9 +++ superseded by execve in pid 11 +++
        10 1795297849.0 --- SIGCHLD {si_signo=SIGCHLD} ---
        10 1795297849.1 +++ killed by SIGKILL +++

        """,
        """
        12:00:00.1 (+     0.000100) pipe2([3, 4], O_CLOEXEC) = 0
        [pid     7] 00:00:00.1 fcntl(3, F_DUPFD_CLOEXEC, 10) = 5
        [pid     7] socketpair(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0, [3, 4]) = 0
             0.000017 fchdir(3) = 0
        vfork(strace: Process 13 attached
         <unfinished ...>
        [pid    13] getcwd("/x", 9) = 3
        exit_group(0)  = ?
        % time     seconds  usecs/call     calls    errors syscall

        """,
    ]

    private static let perfSeeds = [
        """
        # arch : aarch64
               m 85/85 [001] 6.527223: sched:sched_process_exec: filename=/bin/m pid=85 old_pid=85
             a b 86 [000] 6.52:  raw_syscalls:sys_enter: NR 56 (50f00, 7f, 0, 0, 0, 0)
             a b 86 [000] 6.53: sched:sched_process_fork: comm=m pid=85 child_comm=m child_pid=87
             a b 86 [000] 6.54:  raw_syscalls:sys_exit: NR 56 = 87
               m 87 [000] 6.55: sched:sched_switch: prev_comm=a prev_pid=87 prev_prio=1 prev_state=S ==> next_comm=s next_pid=0
               m 85 [001] 6.56: sched:sched_waking: comm=a pid=87 prio=120 target_cpu=000
               m 85 [001] 6.57: PERF_RECORD_LOST lost 2791
        m 87 [001] 6.58: syscalls:sys_enter_openat: dfd: 0xffffff9c, filename: 0x7f "/x", flags: 0x1
        \t   2092a fstatat64+0xa (/usr/lib/ld.so)

        m 87 [001] 6.59: PERF_RECORD_FORK(85:88):(85:85)
        m 87 [001] 6.60: sched:sched_process_exit: comm=m pid=87 prio=120

        """
    ]

    private static let goBuildSeeds = [
        #"[{"ID":0,"Mode":"link","Package":"x","Deps":[1],"Objdir":"/tmp/b001/","TimeReady":"2026-11-21T22:05:20.36Z","TimeDone":"2026-11-21T22:05:20+02:00","Cmd":["link -o x"],"CmdReal":5}]"#,
        #"[{"name":"a","ph":"B","ts":1795298713442910.8,"pid":0,"tid":0},{"name":"a","ph":"E","ts":2e9,"tid":0},{"name":"f","ph":"s","ts":1,"id":1,"cat":"flow"}]"#,
        #"[{"ID":9223372036854775807,"Mode":"build","Package":"x","Objdir":"/tmp/go-build1/b002/","TimeStart":"2026-11-21T22:05:21Z","TimeDone":"2026-11-21T22:05:20Z","Cmd":["/go/compile -p x"]}]"#,
        """
        WORK=/tmp/go-build1
        cd '/home/a b'
        GOROOT='/usr/go' gcc "-DA=\\"x\\"" -o $WORK/b001/a.o
        cat >$WORK/b001/importcfg << 'EOF' # internal
        packagefile x=$WORK/b002/_pkg_.a
        EOF
        # example.com/x
        ./a.go:3:1: syntax error

        """,
    ]
}
