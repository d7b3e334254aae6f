import Diagnosis
import Evidence

/// The text of `sonde why`: the target in two lines, the findings with the root cause first, and what they rest on.
public struct WhyText {
    private let report: DiagnosisReport
    private let paths: PathShortener

    public init(_ report: DiagnosisReport) {
        self.report = report
        paths = PathShortener(module: report.target.module)
    }

    public func write(to writer: inout TextWriter) {
        writeTarget(to: &writer)
        let finding = FindingText(paths: paths)
        for (index, next) in report.findings.enumerated() {
            writer.blank()
            finding.write(next, rank: index + 1, to: &writer)
        }
        if report.findings.isEmpty {
            writer.blank()
            writer.line("Nothing was diagnosed: see below for what could be collected.")
        }
        writeTimes(to: &writer)
        writeCollected(to: &writer)
    }

    private func writeTimes(to writer: inout TextWriter) {
        guard !report.times.isEmpty else { return }
        writer.blank()
        TimeShares.table(
            report.times.map { ($0.name, $0.nanoseconds, $0.count) },
            of: report.times.reduce(0) { $0 &+ $1.nanoseconds }, counted: "ACTIONS", to: &writer)
    }

    private func writeTarget(to writer: inout TextWriter) {
        // A dump has no name of its own but its file's.
        let source =
            report.target.processID == nil && report.target.executable.isEmpty ? report.collected.first?.source : nil
        TargetText(report.target, name: source).write(to: &writer)
    }

    private func writeCollected(to writer: inout TextWriter) {
        guard !report.collected.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Collected", .faint))
        var start = 0
        while start < report.collected.count {
            let first = report.collected[start]
            let looks = report.collected[start...].prefix { $0.evidence == first.evidence && $0.source == first.source }
            start += looks.count
            let longest = looks.map(\.durationNanoseconds).max() ?? 0
            let stopped = looks.reduce(0) { $0 &+ $1.stoppedNanoseconds }
            var text = "\(first.evidence) from \(first.source)"
            if looks.count > 1 { text += ", \(looks.count) looks" }
            if longest > 0 { text += ", \(looks.count > 1 ? "each " : "")took \(DurationText.format(longest))" }
            if looks.count > 1, longest > 0 { text += " or less" }
            if stopped > 0 { text += ", stopped the target for \(DurationText.format(stopped))" }
            writer.line(StyledText(text), indent: 3, hanging: 5)
            QualityText.write(QualityText.worst(looks.map(\.quality)), indent: 5, to: &writer)
        }
    }
}

/// The head of a report: what was looked at.
public struct TargetText {
    private let target: DiagnosedTarget
    private let name: String?

    /// - Parameter name: what to call a target that has neither a process id nor an executable.
    public init(_ target: DiagnosedTarget, name: String? = nil) {
        self.target = target
        self.name = name
    }

    public func write(to writer: inout TextWriter) {
        var name = StyledText()
        if let pid = target.processID { name.append("\(target.kind) \(pid)", .strong) }
        if !target.executable.isEmpty {
            if !name.spans.isEmpty { name.append("  ") }
            name.append(target.executable, target.processID == nil ? .strong : .plain)
            if target.processID == nil { name.append("  \(target.kind)") }
        }
        if name.spans.isEmpty { name.append(self.name ?? target.kind, .strong) }
        if !target.goVersion.isEmpty { name.append("  \(target.goVersion)") }
        writer.line(name, hanging: 2)

        var build: [String] = []
        if !target.module.isEmpty { build.append("module \(target.module)") }
        if !target.revision.isEmpty {
            let isHash = target.revision.utf8.count >= 40 && target.revision.allSatisfy(\.isHexDigit)
            let revision = isHash ? String(target.revision.prefix(12)) : target.revision
            build.append("revision \(revision)\(target.isModified == true ? ", modified" : "")")
        }
        if !build.isEmpty { writer.line(StyledText(build.joined(separator: "  "), .faint), hanging: 2) }
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

    public static func write(_ counters: [QualityCounter], indent: Int, to writer: inout TextWriter) {
        for counter in counters.sorted(by: { ($1.severity, $0.name) < ($0.severity, $1.name) }) {
            var text = StyledText()
            switch counter.severity {
            case .info: text.append("note: ", .info)
            case .dataLoss: text.append("data loss: ", .warning)
            case .error: text.append("error: ", .critical)
            }
            text.append(counter.explanation.isEmpty ? counter.name : counter.explanation)
            text.append(" (\(counter.name) \(Plural.grouped(counter.value)))", .faint)
            writer.line(text, indent: indent, hanging: indent + 2)
        }
    }
}
