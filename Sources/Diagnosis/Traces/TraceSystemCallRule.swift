import Evidence
import GoTrace

/// `io.disk-sync`, `io.blocked-syscall`, `threads.cgo-blocked`: system calls that hold goroutines up.
enum TraceSystemCallRule {
    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [Finding] {
        trace.blocked.systemCalls.filter { !isIdle($0, trace) }.prefix(5).compactMap { finding($0, trace, limits) }
    }

    /// Calls in which goroutines rest.
    private static func isIdle(_ call: SystemCallTimes.Call, _ trace: TraceEvidence) -> Bool {
        let names = trace.names(call.stack)
        let root = names.last ?? ""
        return root.hasPrefix("runtime.") && root != "runtime.main" || root.hasPrefix("runtime/")
            || root.hasPrefix("os/signal.") || resting.contains(SystemCallName.name(stack: names))
    }

    private static let resting: Set<String> = [
        "futex", "wait4", "waitid", "epoll_wait", "epollwait", "nanosleep", "usleep", "select",
        "pselect", "poll", "ppoll",
    ]

    private static func finding(
        _ call: SystemCallTimes.Call, _ trace: TraceEvidence, _ limits: Thresholds
    ) -> Finding? {
        let name = SystemCallName.name(stack: trace.names(call.stack))
        let isSync = ["fsync", "fdatasync", "sync_file_range", "msync", "sync", "syncfs"].contains(name)
        let rate = trace.rate(call.distribution.sum)
        let isLong =
            isSync
            ? call.distribution.max >= limits.traceSync.value
            : call.distribution.quantile(0.9) >= limits.lateIO.value && call.distribution.count >= 3
        guard isLong || isSync && rate >= 1 else { return nil }
        let where_ = trace.place(call.stack)
        let cause: Cause = isSync ? .ioDiskSync : name.hasPrefix("cgo") ? .threadsCgoBlocked : .ioBlockedSyscall
        var sure = Confidence(0.6, ceiling: 0.9)
        sure.support(0.4, when: rate >= 0.5)
        return Finding(
            cause, rate >= limits.traceSyncWarning.value ? .warning : .info, confidence: sure.value,
            impact: Impact(value: TraceLockRule.rounded(rate), unit: "goroutine-seconds per second"),
            summary: "\(Wording.count(call.distribution.count, "call")) of \(name) at \(where_) took "
                + "\(Wording.duration(call.distribution.sum)), the longest \(Wording.duration(call.distribution.max)).",
            subject: Subject(kind: "system call", title: "\(name) at \(where_)", frames: trace.frames(call.stack)),
            supports: [
                trace.fact(
                    "half of the calls took up to \(Wording.duration(call.distribution.quantile(0.5))), 99 % up to "
                        + "\(Wording.duration(call.distribution.quantile(0.99)))"),
                trace.fact(
                    "\(Wording.count(call.lost.count, "call")) took so long that the processor was given to others"),
            ],
            missing: [
                MissingEvidence(evidence: "the file or device behind it", command: "sonde goroutines PID")
            ],
            remedy: isSync
                ? "Write less often to disk: batch what is synced, let one goroutine sync for all, or relax durability "
                    + "where the data allow it."
                : "Keep such calls off the way of requests: limit how many run at once, and use what the poller can wait "
                    + "for where there is something.",
            verify: "`\(trace.command("syscalls"))` on a new trace shows fewer or shorter calls at \(where_).")
    }
}
