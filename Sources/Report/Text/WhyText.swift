import Diagnosis
import Evidence

/// The text of `sonde why`: one screen with the root cause, then all that it rests on and what else there is.
public struct WhyText {
    private let report: DiagnosisReport
    private let paths: PathShortener

    public init(_ report: DiagnosisReport) {
        self.report = report
        paths = PathShortener(module: report.target.module)
    }

    public func write(to writer: inout TextWriter) {
        if let first = report.findings.first {
            writeFirst(first, to: &writer)
        } else {
            target.write(to: &writer)
            writer.blank()
            writer.line(StyledText(writer.say("Nothing was diagnosed: see below for what could be collected.")))
        }
        let finding = FindingText(paths: paths)
        for (index, next) in report.findings.enumerated().dropFirst() {
            writer.blank()
            finding.write(next, rank: index + 1, to: &writer)
        }
        writeTimes(to: &writer)
        writeCollected(to: &writer)
        writeMissing(to: &writer)
    }

    private func writeFirst(_ first: Finding, to writer: inout TextWriter) {
        let below = below(first)
        let cut = FindingScreen(paths: paths).write(
            first, target: target, below: below.isEmpty ? "" : "Below: \(below.joined(separator: ", ")).", to: &writer)
        // The target's name is all that nothing further down repeats.
        if cut.contains(.target) {
            writer.blank()
            target.write(to: &writer)
        }
        if cut.isSubset(of: [.target, .title, .below]), evidence(first).isEmpty { return }
        writer.blank()
        FindingText(paths: paths).writeRest(first, rank: 1, cut: cut, to: &writer)
    }

    /// What the screen does not show of a finding.
    private func evidence(_ finding: Finding) -> [Phrase] {
        var parts: [Phrase] = []
        if !finding.subject.frames.isEmpty { parts.append("stack") }
        if !finding.refutes.isEmpty {
            parts.append("facts for and against")
        } else if finding.supports.count > FindingScreen.facts {
            parts.append("all facts")
        }
        if !finding.explains.isEmpty { parts.append("what it explains") }
        if !finding.missing.isEmpty { parts.append("missing evidence") }
        return parts
    }

    /// What follows the screen.
    private func below(_ first: Finding) -> [Phrase] {
        var parts = evidence(first)
        if report.findings.count > 1 { parts.append(Plural.counted(report.findings.count - 1, "other finding")) }
        if !report.times.isEmpty { parts.append("where the time went") }
        if !report.collected.isEmpty { parts.append("what was collected") }
        if !report.missing.isEmpty { parts.append("what is lacking") }
        return parts
    }

    private func writeTimes(to writer: inout TextWriter) {
        guard !report.times.isEmpty else { return }
        writer.blank()
        TimeShares.table(
            report.times.map { (writer.say(Phrase($0.name)), $0.nanoseconds, $0.count) },
            of: report.times.reduce(0) { $0 &+ $1.nanoseconds }, counted: "ACTIONS", to: &writer)
    }

    private var target: TargetText { TargetText(report.target, name: report.nameOfTarget) }

    private func writeMissing(to writer: inout TextWriter) {
        guard !report.missing.isEmpty else { return }
        writer.blank()
        for missing in report.missing {
            var text = StyledText(writer.say("could not be had: "), .warning)
            text.append(writer.say(missing.text))
            writer.line(text, hanging: 3)
            if !missing.command.isEmpty { writer.unwrapped(StyledText("$ \(missing.command)"), indent: 5) }
        }
    }

    private func writeCollected(to writer: inout TextWriter) {
        guard !report.collected.isEmpty else { return }
        writer.blank()
        writer.line(StyledText(writer.say("Collected"), .faint))
        for looks in LooksText.all(report.collected) {
            writer.line(StyledText(writer.say(looks.text)), indent: 3, hanging: 5)
            QualityText.write(looks.quality, indent: 5, to: &writer)
        }
    }
}

extension DiagnosisReport {
    /// What to call a target that has neither a process id nor an executable: a dump has no name but its file's.
    var nameOfTarget: Phrase? {
        target.processID == nil && target.executable.isEmpty ? collected.first?.source : nil
    }
}

extension CaseManifest.Missing {
    /// What could not be had, and why.
    var text: Phrase {
        let evidence = Phrase(word: evidence)
        return reason.isEmpty ? evidence : "\(evidence): \(reason)"
    }
}

/// Looks at the same kind of evidence from the same source, as one line.
struct LooksText {
    /// `goroutines from process memory, 3 looks, each took 12ms or less`.
    let text: Phrase
    /// The worst of all looks, worst first.
    let quality: [QualityCounter]

