/// What stands between sonde and a process: the first rule of the kernel that forbids the access.
///
/// Source of the rules: ptrace(2), “Ptrace access mode checking”, and the kernel's Documentation/admin-guide/LSM/Yama.
enum AccessObstacle: String, Sendable, CaseIterable {
    case noProcess, otherPIDNamespace, hidden, ended, kernelThread
    /// Another program traces it; only one can.
    case tracer
    /// Every access is off until the next start of the system (Yama's scope 3).
    case yamaLocked
    /// It runs in a user namespace that sonde has no power over.
    case userNamespace
    /// It belongs to another user.
    case user
    /// It may not be dumped, for it was started with more rights than its user has, or asked for that.
    case dumpable
    /// It has capabilities that sonde has not.
    case capability
    /// Yama's scope 1 or 2.
    case yama
    /// A filter of system calls on sonde itself.
    case seccomp
    /// SELinux, AppArmor or the like.
    case securityModule
    case unknown

    /// Bit of CAP_SYS_PTRACE (include/uapi/linux/capability.h).
    static let tracingCapability: UInt64 = 1 << 19

    init(_ facts: AccessFacts, isTracing: Bool) {
        self = AccessObstacle.state(facts, isTracing) ?? AccessObstacle.rule(facts)
    }

    /// What the target's state forbids.
    private static func state(_ facts: AccessFacts, _ isTracing: Bool) -> AccessObstacle? {
        guard let target = facts.target else {
            if facts.isHidden { return .hidden }
            return facts.namesakes.isEmpty ? .noProcess : .otherPIDNamespace
        }
        if target.state == "Z" || target.state == "X" { return .ended }
        if facts.isKernelThread { return .kernelThread }
        return isTracing && target.tracerID != 0 ? .tracer : nil
    }

    /// The first of the kernel's rules that is not met, in the kernel's order.
    private static func rule(_ facts: AccessFacts) -> AccessObstacle {
        guard let target = facts.target, let user = facts.own.users.first, let group = facts.own.groups.first else {
            return .unknown
        }
        if facts.ptraceScope == 3 { return .yamaLocked }
        let isCapable = facts.own.effectiveCapabilities & tracingCapability != 0
        let isForeign = facts.sharesUserNamespace == false || (isUnmapped(target) && !facts.isInFirstUserNamespace)
        if isForeign, !(isCapable && facts.isInFirstUserNamespace) { return .userNamespace }
        if !isCapable {
            guard target.users.prefix(3).allSatisfy({ $0 == user }), target.groups.prefix(3).allSatisfy({ $0 == group })
            else { return .user }
            if let owner = facts.memoryOwner, owner != target.users.dropFirst().first { return .dumpable }
            if target.permittedCapabilities & ~facts.own.permittedCapabilities != 0 { return .capability }
            if facts.ptraceScope == 2 || (facts.ptraceScope == 1 && !facts.isDescendant) { return .yama }
        }
        if facts.own.seccompMode != 0 { return .seccomp }
        return facts.securityLabel.isEmpty ? .unknown : .securityModule
    }

    /// The kernel shows users that do not exist in sonde's user namespace as the overflow user.
    private static func isUnmapped(_ target: ProcessStatus) -> Bool { target.users.first == 65534 }
}
