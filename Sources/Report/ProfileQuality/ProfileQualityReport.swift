import Evidence
import GoProfile
import Wire

/// The text and the JSON of `sonde profile quality`.
public struct ProfileQualityReport {
    /// Warnings of each profile, and of all of them together under an empty name.
    private let profiles: [(name: String, warnings: [ProfileWarning])]

    public init(_ profiles: [(name: String, warnings: [ProfileWarning])]) { self.profiles = profiles }

    public func write(to writer: inout TextWriter) {
        for (name, warnings) in profiles where !name.isEmpty || !warnings.isEmpty {
            writer.blank()
            writer.line(StyledText(name.isEmpty ? "Together" : name, .strong))
            if warnings.isEmpty { writer.line(StyledText("nothing speaks against its figures"), indent: 2) }
            for warning in warnings {
                writer.line(
                    StyledText(warning.text) + StyledText(" [\(warning.code)]", .faint), hanging: 11,
                    lead: StyledText(Pad.right("  " + Self.word(warning.severity), 11), Self.style(warning.severity)))
            }
        }
    }

    private static func word(_ severity: QualitySeverity) -> String {
        switch severity {
        case .info: "note"
        case .dataLoss: "warning"
        case .error: "error"
        }
    }

    private static func style(_ severity: QualitySeverity) -> TextStyle {
        severity == .info ? .faint : severity == .dataLoss ? .warning : .critical
    }

    /// Schema `sonde.profile-quality/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.profile-quality/1")
            json.member("profiles", array: profiles.filter { !$0.name.isEmpty }) { json, profile in
                json.object {
                    $0.member("name", profile.name)
                    $0.member("warnings", array: profile.warnings, Self.warning)
                }
            }
            let together = profiles.filter(\.name.isEmpty).flatMap(\.warnings)
            json.member("together", array: together, Self.warning)
        }
    }

    private static func warning(_ json: inout JSONWriter, _ warning: ProfileWarning) {
        json.object {
            $0.member("code", warning.code)
            $0.member("severity", warning.severity.rawValue)
            $0.member("text", warning.text)
        }
    }
}
