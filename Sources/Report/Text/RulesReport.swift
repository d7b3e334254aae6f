import Diagnosis
import Wire

/// The rules in the order of the tree, and their thresholds, as `sonde causes --rules` prints them.
public struct RulesReport {
    private let rules: [Rule]
    private let thresholds: [Thresholds.Row]

    private let language: Language

    /// - Parameter language: of the JSON; the text has that of its writer.
    public init(_ rules: [Rule], _ thresholds: [Thresholds.Row], language: Language = .english) {
        self.rules = rules
        self.language = language
        self.thresholds = thresholds
    }

    public func write(to writer: inout TextWriter) {
        var stage: RuleStage?
        for rule in rules {
            if rule.stage != stage {
                stage = rule.stage
                writer.blank()
                writer.line(StyledText(writer.say(Self.name(rule.stage)), .strong))
            }
            let text = writer.say("\(rule.question) (\(rule.causes.map(\.rawValue).joined(separator: ", ")))")
            writer.item(StyledText(rule.id, .info), StyledText(text), indent: 2, column: 28)
        }
        writer.blank()
        writer.line(StyledText(writer.say("Thresholds"), .strong))
        for row in thresholds {
            writer.item(
                StyledText(row.name, .info),
                StyledText("\(writer.say(Self.value(row)))  \(writer.say(row.source.text))"), indent: 2, column: 30
            )
        }
    }

    private static func name(_ stage: RuleStage) -> Phrase {
        switch stage {
        case .trust: "trust"
        case .environment: "environment"
        case .runtime: "runtime"
        case .waiting: "waiting"
        case .code: "code"
        }
    }

    private static func value(_ row: Thresholds.Row) -> Phrase {
        let number = row.value == row.value.rounded() ? "\(Int64(row.value))" : "\(row.value)"
        return Phrase(number, noun: row.unit)
    }

    /// Schema `sonde.rules/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.rules/1")
            json.member("rules", array: rules) { json, rule in
                json.object {
                    $0.member("rule", rule.id)
                    $0.member("stage", rule.stage.rawValue)
                    $0.member("question", rule.question.text(language))
                    $0.member("requires", strings: rule.requires.map(\.rawValue))
                    $0.member("causes", strings: rule.causes.map(\.rawValue))
                }
            }
            json.member("thresholds", array: thresholds) { json, row in
                json.object {
                    $0.member("name", row.name)
                    $0.member("value", row.value)
                    $0.member("unit", row.unit)
                    $0.member("source", row.source.text.text(language))
                }
            }
        }
    }
}
