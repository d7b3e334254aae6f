import Glibc
import Wire

/// Why the operating system forbids to look into a process, and what to do about it.
public enum AccessDiagnosis {
    /// The error to show when reading or tracing process `pid` (in sonde's namespace) failed with `errno`.
    ///
    /// - Parameter isTracing: the process was to be stopped, for which it must have no other tracer.
    public static func explain(pid: Int32, errno number: Int32, isTracing: Bool = false) -> InputError {
        let facts = AccessFacts.gather(pid)
        return error(facts, AccessObstacle(facts, isTracing: isTracing), errno: number)
    }

    static func error(_ facts: AccessFacts, _ obstacle: AccessObstacle, errno number: Int32) -> InputError {
        let code: InputError.Code = [.noProcess, .otherPIDNamespace, .ended].contains(obstacle) ? .gone : .notPermitted
        let system = unsafe String(cString: strerror(number))
        var message = text(facts, obstacle, system)
        let remedies = remedies(facts, obstacle)
        if !remedies.isEmpty { message += ". What helps: " + remedies.joined(separator: "; or ") }
        return InputError(code, message, file: "process \(facts.processID)")
    }

    /// What forbids it, as a sentence without its end.
    private static func text(_ facts: AccessFacts, _ obstacle: AccessObstacle, _ system: String) -> String {
        let owner = facts.target?.users.first.map { "user \(UserNames.name($0)) (\($0))" } ?? "another user"
        let own = facts.own.users.first.map { "user \(UserNames.name($0)) (\($0))" } ?? "you"
        switch obstacle {
        case .noProcess: return "there is no process \(facts.processID)"
        case .otherPIDNamespace:
            let others = facts.namesakes.map { "\($0.id) (\($0.name))" }.joined(separator: ", ")
            return "there is no process \(facts.processID) here, but process \(others) has this number in its "
                + "container"
        case .hidden: return "it exists, but /proc does not show other users' processes (mount option hidepid)"
        case .ended:
            return "it has ended; process \(facts.target?.parentID ?? 0), which started it, has not taken notice yet"
        case .kernelThread: return "it is a thread of the kernel, which has no memory of its own to read"
        case .tracer:
            let name = facts.tracerName.isEmpty ? "" : " (\(facts.tracerName))"
            return "it is already traced by process \(facts.target?.tracerID ?? 0)\(name), and only one can trace it"
        case .yamaLocked:
            return "kernel.yama.ptrace_scope is 3: nobody may look into another process until the next boot"
        case .userNamespace:
            return "it runs in another user namespace (a container's), where \(own) has no rights"
        case .user: return "it belongs to \(owner), and you are \(own) without the capability CAP_SYS_PTRACE"
        case .dumpable:
            return "it is protected (not dumpable): it was started from a setuid, setcap or unreadable file, changed "
                + "its user, or asked for that by prctl(PR_SET_DUMPABLE); you lack the capability CAP_SYS_PTRACE"
        case .capability:
            return "it has capabilities that sonde has not, and you lack CAP_SYS_PTRACE, which would do instead"
        case .yama where facts.ptraceScope == 2:
            return "kernel.yama.ptrace_scope is 2: it takes the capability CAP_SYS_PTRACE"
        case .yama:
            return "kernel.yama.ptrace_scope is 1: without the capability CAP_SYS_PTRACE you may look only into "
                + "processes that sonde itself starts"
        case .seccomp:
            return "a filter of system calls (seccomp) on sonde forbids it (\(system)); containers set such filters"
        case .securityModule:
            return "a security module forbids it (\(system)): sonde is confined by “\(facts.securityLabel)”"
        case .unknown: return "the system forbids it (\(system)), and sonde cannot tell why"
        }
    }

    /// Commands, or advice where no command helps; the best first.
    private static func remedies(_ facts: AccessFacts, _ obstacle: AccessObstacle) -> [String] {
        let isRoot = facts.own.users.dropFirst().first == 0
        let privileged = isRoot ? [] : ["`\(sudo())`"]
        let container = [
            "in a container: `docker run --cap-add=SYS_PTRACE …`, `kubectl debug --profile=general …`"
        ]
        switch obstacle {
        case .noProcess: return ["`sonde ps` lists the Go processes of this machine"]
        case .otherPIDNamespace: return ["use that number"]
        case .ended, .kernelThread: return []
        case .hidden: return privileged
        case .tracer: return ["end the other one, or read the process without stopping it"]
        case .yamaLocked: return ["`kernel.yama.ptrace_scope = 1` in /etc/sysctl.d and a reboot"]
        case .userNamespace:
            return privileged + ["run sonde in the same container", "run it as root of the machine"]
        case .user where !isRoot:
            let user = facts.target?.users.first.map { UserNames.name($0) } ?? "root"
            return user == "root" ? privileged : ["`\(sudo(as: user))`"] + privileged
        case .user, .capability, .dumpable: return privileged + container
        case .yama:
            let relax = facts.ptraceScope == 1 ? ["`sudo sysctl kernel.yama.ptrace_scope=0`, for all programs"] : []
            return privileged + relax + container
        case .seccomp:
            return ["`docker run --security-opt seccomp=unconfined …`", "run sonde outside of the container"]
        case .securityModule:
            return ["run sonde outside of that confinement, or allow it `ptrace` and `process_vm_readv` there"]
        case .unknown: return privileged + container
        }
    }

    /// This very command under sudo.
    private static func sudo(as user: String? = nil) -> String {
        let words = CommandLine.arguments.map { word in
            word.utf8.allSatisfy { isPlain($0) } && !word.isEmpty
                ? word
                : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
        }
        return (["sudo"] + (user.map { ["-u", $0] } ?? []) + words).joined(separator: " ")
    }

    /// A byte that needs no quotes in a shell.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_./=:,@%+".utf8.contains(byte)
        }
    }
}
