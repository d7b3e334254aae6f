import Glibc
import Wire

/// Why the kernel does not sample, and what to do about it.
///
/// Source of the rules: perf_event_open(2), and the kernel's Documentation/admin-guide/perf-security.rst.
enum SamplingRefusal {
    /// Bits of capabilities (include/uapi/linux/capability.h).
    private static let capabilities: UInt64 = 1 << 38 | 1 << 21

    static func explain(_ failure: ThreadSampler.Failure) -> InputError {
        let system = unsafe String(cString: strerror(failure.number))
        switch failure.number {
        case ESRCH: return AccessDiagnosis.explain(pid: failure.process, errno: ESRCH)
        case ENOENT, EOPNOTSUPP, ENODEV:
            return InputError(
                .unsupported,
                "this machine's processors count no cycles (virtual machines often hide the counters): "
                    + "`--event clock` samples by time")
        case EMFILE, ENFILE: return tooManyThreads(failure.process)
        case ENOSYS:
            return InputError(
                .unsupported, "the kernel was built without perf events: there is no sampling from outside")
        case EACCES, EPERM:
            return forbidden(failure, system)
        default:
            let what = failure.isOfRing ? "no memory for samples can be had" : "the kernel takes no samples"
            return InputError(.inputOutput, "\(what) (\(system))", file: "process \(failure.process)")
        }
    }

    private static func forbidden(_ failure: ThreadSampler.Failure, _ system: String) -> InputError {
        if failure.isOfRing {
            return InputError(
                .notPermitted,
                "the kernel locks no more memory for samples of this user (\(system)). What helps: end other recordings; "
                    + "or `sudo sysctl kernel.perf_event_mlock_kb=2048`; or `ulimit -l unlimited`")
        }
        let facts = AccessFacts.gather(failure.process)
        let isCapable = facts.own.effectiveCapabilities & capabilities != 0
        let paranoia = SamplingLimits.paranoia ?? 2
        if !isCapable, paranoia > 2 {
            return InputError(
                .notPermitted,
                "kernel.perf_event_paranoid is \(paranoia): sampling takes the capability CAP_PERFMON, even of own "
                    + "processes. What helps: run sonde as root; or `sudo setcap cap_perfmon+ep` on it; or "
                    + "`sudo sysctl kernel.perf_event_paranoid=2`", file: "process \(failure.process)")
        }
        if !isCapable, let target = facts.target {
            let isOwn = target.users.prefix(3).allSatisfy { $0 == facts.own.users.first }
            let owner = target.users.first.map { "\(UserNames.name($0)) (\($0))" } ?? "another user"
            let reason =
                isOwn
                ? "it has more rights than its user (a setuid or setcap program, or one that asked for protection)"
                : "it belongs to user \(owner)"
            return InputError(
                .notPermitted,
                "may not be sampled: \(reason), which takes the capability CAP_PERFMON. What helps: run sonde as root; "
                    + "or `sudo setcap cap_perfmon+ep` on it" + (isOwn ? "" : "; or run it as that user"),
                file: "process \(failure.process)")
        }
        return InputError(
            .notPermitted,
            "the system forbids sampling (\(system)); containers do so by filters of system calls. What helps: "
                + "`docker run --cap-add=PERFMON --security-opt seccomp=unconfined …`; or run sonde outside of the "
                + "container", file: "process \(failure.process)")
    }

    private static func tooManyThreads(_ process: Int32) -> InputError {
        InputError(
            .notPermitted,
            "it has more threads times processors than sonde may have descriptors, and whole processors may not be "
                + "sampled. What helps: a higher `ulimit -n`; or run sonde as root, or with the capability CAP_PERFMON",
            file: "process \(process)")
    }
}