    static func all(_ collected: [CollectedEvidence]) -> [LooksText] {
        var result: [LooksText] = []
        var start = 0
        while start < collected.count {
            let first = collected[start]
            let looks = collected[start...].prefix { $0.evidence == first.evidence && $0.source == first.source }
            start += looks.count
            result.append(LooksText(first, looks))
        }
        return result
    }

    private init(_ first: CollectedEvidence, _ looks: ArraySlice<CollectedEvidence>) {
        let longest = looks.map(\.durationNanoseconds).max() ?? 0
        let stopped = looks.reduce(0) { $0 &+ $1.stoppedNanoseconds }
        var text: Phrase = "\(Phrase(word: first.evidence)) from \(first.source)"
        let took = DurationText.format(longest)
        if looks.count > 1 { text += ", \(looks.count) looks" }
        if longest > 0 { text += looks.count > 1 ? ", each took \(took) or less" : ", took \(took)" }
        if stopped > 0 { text += ", stopped the target for \(DurationText.format(stopped))" }
        self.text = text
        quality = QualityText.sorted(QualityText.worst(looks.map(\.quality)))
    }
}

/// The head of a report: what was looked at.
public struct TargetText {
    private let target: DiagnosedTarget
    private let name: Phrase?

    /// - Parameter name: what to call a target that has neither a process id nor an executable.
    public init(_ target: DiagnosedTarget, name: Phrase? = nil) {
        self.target = target
        self.name = name
    }

    public func write(to writer: inout TextWriter) {
        for line in lines(writer.options.language) { writer.line(line, hanging: 2) }
    }

    /// What it is, and what it was built from.
    func lines(_ language: Language) -> [StyledText] {
        var name = StyledText()
        let kind = Phrase(word: target.kind).text(language)
        if let pid = target.processID { name.append("\(kind) \(pid)", .strong) }
        if !target.executable.isEmpty {
            if !name.spans.isEmpty { name.append("  ") }
            name.append(target.executable, target.processID == nil ? .strong : .plain)
            if target.processID == nil { name.append("  \(kind)") }
        }
        if name.spans.isEmpty { name.append(self.name?.text(language) ?? kind, .strong) }
        if !target.goVersion.isEmpty { name.append("  \(target.goVersion)") }

        var build: [Phrase] = []
        if !target.module.isEmpty { build.append("module \(target.module)") }
        if !target.revision.isEmpty { build.append("revision \(target.shortRevision)") }
        let texts = build.map { $0.text(language) }
        return build.isEmpty ? [name] : [name, StyledText(texts.joined(separator: "  "), .faint)]
    }
}

extension DiagnosedTarget {
    /// Enough of the revision to find it, and whether the sources were modified.
    var shortRevision: Phrase {
        let isHash = revision.utf8.count >= 40 && revision.allSatisfy(\.isHexDigit)
        let short = isHash ? String(revision.prefix(12)) : revision
        return isModified == true ? "\(short), modified" : Phrase(short)
    }
}

/// Quality counters as lines: what was dropped, lost or assumed.
public enum QualityText {
    /// The largest value of each counter over several looks.
    static func worst(_ looks: [[QualityCounter]]) -> [QualityCounter] {
        var byName: [String: QualityCounter] = [:]
        for counter in looks.joined() where counter.value > byName[counter.name]?.value ?? 0 {
            byName[counter.name] = counter
        }
        return Array(byName.values)
    }

    /// Worst first.
    static func sorted(_ counters: [QualityCounter]) -> [QualityCounter] {
        counters.sorted { ($1.severity, $0.name) < ($0.severity, $1.name) }
    }

    /// A counter with its severity, value and meaning.
    static func sentence(_ counter: QualityCounter) -> Phrase {
        let explanation = counter.explanation.isEmpty ? counter.name : counter.explanation
        let text: Phrase = "\(explanation) (\(counter.name) \(Plural.grouped(counter.value)))"
        return switch counter.severity {
        case .info: "note: \(text)"
        case .dataLoss: "data loss: \(text)"
        case .error: "error: \(text)"
        }
    }

    public static func write(_ counters: [QualityCounter], indent: Int, to writer: inout TextWriter) {
        for counter in sorted(counters) {
            var text = StyledText()
            switch counter.severity {
            case .info: text.append(writer.say("note: "), .info)
            case .dataLoss: text.append(writer.say("data loss: "), .warning)
            case .error: text.append(writer.say("error: "), .critical)
            }
            text.append(writer.say(Phrase(counter.explanation.isEmpty ? counter.name : counter.explanation)))
            text.append(" (\(counter.name) \(Plural.grouped(counter.value)))", .faint)
            writer.line(text, indent: indent, hanging: indent + 2)
        }
    }
}
