import Diagnosis
import Wire

/// The vocabulary of causes, as `sonde causes` prints it.
public struct CausesReport {
    private let rows: [CauseDescription]

    private let language: Language

    /// - Parameter language: of the JSON; the text has that of its writer.
    public init(_ rows: [CauseDescription], language: Language = .english) {
        self.rows = rows
        self.language = language
    }

    public func write(to writer: inout TextWriter) {
        var section: Phrase = ""
        for row in rows {
            if row.section != section {
                section = row.section
                writer.blank()
                writer.line(StyledText(writer.say(section), .strong))
            }
            writer.item(
                StyledText(row.cause.rawValue, .info), StyledText(writer.say(row.text)), indent: 2, column: 30)
        }
    }

    /// Schema `sonde.causes/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.causes/1")
            json.member("causes", array: rows) { json, row in
                json.object {
                    $0.member("cause", row.cause.rawValue)
                    $0.member("section", row.section.text(language))
                    $0.member("text", row.text.text(language))
                    $0.member("subject", row.subject.text(language))
                    $0.member("wrongAnswer", row.wrongAnswer)
                }
            }
        }
    }
}
