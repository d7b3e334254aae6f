import GoProcess
import Testing

@testable import Diagnosis

/// Whether everything that a report says is said in Chinese, too.
enum ChineseCheck {
    /// What a phrase says in English that is no name, number or command.
    static func gaps(_ phrase: Phrase) -> [String] {
        Catalogue.chinese.stretches(of: phrase).flatMap { stretch -> [String] in
            let isMissing = stretch.template == nil && hasLetters(stretch.key)
            return (isMissing ? [stretch.key] : []) + stretch.arguments.flatMap(gaps)
        }
    }

    private static func gaps(_ argument: Phrase.Argument) -> [String] {
        switch argument {
        case .phrase(let phrase): gaps(phrase)
        case .text(let text): isSentence(Phrase(text).text(.chinese)) ? [text] : []
        }
    }

    /// True for a template with letters beside its places.
    static func hasLetters(_ template: String) -> Bool { template.contains { $0.isASCII && $0.isLetter } }

    /// Four words in a row without anything that a name, path, command or version would have.
    static func isSentence(_ text: String) -> Bool {
        var run = 0
        for word in text.split(separator: " ") {
            let isWord = word.allSatisfy { $0.isASCII && ($0.isLetter || ",;'".contains($0)) }
            run = isWord ? run + 1 : 0
            if run >= 4 { return true }
        }
        return false
    }

    static func phrases(_ finding: Finding) -> [Phrase] {
        [finding.summary, finding.remedy, finding.verify, finding.subject.title, Phrase(word: finding.subject.kind)]
            + (finding.supports + finding.refutes).flatMap { [$0.fact, Phrase(word: $0.evidence)] }
            + finding.missing.map(\.evidence) + finding.explains.flatMap(phrases)
            + [Phrase("2", noun: finding.impact.unit)]
    }

    static func phrases(_ report: DiagnosisReport) -> [Phrase] {
        report.findings.flatMap(phrases) + report.collected.flatMap { [$0.source, Phrase(word: $0.evidence)] }
            + report.times.map(\.title) + [Phrase(word: report.target.kind)]
            + report.figures.flatMap { [Phrase(word: $0.name), $0.unit.isEmpty ? "" : Phrase("2", noun: $0.unit)] }
            + report.walk.flatMap { trial -> [Phrase] in
                switch trial.outcome {
                case .refuted(let reason): [trial.rule.question, reason]
                case .lacking(let evidence): evidence.map { Phrase(word: $0.rawValue) }
                case .found: []
                }
            }
    }

    /// Records what a report does not say in Chinese, and what reads as no Chinese.
    static func expectComplete(_ report: DiagnosisReport, sourceLocation: SourceLocation = #_sourceLocation) {
        for phrase in phrases(report) {
            for gap in gaps(phrase) { Issue.record("not in Chinese: \(gap)", sourceLocation: sourceLocation) }
            let text = phrase.text(.chinese)
            #expect(!text.contains("  "), "\(text)", sourceLocation: sourceLocation)
            #expect(!text.contains("%1"), "\(text)", sourceLocation: sourceLocation)
        }
    }
}

/// The diagnosis of a scene, whose texts have to be there in every language.
func diagnosed(
    _ snapshots: [GoroutineSnapshot] = [], context: DiagnosisContext = DiagnosisContext()
) -> DiagnosisReport {
    let report = Diagnosis.diagnose(snapshots: snapshots, context: context)
    ChineseCheck.expectComplete(report)
    return report
}
