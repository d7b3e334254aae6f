import Evidence
import SystemActivity

/// `startup.file-reads`: a program that reads, or looks for, many files before it does anything that can be seen.
enum ActivityStartRule {
    static func findings(_ activity: ActivityEvidence, _ limits: Thresholds) -> [Finding] {
        let found = activity.startUps.filter { start in
            let files = max(start.opened, start.missing)
            return files >= limits.startUpFiles.value && start.duration >= limits.startUpTime.value
                && share(start) >= limits.startUpShare.value
        }
        guard let worst = found.max(by: { ($0.duration, $1.process) < ($1.duration, $0.process) }) else { return [] }
        return [finding(worst, activity, limits)]
    }

    /// Part of the start-up that went to files, without what others took of the processors.
    private static func share(_ start: StartUpFiles.StartUp) -> Double {
        let stretch = min(start.stretch, start.duration)
        return Double(stretch) / Double(max(1, stretch, start.duration &- start.ready))
    }

    private static func finding(
        _ start: StartUpFiles.StartUp, _ activity: ActivityEvidence, _ limits: Thresholds
    ) -> Finding {
        let share = share(start)
        var sure = Confidence(0.6, ceiling: 0.85)
        sure.support(0.5, when: share >= 0.75)
        sure.support(0.3, when: !start.readyBy.isEmpty)
        // What reads files all its life, as an archiver does, has no start-up.
        sure.refute(0.5, when: start.readyBy.isEmpty)
        let isWarning = start.duration >= limits.startUpTimeWarning.value && !start.readyBy.isEmpty
        var finding = Finding(
            .startupFileReads, isWarning ? .warning : .info,
            confidence: sure.value, impact: ActivityEvidence.seconds(start.duration),
            summary: "\(activity.title(start.process)) opened \(start.opened) files in the "
                + "\(Wording.duration(start.duration)) that it took to start, and looked for \(start.missing) that are "
                + "not there.",
            subject: Subject(kind: "files", title: Phrase(start.folder)))
        finding.supports = [
            activity.fact(
                "\(Wording.count(start.calls, "call")) about files took \(Wording.duration(start.time)), and with what "
                    + "was done between them \(TraceRules.percent(share)) of the start-up"),
            activity.fact("\(start.inFolder) of the files are in \(start.folder)"),
        ]
        if start.opened > start.different {
            finding.supports.append(
                activity.fact("\(start.opened - start.different) times a file was opened once more"))
        }
        if start.lookUps > 0 {
            finding.supports.append(activity.fact("\(Wording.count(start.lookUps, "file")) was only looked up"))
        }
        if start.readyBy.isEmpty {
            finding.refutes.append(
                activity.fact("nothing shows when it was ready: reading files may be what the program is for"))
        }
        let after = activity.duration &- start.duration
        if after / 4 > start.duration {
            finding.refutes.append(
                activity.fact("it ran \(Wording.duration(after)) after that, so it matters only if it is started often")
            )
        }
        finding.remedy =
            "Put what it reads into one file or into the program (go:embed), read it when it is needed, and do not look "
            + "in places where nothing is."
        finding.verify = "A new capture shows fewer openings before the first output or accept, and a sooner one."
        return finding
    }
}
