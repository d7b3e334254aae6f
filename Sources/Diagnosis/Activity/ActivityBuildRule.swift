import Evidence
import SystemActivity

/// `build.cache-miss`, `build.link`, `build.compile`, `build.cgo`: what the critical path of a build consists of.
enum ActivityBuildRule {
    /// Time on the path by what it went to.
    private struct Shares {
        var link: Int64 = 0
        var foreign: Int64 = 0
        /// Of packages that come with Go or from the module cache, which a build cache would have had.
        var cacheable: Int64 = 0
        var cacheablePackages = 0
        /// Of the program's own packages.
        var own: Int64 = 0
        /// The action that took most, and its time.
        var longest: (action: Int, time: Int64)?
    }

    static func findings(_ activity: ActivityEvidence, _ limits: Thresholds) -> [Finding] {
        guard let path = activity.go.path, !activity.build.actions.isEmpty else { return [] }
        let shares = shares(path, activity)
        let total = path.segments.reduce(Int64(0)) { $0 &+ $1.duration }
        guard total > 0 else { return [] }
        func isLarge(_ time: Int64) -> Bool { Double(time) >= limits.buildShare.value * Double(total) }
        var findings: [Finding] = []
        if isLarge(shares.cacheable) { findings.append(cacheMiss(shares, total, activity, limits)) }
        if isLarge(shares.link) {
            findings.append(
                finding(
                    .buildLink, shares.link, total, activity, limits, kind: "link step",
                    title: packages(activity) { $0.isLink },
                    what: "Linking took",
                    remedy: "Link less: build only what is needed, leave debug information out with -ldflags='-s -w' "
                        + "where nobody needs it, and keep packages small that many programs import."))
        }
        if isLarge(shares.foreign) {
            findings.append(
                finding(
                    .buildCgo, shares.foreign, total, activity, limits, kind: "package",
                    title: packages(activity) { action in
                        action.steps.contains { activity.build.steps[$0].tool == .foreign }
                    },
                    what: "The C compiler took",
                    remedy:
                        "Build with CGO_ENABLED=0 where the program allows it, or keep the packages with C code in the "
                        + "build cache."))
        }
        if !isLarge(shares.cacheable), let anew = GeneratedInput(activity), isLarge(shares.own) {
            findings.append(generated(anew, shares.own, total, activity, limits))
        } else if let longest = shares.longest, isLarge(longest.time), !isLarge(shares.cacheable) {
            let action = activity.build.actions[longest.action]
            findings.append(
                finding(
                    .buildCompile, longest.time, total, activity, limits, kind: "package",
                    title: Phrase(action.package),
                    what: "Compiling \(action.package) alone took",
                    remedy: "Split the package, or take generated code out of it: everything that imports it waits."))
        }
        return findings
    }

    private static func shares(_ path: GoBuildPath, _ activity: ActivityEvidence) -> Shares {
        var shares = Shares()
        for segment in path.segments {
            guard case .action(let number) = segment.part else { continue }
            let action = activity.build.actions[number]
            var link: Int64 = 0
            var foreign: Int64 = 0
            for index in action.steps {
                let step = activity.build.steps[index]
                let overlap = max(0, min(step.end, segment.end) &- max(step.start, segment.start))
                if step.tool == .link { link &+= overlap }
                if step.tool == .foreign { foreign &+= overlap }
            }
            shares.link &+= min(link, segment.duration)
            shares.foreign &+= min(foreign, segment.duration)
            let rest = max(0, segment.duration &- link &- foreign)
            if isCacheable(action, activity) {
                shares.cacheable &+= rest
                shares.cacheablePackages += 1
            } else {
                if action.tool != .program { shares.own &+= rest }
                if action.tool != .program, rest > shares.longest?.time ?? 0 { shares.longest = (number, rest) }
            }
        }
        return shares
    }

    /// Whether a package comes with Go or from the module cache: its sources do not change.
    private static func isCacheable(_ action: GoAction, _ activity: ActivityEvidence) -> Bool {
        if let goroot = action.steps.first.map({ activity.build.steps[$0].goroot }), !goroot.isEmpty,
            action.sourceFolder.hasPrefix(goroot + "/src/")
        {
            return true
        }
        if action.sourceFolder.contains("/mod/"), action.sourceFolder.contains("@v") { return true }
        for index in action.steps where activity.build.steps[index].tool == .compile {
            let arguments = activity.tables.processes[Int(activity.build.steps[index].process)].arguments
            if arguments.contains(where: { activity.text($0) == "-std" }) { return true }
            return arguments.contains { argument in
                let text = activity.text(argument)
                return text.hasSuffix(".go") && text.contains("@v") && text.contains("/mod/")
            }
        }
        return false
    }

    private static func packages(_ activity: ActivityEvidence, _ isWanted: (GoAction) -> Bool) -> Phrase {
        Wording.list(activity.build.actions.filter(isWanted).map(\.package))
    }

    private static func cacheMiss(
        _ shares: Shares, _ total: Int64, _ activity: ActivityEvidence, _ limits: Thresholds
    ) -> Finding {
        let all = activity.build.actions.filter { isCacheable($0, activity) }
        let reason = GoCacheMisses(activity)
        var finding = finding(
            .buildCacheMiss, shares.cacheable, total, activity, limits, kind: "packages",
            title: Wording.list(all.map(\.package)),
            what: "\(Wording.count(all.count, "package")) that the build cache could have had took",
            remedy: reason.remedy)
        finding.supports += reason.facts
        return finding
    }

    private static func generated(
        _ input: GeneratedInput, _ time: Int64, _ total: Int64, _ activity: ActivityEvidence, _ limits: Thresholds
    ) -> Finding {
        var finding = finding(
            .buildCacheMiss, time, total, activity, limits, kind: "packages", title: Phrase(input.package),
            what:
                "\(input.package), which is generated anew, and \(Wording.count(input.followers, "package")) that read it took",
            remedy:
                "Let the generator leave \(input.file) alone when nothing in it changes (compare before writing), and keep "
                + "times, host names and random numbers out of it: -ldflags=-X sets such values when linking.")
        finding.confidence = (finding.confidence * 0.9 * 100).rounded() / 100
        finding.supports.append(
            activity.fact(
                "building anew begins with \(input.package), whose file \(input.file) is generated, by its name; "
                    + "\(Wording.count(input.followers, "package")) more had to follow"))
        return finding
    }

    private static func finding(
        _ cause: Cause, _ time: Int64, _ total: Int64, _ activity: ActivityEvidence, _ limits: Thresholds,
        kind: String, title: Phrase, what: Phrase, remedy: Phrase
    ) -> Finding {
        let share = Double(time) / Double(total)
        var sure = Confidence(0.7, ceiling: 0.95)
        sure.support(0.5, when: share >= 0.6)
        var finding = Finding(
            cause, share >= limits.buildShareWarning.value ? .warning : .info, confidence: sure.value,
            impact: Impact(value: (Double(time) / 1e6).rounded() / 1000, unit: "seconds"),
            summary: "\(what) \(Wording.duration(time)) of the \(Wording.duration(total)) that the go command ran.",
            subject: Subject(kind: kind, title: title))
        finding.supports = [
            activity.fact(
                "that is \(TraceRules.percent(share)) of the critical path: the chain of steps each of which began when "
                    + "the one before had ended")
        ]
        finding.remedy = remedy
        finding.verify = "`sonde events path` on a new capture of the same command shows a shorter chain."
        return finding
    }
}
