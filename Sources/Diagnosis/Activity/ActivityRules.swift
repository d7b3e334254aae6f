import Evidence
import SystemActivity

/// What a log of system activity says by itself.
enum ActivityRules {
    /// Part of a recording that may be lost before it is said beside each finding.
    private static let mostLost = 0.01

    /// What machine and limits withhold.
    static let ofMachine: [Rule] = [
        rule("machine.quota", .environment, "Does a quota stop the program?", .host, [.cpuThrottled]) {
            ActivityHostRule.throttled($0, $1.context)
        },
        rule("machine.others", .environment, "Do others take the processors?", .host, [.cpuForeignLoad]) {
            ActivityHostRule.foreign($0, $1.context)
        },
        rule("machine.swap", .environment, "Is memory read back from swap?", .host, [.memorySwap]) {
            ActivityHostRule.swap($0, $1.context)
        },
        rule("machine.scanner", .environment, "Does another process hold up files?", .activity, [.buildScanner]) {
            scanner($0, $1.limits).map { [$0] } ?? []
        },
    ]

    /// What the program and its tools ask of the system.
    static let ofCalls: [Rule] = [
        rule(
            "build.steps", .waiting, "Which step of the build takes the time?", .activity,
            [.buildCacheMiss, .buildLink, .buildCompile, .buildCgo]
        ) { ActivityBuildRule.findings($0, $1.limits) },
        rule("build.modules", .waiting, "Does the go command wait for modules?", .activity, [.buildModuleDownload]) {
            download($0, $1.limits).map { [$0] } ?? []
        },
        rule("start-up.files", .waiting, "Does reading files take the start-up?", .activity, [.startupFileReads]) {
            ActivityStartRule.findings($0, $1.limits)
        },
        rule(
            "calls.long", .waiting, "Which system calls take long?", .activity, [.ioDiskSync, .ioBlockedSyscall]
        ) { ActivityCallRule.findings($0, $1.limits) },
        rule(
            "sockets", .waiting, "How are names resolved and connections used?", .activity,
            [.networkDns, .networkNoReuse]
        ) { activity, evidence in
            ActivitySocketRule.findings(activity, evidence.limits) { $0.frames(evidence) }
        },
    ]

    private static func rule(
        _ id: String, _ stage: RuleStage, _ question: Phrase, _ needs: RuleRequirement, _ causes: [Cause],
        find: @escaping @Sendable (ActivityEvidence, CaseEvidence) -> [Finding]
    ) -> Rule {
        Rule(id: id, stage, question: question, requires: [needs], causes: causes) { evidence in
            guard let activity = evidence.context.activity else { return Verdict() }
            return Verdict(
                find(activity, evidence).map { finding in
                    var finding = finding
                    finding.impact.over = needs == .host ? evidence.hostSeconds : evidence.activitySeconds
                    doubt(&finding, activity)
                    return Candidate(finding, goroutines: [])
                })
        }
    }

    /// Findings of a look at goroutines and of a recording: a fault that both see is one finding. A recording has the
    /// times and the file or peer, and who looks at goroutines knows more to do about it.
    static func joined(_ seen: [Candidate], _ recorded: [Candidate]) -> [Candidate] {
        var seen = seen
        var recorded = recorded
        for index in recorded.indices.reversed() {
            let times = recorded[index].finding
            guard let same = seen.firstIndex(where: { Joining.isOneFault($0.finding, times) }) else { continue }
            let look = seen[same].finding
            seen[same].finding = times
            seen[same].finding.severity = max(look.severity, times.severity)
            seen[same].finding.confidence = max(look.confidence, times.confidence)
            if look.ownFunction != nil { seen[same].finding.subject.frames = look.subject.frames }
            seen[same].finding.supports.insert(Fact(look.summary, evidence: "goroutines", reference: ""), at: 0)
            seen[same].finding.remedy = look.remedy
            seen[same].finding.explains += look.explains
            recorded.remove(at: index)
        }
        return seen + recorded
    }

    /// What is lost may be what speaks for another cause.
    private static func doubt(_ finding: inout Finding, _ activity: ActivityEvidence) {
        guard activity.lostShare >= mostLost else { return }
        finding.confidence = (finding.confidence * (1 - activity.lostShare) * 100).rounded() / 100
        finding.refutes.append(
            activity.fact("\(TraceRules.percent(activity.lostShare)) of the records are lost: they are in no figure"))
    }

