import Diagnosis
import Wire

/// The member `comparison` of a report: what is different from an earlier case.
public struct ComparisonJSON {
    private let comparison: ReportComparison

    private let language: Language

    public init(_ comparison: ReportComparison, language: Language = .english) {
        self.comparison = comparison
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("case", comparison.name)
            json.member("verdict", word)
            json.member("new", array: comparison.new) { write($1, to: &$0) }
            json.member("gone", array: comparison.gone) { write($1, to: &$0) }
            json.member("stayed", array: comparison.stayed) { write($1.after, to: &$0) }
            json.member("figures", array: comparison.moved) { json, moved in
                json.onOneLine {
                    $0.object {
                        $0.member("figure", moved.before.name)
                        $0.member("unit", moved.before.unit)
                        $0.member("before", moved.before.value)
                        $0.member("after", moved.after.value)
                    }
                }
            }
        }
    }

    private var word: String {
        switch comparison.verdict {
        case .gone: "gone"
        case .there: "there"
        case .unknown: "unknown"
        case .nothing: "nothing"
        }
    }

    private func write(_ finding: Finding, to json: inout JSONWriter) {
        json.onOneLine {
            $0.object {
                $0.member("cause", finding.cause.rawValue)
                $0.member("severity", finding.severity.rawValue)
                $0.member("summary", finding.summary.text(language))
            }
        }
    }
}
