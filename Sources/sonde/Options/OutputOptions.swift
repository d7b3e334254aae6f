import ArgumentParser
import Diagnosis

/// Form of the output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// Options of every command that reports something.
struct OutputOptions: ParsableArguments {
    @Option(name: .long, help: "Form of the output: text or json.")
    var format = OutputFormat.text
}

/// Form of a report of causes, which is also read outside of a terminal.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, html
}

/// The severity from which on the exit status is 1.
enum FailOn: String, ExpressibleByArgument, CaseIterable {
    case critical, warning, info

    var severity: Severity {
        switch self {
        case .critical: .critical
        case .warning: .warning
        case .info: .info
        }
    }
}