    /// `build.scanner`: another process that has to permit each opening or execution of a file.
    private static func scanner(_ activity: ActivityEvidence, _ limits: Thresholds) -> Finding? {
        let held = activity.held
        let share = Double(held.sum) / Double(activity.duration)
        guard held.count >= 10, share >= limits.scannerShare.value else { return nil }
        let wakers = held.wakers.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let culprit = wakers.first?.key ?? "a process that the capture does not name"
        var sure = Confidence(0.85, ceiling: 0.97)
        sure.support(0.5, when: (wakers.first?.value ?? 0) * 2 > held.count)
        var finding = Finding(
            .buildScanner, share >= limits.activityShare.value ? .warning : .info, confidence: sure.value,
            impact: Impact(value: (Double(held.sum) / 1e6).rounded() / 1000, unit: "seconds"),
            summary: "\(culprit) held threads \(Wording.count(held.count, "time")), "
                + "\(Wording.duration(held.sum)) together, before they might open or execute a file.",
            subject: Subject(kind: "process", title: Phrase(culprit)))
        let operations = Wording.list(held.operations.sorted())
        finding.supports = [
            activity.fact(
                held.isByFile
                    ? "it opened or read the same files while these calls were pending (\(operations))"
                    : "the kernel's stack of these waits is in fanotify: it asks a process for permission (\(operations))"
            ),
            activity.fact("the longest took \(Wording.duration(held.longest))"),
        ]
        finding.supports += activity.tables.fileGuards.map {
            activity.fact("\($0) asks the kernel to be asked before files are opened (/proc/PID/fdinfo)")
        }
        finding.supports += held.drivers.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map {
            activity.fact(
                "the filter driver \($0.key) is in \(Wording.count($0.value, "stack")) of these, with FLTMGR.SYS")
        }
        finding.supports += wakers.prefix(3).map {
            activity.fact(
                held.isByFile
                    ? "\($0.key) was in \(Wording.count($0.value, "file")) meanwhile"
                    : "\($0.key) let threads go on \(Wording.count($0.value, "time"))")
        }
        finding.remedy =
            "Have the scanner leave out the build cache, the module cache, and the work folder (`go env GOCACHE "
            + "GOMODCACHE GOTMPDIR`)."
        finding.verify =
            held.isByFile
            ? "A new log shows no such calls."
            : "A new capture shows no such waits, and `grep fanotify /proc/*/fdinfo/*` who asks for permissions."
        return finding
    }

    /// `build.module-download`: the go command waits for a proxy, the checksum database, or version control.
    private static func download(_ activity: ActivityEvidence, _ limits: Thresholds) -> Finding? {
        // Finding modules asks the proxy too, for what go.sum and the module cache do not know.
        let phases: [GoPhase] = [.download, .modules, .checksum, .versionControl]
        // The time that went by, where it is known; calls alone take less.
        let names = Set(phases.map { "go: \($0.rawValue)" })
        let elapsed = activity.times.reduce(Int64(0)) { names.contains($1.name) ? $0 &+ $1.nanoseconds : $0 }
        let sum = max(elapsed, phases.reduce(Int64(0)) { $0 &+ activity.phases.tally($1).sum })
        let steps = activity.build.steps.filter { $0.tool == .versionControl }
        let time = sum &+ steps.reduce(Int64(0)) { $0 &+ $1.duration }
        let share = Double(time) / Double(activity.duration)
        guard share >= limits.buildShare.value else { return nil }
        var finding = Finding(
            .buildModuleDownload, share >= limits.buildShareWarning.value ? .warning : .info, confidence: 0.75,
            impact: Impact(value: (Double(time) / 1e6).rounded() / 1000, unit: "seconds"),
            summary:
                "The go command spent \(Wording.duration(time)) on modules: downloads, checksums and version control.",
            subject: Subject(kind: "host", title: hosts(activity)))
        finding.supports = phases.filter { activity.phases.tally($0).count > 0 }.map { phase in
            let tally = activity.phases.tally(phase)
            return activity.fact(
                "\(phase.rawValue): \(Wording.count(tally.count, "call")), \(Wording.duration(tally.sum))")
        }
        finding.remedy =
            "Keep the module cache between runs (`go env GOMODCACHE`), use a proxy near by (GOPROXY), and build with "
            + "-buildvcs=false where nobody reads the stamp."
        finding.verify = "A second run in the same place no longer shows it."
        return finding
    }

    /// Whom the go command asked, the one with most requests first.
    private static func hosts(_ activity: ActivityEvidence) -> Phrase {
        let peers = activity.commandSockets.peers.sorted { ($1.used, $0.address) < ($0.used, $1.address) }
        return peers.isEmpty ? "modules" : Wording.list(peers.map(\.address))
    }

    private static func insufficient(_ activity: ActivityEvidence) -> Finding {
        let isCut = activity.lostShare < mostLost
        return Finding(
            .evidenceInsufficient, .info, confidence: 0.9, impact: Impact(value: 0, unit: "seconds"),
            summary: isCut
                ? "The log breaks off after \(Wording.duration(activity.duration)), and nothing stands out up to there."
                : "\(TraceRules.percent(activity.lostShare)) of the records are lost, and nothing stands out in the others.",
            subject: Subject(kind: "process", title: Phrase(activity.title(activity.root))),
            missing: [
                MissingEvidence(
                    evidence: "a whole recording",
                    command: isCut
                        ? "sonde capture -- COMMAND" : "sonde capture --drop futex,nanosleep,epoll_pwait -- COMMAND")
            ],
            remedy: isCut
                ? "Record again, to the end."
                : "Record less: leave out calls with --drop or stacks with --no-stacks, and run it again.",
            verify: "The summary line of the recording says that nothing was lost.")
    }

    /// What to say when nothing is above the thresholds.
    static func healthy(_ activity: ActivityEvidence) -> Finding {
        // Of a recording with holes nobody can say that nothing is in it.
        guard activity.lostShare < mostLost, !activity.isCut else { return insufficient(activity) }
        var finding = Finding(
            .healthy, .ok, confidence: activity.host == nil ? 0.6 : 0.75, impact: Impact(value: 0, unit: "seconds"),
            summary: "Nothing in \(Wording.duration(activity.duration)) of system activity stands out.",
            subject: Subject(kind: "process", title: Phrase(activity.title(activity.root))), remedy: "Nothing to do.",
            verify: "`sonde events summary` shows where the time went.")
        finding.supports = ActivityHostRule.nothingWithheld(activity)
        if activity.host == nil {
            finding.missing = [
                MissingEvidence(
                    evidence: "what machine and limits gave the processes", command: "sonde capture -- COMMAND")
            ]
        }
        return finding
    }
}
