import GoBuild

extension GateReport {
    /// Workflow commands of GitHub Actions: annotations beside the source. What is worse is an error, what is allowed and
    /// what could not be judged a notice.
    ///
    /// Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.
    public func writeGitHub(to report: inout ByteReport) {
        report.line(Self.plain(GateWords.headline(verdict)))
        for item in verdict.items {
            let cause = item.cause
            switch item.outcome {
            case .failed:
                report.line(Self.command("error", cause, GateWords.sentence(cause)))
            case .allowed(let entry):
                report.line(
                    Self.command("notice", cause, "\(GateWords.sentence(cause)); allowed: \(entry.reason)"))
            case .noted: break
            }
        }
        for remark in verdict.remarks { report.line("::notice title=sonde build gate::\(Self.data(remark))") }
        for entry in verdict.unused {
            report.line(
                "::warning file=\(Self.property(verdict.allowList)),line=\(entry.line),title=sonde build gate::"
                    + Self.data(GateWords.unused(entry)))
        }
    }

    private static func command(_ level: String, _ cause: GateCause, _ message: String) -> String {
        var properties: [String] = []
        if let place = GateWords.place(cause) {
            properties.append("file=\(property(place.file))")
            if place.line > 0 { properties.append("line=\(place.line)") }
        }
        properties.append("title=\(property(GateWords.title(cause.kind)))")
        return "::\(level) \(properties.joined(separator: ","))::\(data(message))"
    }

    /// A message: what would end the line, and what stands for it.
    static func data(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "%": "%25"
            case "\r": "%0D"
            case "\n": "%0A"
            default: String(scalar)
            }
        }.joined()
    }

    /// A property: also what would end it.
    static func property(_ text: String) -> String {
        data(text).unicodeScalars.map { scalar in
            switch scalar {
            case ":": "%3A"
            case ",": "%2C"
            default: String(scalar)
            }
        }.joined()
    }

    /// A line that is no command.
    private static func plain(_ text: String) -> String {
        DisplayWidth.printable(text)
    }
}
