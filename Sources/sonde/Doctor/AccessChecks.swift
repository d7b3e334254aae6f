import Glibc
import Host
import Report
import Wire

/// Whether other processes can be read, by rule and by trying.
enum AccessChecks {
    /// Bit of CAP_SYS_PTRACE (include/uapi/linux/capability.h).
    private static let tracingCapability: UInt64 = 1 << 19

    /// sonde reads the beginning of its own image, as it would read another process.
    static func selfTest() -> DoctorCheck {
        let name = "reading memory"
        do {
            let memory = try LiveMemory(processID: getpid())
            let image = try memory.mappings().first { $0.isReadable && $0.fileOffset == 0 && $0.inode != 0 }
            guard let first = image,
                try memory.bytes(at: first.start, count: 4).starts(with: [0x7f] + Array("ELF".utf8))
            else { return DoctorCheck(name, .missing, "sonde's own memory read differently from its image") }
            if memory.isSystemCallBlocked {
                return DoctorCheck(
                    name, .limited, "process_vm_readv is forbidden; /proc/PID/mem works, more slowly",
                    advice: "in a container: allow process_vm_readv in its seccomp profile")
            }
            return DoctorCheck(name, .good, "process_vm_readv works")
        } catch {
            return DoctorCheck(name, .missing, (error as? InputError)?.message ?? "\(error)")
        }
    }

    /// Which processes the kernel's rules open to this user.
    static func rights() -> DoctorCheck {
        let name = "other processes"
        let own = (try? LiveProcess(processID: getpid()))?.status?.effectiveCapabilities ?? 0
        let canTrace = own & tracingCapability != 0
        let scope = number("/proc/sys/kernel/yama/ptrace_scope")
        let scopeText = scope.map { "ptrace_scope is \($0)" } ?? "Yama is not active"
        if scope == 3 {
            return DoctorCheck(
                name, .missing, "\(scopeText): no process can be read by anybody until the next start of the system")
        }
        if canTrace { return DoctorCheck(name, .good, "all processes can be read (CAP_SYS_PTRACE; \(scopeText))") }
        switch scope {
        case 1?:
            return DoctorCheck(
                name, .limited, "only programs that sonde starts itself (\(scopeText), no CAP_SYS_PTRACE)",
                advice: "use sudo, or `sonde why -- COMMAND`, or `sudo sysctl kernel.yama.ptrace_scope=0`")
        case 2?:
            return DoctorCheck(
                name, .missing, "none (\(scopeText), no CAP_SYS_PTRACE)",
                advice: "use sudo, or `sudo setcap cap_sys_ptrace=ep` on the sonde program")
        default:
            return DoctorCheck(
                name, .limited, "those of user \(UserNames.name(geteuid())) (\(scopeText), no CAP_SYS_PTRACE)",
                advice: "use sudo for the processes of others")
        }
    }

    /// What `sonde profile record` may sample, by trying it on sonde itself.
    static func sampling() -> DoctorCheck {
        let name = "sampling"
        do {
            let sampler = try ThreadSampler(.processes { [getpid()] }, ThreadSampler.Options())
            if sampler.isOfAllProcesses {
                return DoctorCheck(name, .good, "all processes, with the kernel's part (perf events)")
            }
            let advice = "use sudo, or `sudo setcap cap_perfmon=ep` on the sonde program"
            return DoctorCheck(
                name, .limited,
                "own processes only, " + (sampler.hasKernelTime ? "with" : "without")
                    + " the kernel's part (perf events)",
                advice: advice)
        } catch {
            let failure = error as? InputError
            return DoctorCheck(name, .missing, "`sonde profile record` may not sample", advice: failure?.message ?? "")
        }
    }

    /// The Go processes that run now, and whether each of them can be read.
    static func goProcesses() -> DoctorCheck {
        let name = "Go processes"
        var unreadable = 0
        let found = ProcessSearch.goProcesses(unreadable: &unreadable)
        var problem: InputError?
        var readable = 0
        var gone = 0
        for (process, _) in found {
            do {
                _ = try LiveMemory(processID: process.id)
                readable += 1
            } catch let error as InputError where error.code == .gone {
                gone += 1
            } catch { problem = problem ?? error as? InputError }
        }
        let hidden = unreadable == 0 ? "" : "; \(unreadable) of all processes may not even be examined"
        let text = "\(found.count - gone) running, \(readable) of them readable\(hidden)"
        guard let problem, readable < found.count - gone else {
            return DoctorCheck(name, unreadable == 0 ? .good : .limited, text)
        }
        return DoctorCheck(name, readable == 0 ? .missing : .limited, text, advice: problem.description)
    }

    private static func number(_ path: String) -> Int? {
        guard let text = (try? MappedFile.open(path))?.string else { return nil }
        return Int(text.filter { !$0.isWhitespace })
    }
}
