import Wire

/// One thing that sonde needs, and whether this machine gives it.
public struct DoctorCheck: Sendable {
    public enum Status: String, Sendable {
        case good = "ok"
        /// It works with less.
        case limited
        case missing
    }

    public var name: String
    public var status: Status
    /// What was found.
    public var text: String
    /// What to do for more; empty when there is nothing.
    public var advice: String

    public init(_ name: String, _ status: Status, _ text: String, advice: String = "") {
        self.name = name
        self.status = status
        self.text = text
        self.advice = advice
    }
}

/// What this machine allows sonde to do.
public struct DoctorReport {
    private let checks: [DoctorCheck]

    public init(_ checks: [DoctorCheck]) { self.checks = checks }

    public func write(to writer: inout TextWriter) {
        let widest = checks.reduce(0) { max($0, $1.name.utf8.count) }
        for check in checks {
            if writer.options.width < 60 {
                writer.line(
                    StyledText(check.status.rawValue + " ", check.status.style) + StyledText(check.name, .strong))
                writer.line(StyledText(check.text), indent: 2)
                if !check.advice.isEmpty { writer.line(StyledText("→ " + check.advice), indent: 2) }
                continue
            }
            var lead = StyledText(Pad.right(check.status.rawValue, 9), check.status.style)
            lead.append(Pad.right(check.name, widest) + "  ", .strong)
            let hanging = 9 + widest + 2
            writer.line(StyledText(check.text), hanging: hanging, lead: lead)
            if !check.advice.isEmpty { writer.line(StyledText("→ " + check.advice), indent: hanging) }
        }
    }

    /// Schema `sonde.doctor/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.doctor/1")
            json.member("checks", array: checks) { json, check in
                json.object {
                    $0.member("name", check.name)
                    $0.member("status", check.status.rawValue)
                    $0.member("text", check.text)
                    $0.member("advice", check.advice)
                }
            }
        }
    }
}

extension DoctorCheck.Status {
    fileprivate var style: TextStyle {
        switch self {
        case .good: .good
        case .limited: .warning
        case .missing: .critical
        }
    }
}
