import Evidence
import SystemActivity

/// `io.disk-sync`, `io.blocked-syscall`: calls that wait for a disk, a lock, a device or the other end of a pipe.
enum ActivityCallRule {
    /// - Returns: files that wait for their disk, and other calls that wait.
    static func findings(_ activity: ActivityEvidence, _ limits: Thresholds) -> [Finding] {
        var waiting = finding(activity.syncs, .ioDiskSync, activity, limits)
        if let path = activity.syncs.calls.first?.path, activity.synchronousFiles.contains(path) {
            waiting?.supports.append(
                Fact("the file is open with O_SYNC or O_DSYNC: each write waits for the disk", evidence: "descriptors"))
        }
        return [waiting, finding(activity.blocked, .ioBlockedSyscall, activity, limits)].compactMap(\.self)
    }

    private static func finding(
        _ found: LongCalls, _ cause: Cause, _ activity: ActivityEvidence, _ limits: Thresholds
    ) -> Finding? {
        let share = activity.share(found.covered)
        guard let first = found.calls.first, share >= limits.activityShare.value else { return nil }
        let isSync = cause == .ioDiskSync
        let sum = found.calls.reduce(Int64(0)) { $0 &+ $1.sum }
        // No single file may stand out.
        let isScattered = first.sum < sum / 4
        let subject: Phrase =
            isScattered
            ? Wording.count(Set(found.calls.lazy.filter { $0.operation == first.operation }.map(\.path)).count, "file")
            : name(first)
        var sure = Confidence(0.65, ceiling: 0.9)
        sure.support(0.5, when: share >= limits.activityShareWarning.value)
        sure.support(0.3, when: isSync && first.longest >= limits.traceSync.value)
        // It may be what the program is for, and another thread may go on meanwhile.
        sure.refute(0.2, when: !isSync && first.operation.hasPrefix("read"))
        var finding = Finding(
            cause, share >= limits.activityShareWarning.value ? .warning : .info, confidence: sure.value,
            impact: ActivityEvidence.seconds(found.covered),
            summary: "\(activity.title(first.process)) was in \(first.operation) on \(subject) for "
                + "\(Wording.duration(isScattered ? found.covered : first.sum)) of "
                + "\(Wording.duration(activity.duration)).",
            subject: Subject(
                kind: isSync ? "file" : "system call",
                title: isSync ? subject : "\(first.operation) \(subject)",
                frames: activity.ownFrames(first.stack)))
        finding.supports = found.calls.prefix(3).map { call in
            activity.fact(
                "\(call.operation) on \(name(call)): \(Wording.count(call.count, "call")), "
                    + "\(Wording.duration(call.sum)), the longest \(Wording.duration(call.longest))")
        }
        finding.supports.append(
            activity.fact("in \(TraceRules.percent(share)) of the time at least one such call was under way"))
        if isSync, first.longest < limits.traceSync.value {
            finding.refutes.append(
                activity.fact(
                    "none took \(Wording.duration(limits.traceSync.value)): it is their number, and not a slow disk"))
        }
        finding.remedy =
            isSync
            ? "Write in larger pieces and synchronise once for many records; put the file on a faster device."
            : "See who is at the other end of the pipe, or holds the lock, and give the call a time limit."
        finding.verify = "A new capture shows less time in \(first.operation)."
        return finding
    }

    private static func name(_ call: LongCalls.Calls) -> Phrase {
        call.path.isEmpty ? "a descriptor" : Phrase(call.path)
    }
}
