import Evidence
import GoProcess

/// `io.blocked-syscall` and `io.disk-sync`: system calls other than network ones that do not return, and pipes that
/// nobody empties.
enum SystemCallRule {
    static let rule = Rule(
        id: "io.blocked-syscall", question: "Does a system call on a file, pipe or lock not return?",
        requires: [.goroutines],
        causes: [.ioBlockedSyscall, .ioDiskSync, .contentionLogging, .threadsCgoBlocked]
    ) { scene in
        struct Key: Hashable {
            var name: String
            var target: String
        }
        var found: [Key: [UInt32]] = [:]
        for group in scene.groups where group.role == .application || group.role == .childProcess {
            for member in group.members {
                guard let call = call(member, group, scene), isNoticeable(member, scene) else { continue }
                found[Key(name: call.name, target: call.target), default: []].append(member)
            }
        }
        return found.map { candidate($0.key.name, $0.key.target, $0.value.sorted(), scene) }
            .sorted { $0.goroutines[0] < $1.goroutines[0] }
    }

    /// The call that holds a goroutine up: a system call, or a write through the poller to something with no peer.
    private static func call(
        _ member: UInt32, _ group: GoroutineGroup, _ scene: Scene
    ) -> (name: String, target: String)? {
        let goroutine = scene.last.goroutine(member)
        if goroutine.state == .systemCall, group.role == .application {
            guard let call = scene.last.systemCall(member) else {
                return scene.isText ? ("a system call", "") : nil
            }
            let isQuiet =
                quiet.contains(call.name) || call.socket != nil || call.target.hasPrefix("socket:")
                || (readers.contains(call.name) && isConsole(call.descriptor, call.target))
            return isQuiet ? nil : (call.name, call.target)
        }
        guard group.kind == .network, let descriptor = scene.last.descriptor(member), descriptor.socket == nil,
            !descriptor.target.hasPrefix("socket:")
        else { return nil }
        let traits = scene.last.traits(member)
        if traits.contains(.pollWrite) { return ("write", descriptor.target) }
        // Somebody has to wait for what comes out of the pipe; a pump of a child's output is no fault.
        let isAwaited = !scene.graph.behind([member]).isEmpty
        return isAwaited && group.role == .application ? ("read", descriptor.target) : nil
    }

    private static func isNoticeable(_ member: UInt32, _ scene: Scene) -> Bool {
        scene.age(member) >= scene.thresholds.blockedSystemCall.value
            || (scene.age(member) < 0 && !scene.graph.behind([member]).isEmpty)
    }

    /// Calls that are meant to wait.
    private static let quiet: Set<String> = [
        "wait4", "waitid", "epoll_wait", "epoll_pwait", "epoll_pwait2", "futex", "nanosleep", "clock_nanosleep",
        "poll", "ppoll", "select", "pselect6", "accept", "accept4", "rt_sigtimedwait", "rt_sigsuspend", "pause",
        "recvfrom", "recvmsg", "sendto", "sendmsg", "connect", "sched_yield", "restart_syscall", "io_uring_enter",
    ]

    private static let readers: Set<String> = ["read", "readv", "pread64", "getdents64"]

    /// Standard input, terminals, and descriptors that tell of events.
    private static func isConsole(_ descriptor: Int32, _ target: String) -> Bool {
        descriptor == 0 || target.hasPrefix("/dev/pts") || target.hasPrefix("/dev/tty")
            || target.hasPrefix("anon_inode:") || target == "/dev/ptmx" || target.hasPrefix("inotify")
    }

    private static func candidate(_ name: String, _ target: String, _ members: [UInt32], _ scene: Scene) -> Candidate {
        let behind = scene.graph.behind(members)
        let waiting = Set(behind).union(members).count
        let oldest = scene.oldest(members)
        let function = scene.last.shortFunction(members[0])
        let isLogging = members.contains { scene.last.traits($0).contains(.logging) }
        let foreign = foreignFunction(members, scene)
        let cause: Cause =
            foreign != nil
            ? .threadsCgoBlocked
            : isLogging ? .contentionLogging : DiskCalls.syncing.contains(name) ? .ioDiskSync : .ioBlockedSyscall
        var sure = Confidence(0.75, ceiling: 0.95)
        sure.support(0.5, when: scene.hasSequence)
        sure.support(0.3, when: !behind.isEmpty)
        sure.support(0.3, when: !target.isEmpty)
        sure.refute(0.2, when: scene.isText)
        let call: Phrase = target.isEmpty ? Phrase(name) : "\(name) on \(target)"
        let what = foreign.map { Phrase($0) } ?? call
        let lasting: Phrase = oldest >= 0 ? " for at least \(Wording.duration(oldest))" : ""
        let more: Phrase = behind.isEmpty ? "." : "; \(behind.count) more wait behind."
        let who: Phrase = "\(Wording.goroutines(members.count)) in \(function)"
        var finding = Finding(
            cause, scene.severity(waiting: waiting), confidence: sure.value,
            impact: Impact(
                value: Double(waiting), unit: scene.hasSequence ? "goroutine-seconds per second" : "goroutines"),
            summary: members.count == 1
                ? "\(who) has been in \(what)\(lasting)\(more)" : "\(who) have been in \(what)\(lasting)\(more)",
            subject: Subject(
                kind: foreign == nil ? "system call" : "C function", title: what,
                frames: scene.last.frames(of: members[0])))
        finding.supports = [
            Fact(
                "\(scene.name(members[0])) \(scene.activity(members[0]).text)", evidence: "system calls",
                reference: scene.name(members[0])),
            Fact("called at \(scene.last.place(of: members[0]))"),
        ]
        finding.remedy =
            foreign.map {
                "Let fewer goroutines call \($0) at once (each holds a thread of its own), and find out in C what it waits for."
            } ?? remedy(name, target, function, isLogging)
        finding.verify = "`\(scene.command())` no longer shows \(function) in \(call)."
        return Candidate(finding, goroutines: behind + members, culprits: members)
    }

    /// The function of C that all of them are in; nil when some are not in C.
    private static func foreignFunction(_ members: [UInt32], _ scene: Scene) -> String? {
        var function: String?
        for member in members {
            let names = scene.last.snapshot.stacks.resolvedFrames(scene.last.goroutine(member).stack).map(\.function)
            guard names.contains("runtime.cgocall") else { return nil }
            function = function ?? names.first { $0.contains("._Cfunc_") }
        }
        return function.map { FunctionName.short($0).replacing("_Cfunc_", with: "C.") } ?? "C"
    }

    private static func remedy(_ name: String, _ target: String, _ function: String, _ isLogging: Bool) -> Phrase {
        if isLogging {
            return
                "See who reads \(target.isEmpty ? "the log" : target) and why it does not keep up; write logs through "
                + "a buffer that drops rather than blocks."
        }
        if name.hasPrefix("open") {
            return
                "Opening a FIFO waits for the other end: open it with O_NONBLOCK (or O_RDWR) in \(function), or start "
                + "the other end first."
        }
        if name == "flock" || name.hasPrefix("fcntl") {
            return "Another process holds the file lock: find it with `lslocks`, and use a non-blocking attempt with a "
                + "deadline in \(function)."
        }
        if target.hasPrefix("pipe:") {
            return name.hasPrefix("w")
                ? "See who has the other end of \(target) (`ls -l /proc/*/fd`) and why it does not read."
                : "See who has the other end of \(target) (`ls -l /proc/*/fd`) and why it does not write."
        }
        return
            "Find out why \(name) on \(target.isEmpty ? "its file" : target) takes long (device, network file system), "
            + "and keep \(function) off the path of requests."
    }
}
