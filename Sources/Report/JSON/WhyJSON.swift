import Diagnosis
import Evidence
import Wire

/// The JSON of `sonde why`, schema `sonde.report/1`.
public struct WhyJSON {
    private let report: DiagnosisReport
    private let comparison: ReportComparison?
    private let language: Language

    private let isNamed: Bool

    /// - Parameter language: of the sentences, said in the report; English without. Kinds, units and names of evidence
    ///   are in English in any.
    public init(_ report: DiagnosisReport, comparison: ReportComparison? = nil, language: Language? = nil) {
        self.report = report
        self.language = language ?? .english
        isNamed = language != nil
        self.comparison = comparison
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.report/1")
            if isNamed { json.member("language", language.tag) }
            json.member("target") { TargetJSON.write(report.target, to: &$0) }
            json.member("collected", array: report.collected) { CollectedJSON.write($1, language, to: &$0) }
            json.member("findings") { writeFindings(to: &$0) }
            if let comparison {
                json.member("comparison") { ComparisonJSON(comparison, language: language).write(to: &$0) }
            }
            if !report.walk.isEmpty { json.member("walk", array: report.walk) { write($1, to: &$0) } }
            if !report.times.isEmpty {
                TimeShares.write(report.times.map { (say(Phrase($0.name)), $0.nanoseconds, $0.count) }, to: &json)
            }
            json.member("lacking", array: report.missing) { json, missing in
                json.onOneLine {
                    $0.object {
                        $0.member("evidence", missing.evidence)
                        $0.member("reason", say(Phrase(missing.reason)))
                        $0.member("command", missing.command)
                    }
                }
            }
        }
    }

    private func say(_ phrase: Phrase) -> String { phrase.text(language) }

    /// The array of findings, ranked.
    func writeFindings(to writer: inout JSONWriter) {
        writer.array(report.findings.enumerated()) { json, next in
            json.object {
                $0.member("rank", next.offset + 1)
                writeMembers(of: next.element, to: &$0)
            }
        }
    }

    private func writeMembers(of finding: Finding, to json: inout JSONWriter) {
        json.member("cause", finding.cause.rawValue)
        json.member("severity", finding.severity.rawValue)
        json.member("confidence", finding.confidence)
        json.member("impact") { json in
            json.onOneLine {
                $0.object {
                    $0.member("value", finding.impact.value)
                    $0.member("unit", finding.impact.unit)
                }
            }
        }
        json.member("summary", say(finding.summary))
        json.member("subject") { write(finding.subject, to: &$0) }
        json.member("supports", array: finding.supports) { write($1, to: &$0) }
        json.member("refutes", array: finding.refutes) { write($1, to: &$0) }
        json.member("missing", array: finding.missing) { json, missing in
            json.onOneLine {
                $0.object {
                    $0.member("evidence", say(missing.evidence))
                    $0.member("command", missing.command)
                }
            }
        }
        json.member("explains", strings: finding.explains.map(\.cause.rawValue))
        if !finding.explains.isEmpty {
            json.member("explained", array: finding.explains) { json, explained in
                json.object { writeMembers(of: explained, to: &$0) }
            }
        }
        json.member("remedy", say(finding.remedy))
        json.member("verify", say(finding.verify))
    }

    private func write(_ trial: RuleTrial, to json: inout JSONWriter) {
        json.onOneLine {
            $0.object { json in
                json.member("rule", trial.rule.id)
                json.member("stage", trial.rule.stage.rawValue)
                switch trial.outcome {
                case .found(let causes):
                    json.member("outcome", "found")
                    json.member("causes", strings: causes.map(\.rawValue))
                case .refuted(let reason):
                    json.member("outcome", "refuted")
                    json.member("reason", say(reason))
                case .lacking(let evidence):
                    json.member("outcome", "lacking")
                    json.member("evidence", strings: evidence.map(\.rawValue))
                }
            }
        }
    }

    private func write(_ subject: Subject, to json: inout JSONWriter) {
        json.object {
            $0.member("kind", subject.kind)
            $0.member("title", say(subject.title))
            if let address = subject.address { $0.member("address", address: address) }
            $0.member("frames", array: subject.frames) { FrameJSON.write($1, to: &$0) }
        }
    }

    private func write(_ fact: Fact, to json: inout JSONWriter) {
        json.onOneLine {
            $0.object {
                $0.member("fact", say(fact.fact))
                $0.member("evidence", fact.evidence)
                $0.member("reference", fact.reference)
            }
        }
    }
}

/// The member `target` of a report.
enum TargetJSON {
    static func write(_ target: DiagnosedTarget, to json: inout JSONWriter) {
        json.object {
            $0.member("kind", target.kind)
            $0.member("pid", target.processID)
            $0.member("executable", target.executable)
            $0.member("goVersion", target.goVersion)
            $0.member("module", target.module)
            $0.member("revision", target.revision)
            $0.member("modified", target.isModified)
        }
    }
}

/// One element of `collected`.
enum CollectedJSON {
    static func write(_ evidence: CollectedEvidence, _ language: Language = .english, to json: inout JSONWriter) {
        json.object {
            $0.member("evidence", evidence.evidence)
            $0.member("source", evidence.source.text(language))
            $0.member("stoppedNanoseconds", evidence.stoppedNanoseconds)
            $0.member("durationNanoseconds", evidence.durationNanoseconds)
            $0.member("quality", array: evidence.quality) { QualityJSON.write($1, language, to: &$0) }
        }
    }
}

/// One quality counter.
enum QualityJSON {
    static func write(_ counter: QualityCounter, _ language: Language = .english, to json: inout JSONWriter) {
        json.onOneLine {
            $0.object {
                $0.member("counter", counter.name)
                $0.member("value", counter.value)
                $0.member("severity", counter.severity.rawValue)
                $0.member("explanation", Phrase(counter.explanation).text(language))
            }
        }
    }
}

/// One frame, with its full path.
enum FrameJSON {
    static func write(_ frame: ResolvedFrame, to json: inout JSONWriter) {
        json.onOneLine {
            $0.object {
                $0.member("function", frame.function)
                $0.member("file", frame.file)
                $0.member("line", frame.line)
                if frame.isInlined { $0.member("inlined", true) }
            }
        }
    }
}
