import Glibc

/// What the kernel permits this process, and which tools are there: from facts about the machine. A recording of
/// sonde's own that fails decides nothing here, so that a defect of it is a failed test and not one that is skipped.
public enum Permissions {
    /// Bits of capabilities (include/uapi/linux/capability.h).
    private enum Capability: UInt64 {
        case systemAdministration = 21
        case performanceMonitoring = 38
        case bpf = 39
    }

    /// Whether programs may be loaded into the kernel that look at all processes: CAP_BPF and CAP_PERFMON in the first
    /// user namespace, a kernel with its own types that has `bpf_copy_from_user_task`, no lockdown, and libbpf.
    public static let mayRecordByBPF: Bool =
        (has(.bpf) && has(.performanceMonitoring) || has(.systemAdministration)) && isInFirstNamespace && !isLockedDown
        && kernel >= (5, 18) && Files.exists("/sys/kernel/btf/vmlinux") && canLoad("libbpf.so.1")

    /// Whether the kernel samples processes of this user. The filters of containers let those do it who have a
    /// capability for it.
    public static let maySample = maySample(paranoia: 2)

    /// The same with the time that they spend in the kernel.
    public static let maySampleKernel = maySample(paranoia: 1)

    private static func maySample(paranoia most: Int) -> Bool {
        guard let text = try? Files.text("/proc/sys/kernel/perf_event_paranoid"),
            let paranoia = Int(text.filter { !$0.isWhitespace })
        else { return false }
        if (has(.performanceMonitoring) || has(.systemAdministration)) && isInFirstNamespace { return true }
        return paranoia <= most && status("Seccomp") == "0"
    }

    /// Whether the kernel tells where its functions are.
    public static let kernelHasNames: Bool =
        (try? Command.run("grep", ["-qvm1", "^0* ", "/proc/kallsyms"]).succeeded) == true

    /// Whether strace is there and may trace what it starts.
    public static let mayTraceByStrace: Bool =
        (try? Command.run("strace", ["-o", "/dev/null", "true"]).succeeded) == true

    /// Whether a process may trace another one of the same user that it has not started (Yama).
    public static let mayTraceOthers: Bool =
        (try? Files.text("/proc/sys/kernel/yama/ptrace_scope")).map { $0 == "0\n" } ?? true

    /// Name of a C compiler.
    public static let compiler: String? = ["cc", "clang", "gcc"].first { isInstalled($0) }

    /// Whether a program of this name is in one of the folders of PATH.
    public static func isInstalled(_ tool: String) -> Bool {
        (environmentVariable("PATH") ?? "/usr/bin:/bin").split(separator: ":").contains {
            Files.isExecutable("\($0)/\(tool)")
        }
    }

    private static func has(_ capability: Capability) -> Bool {
        let set = status("CapEff").flatMap { UInt64($0, radix: 16) } ?? 0
        return set >> capability.rawValue & 1 == 1
    }

    /// A line of /proc/self/status.
    private static func status(_ key: String) -> String? {
        let lines = (try? Files.lines("/proc/self/status")) ?? []
        return lines.first { $0.hasPrefix(key + ":") }?.split(whereSeparator: \.isWhitespace).last.map(String.init)
    }

    /// Capabilities in other user namespaces are none for the kernel as a whole.
    private static var isInFirstNamespace: Bool {
        let map = (try? Files.text("/proc/self/uid_map"))?.split(whereSeparator: \.isWhitespace)
        return map == ["0", "0", "4294967295"]
    }

    private static var isLockedDown: Bool {
        (try? Files.text("/sys/kernel/security/lockdown"))?.contains("[confidentiality]") ?? false
    }

    private static var kernel: (Int, Int) {
        let release = (try? Files.text("/proc/sys/kernel/osrelease")) ?? ""
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : (0, 0)
    }

    private static func canLoad(_ library: String) -> Bool {
        guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else { return false }
        dlclose(handle)
        return true
    }
}
