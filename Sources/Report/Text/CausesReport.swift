import Diagnosis
import Wire

/// The vocabulary of causes, as `sonde causes` prints it.
public struct CausesReport {
    private let rows: [CauseDescription]

    public init(_ rows: [CauseDescription]) { self.rows = rows }

    public func write(to writer: inout TextWriter) {
        var section = ""
        for row in rows {
            if row.section != section {
                section = row.section
                writer.blank()
                writer.line(StyledText(section, .strong))
            }
            writer.item(StyledText(row.cause.rawValue, .info), StyledText(row.text), indent: 2, column: 30)
        }
    }

    /// Schema `sonde.causes/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.causes/1")
            json.member("causes", array: rows) { json, row in
                json.object {
                    $0.member("cause", row.cause.rawValue)
                    $0.member("section", row.section)
                    $0.member("text", row.text)
                    $0.member("subject", row.subject)
                    $0.member("wrongAnswer", row.wrongAnswer)
                }
            }
        }
    }
}
