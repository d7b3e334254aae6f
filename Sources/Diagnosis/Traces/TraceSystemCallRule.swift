import Evidence
import GoTrace

/// `io.disk-sync`, `io.blocked-syscall`, `threads.cgo-blocked`: system calls that hold goroutines up.
enum TraceSystemCallRule {
    /// A few calls are no pattern.
    private static let least = 3

    /// Calls at one place.
    private struct Calls {
        let name: String
        var times = DurationDistribution()
        var lost = 0
        /// Number of those that had not ended.
        var open = 0
        var stack: UInt32 = 0
        var most: Int64 = -1

        mutating func note(_ stack: UInt32, sum: Int64) {
            guard sum > most else { return }
            most = sum
            self.stack = stack
        }
    }

    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [TraceFinding] {
        var all: [String: Calls] = [:]
        func place(_ stack: UInt32) -> String? {
            let names = trace.names(stack)
            let name = SystemCallName.name(stack: names)
            guard !isIdle(name, root: names.last ?? "") else { return nil }
            let key = "\(name) \(trace.key(stack))"
            if all[key] == nil { all[key] = Calls(name: name) }
            return key
        }
        for call in trace.blocked.systemCalls where !call.ended.isEmpty {
            guard let key = place(call.stack) else { continue }
            all[key]?.times.merge(call.ended)
            all[key]?.lost += call.lost.count
            all[key]?.note(call.stack, sum: call.ended.sum)
        }
        for wait in trace.blocked.open.all where wait.kind == nil && wait.idle == nil {
            guard let key = place(wait.stack) else { continue }
            all[key]?.times.add(wait)
            all[key]?.open += wait.count
            all[key]?.note(wait.stack, sum: wait.sum)
        }
        return all.sorted { ($1.value.times.sum, $0.key) < ($0.value.times.sum, $1.key) }
            .compactMap { finding($0.value, trace, limits) }.prefix(5).map(\.self)
    }

    /// Calls in which goroutines rest.
    private static func isIdle(_ name: String, root: String) -> Bool {
        root.hasPrefix("runtime.") && root != "runtime.main" || root.hasPrefix("runtime/")
            || root.hasPrefix("os/signal.") || resting.contains(name)
    }

    private static let resting: Set<String> = [
        "futex", "wait4", "waitid", "epoll_wait", "epollwait", "nanosleep", "usleep", "select",
        "pselect", "poll", "ppoll",
    ]
    private static let syncing: Set<String> = ["fsync", "fdatasync", "sync_file_range", "msync", "sync", "syncfs"]

    private static func finding(_ calls: Calls, _ trace: TraceEvidence, _ limits: Thresholds) -> TraceFinding? {
        let isSync = syncing.contains(calls.name)
        let rate = trace.rate(calls.times.sum)
        let isLong =
            isSync
            ? calls.times.max >= limits.traceSync.value
            : calls.times.quantile(0.9) >= limits.lateIO.value && calls.times.count >= least
        guard isLong || isSync && rate >= limits.traceSyncWarning.value else { return nil }
        let place = trace.place(calls.stack)
        let isForeign = calls.name.hasPrefix("cgo") || trace.names(calls.stack).contains { $0.contains("._Cfunc_") }
        let cause: Cause = isSync ? .ioDiskSync : isForeign ? .threadsCgoBlocked : .ioBlockedSyscall
        var sure = Confidence(0.6, ceiling: 0.9)
        sure.support(0.4, when: rate >= 0.5)
        var finding = Finding(
            cause, rate >= limits.traceSyncWarning.value ? .warning : .info, confidence: sure.value,
            impact: Impact(value: TraceLockRule.rounded(rate), unit: "goroutine-seconds per second"),
            summary: "\(TraceRules.goroutines(rate)) stood at any moment in \(calls.name) at \(place): "
                + "\(Wording.count(calls.times.count, "call")), the longest \(Wording.duration(calls.times.max)).",
            subject: Subject(
                kind: "system call", title: "\(calls.name) at \(place)", frames: trace.frames(calls.stack)))
        finding.supports = [
            trace.fact(
                "half of the calls took up to \(Wording.duration(calls.times.quantile(0.5))), 99 % up to "
                    + "\(Wording.duration(calls.times.quantile(0.99)))")
        ]
        if calls.lost > 0 {
            finding.supports.append(
                trace.fact("\(Wording.count(calls.lost, "call")) took so long that the processor was given to others"))
        }
        if calls.open > 0 {
            finding.supports.append(trace.fact("\(calls.open) of them had not ended when the trace ended"))
        }
        finding.missing = [MissingEvidence(evidence: "the file or device behind it", command: "sonde why PID")]
        finding.remedy =
            isSync
            ? "Write less often to disk: batch what is synced, let one goroutine sync for all, or relax durability "
                + "where the data allow it."
            : "Keep such calls off the way of requests: limit how many run at once, and use what the poller can wait "
                + "for where there is something."
        finding.verify = "`\(trace.command("syscalls"))` on a new trace shows fewer or shorter calls at \(place)."
        return TraceFinding(finding, rate: rate, key: trace.key(calls.stack))
    }
}
