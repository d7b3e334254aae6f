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
