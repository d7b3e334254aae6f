import ArgumentParser
import Diagnosis
import Glibc
import Host
import Wire

/// Exit statuses of sonde; scripts rely on them.
enum ExitStatus: Int32 {
    case done = 0
    /// A finding at or above `--fail-on`.
    case finding = 1
    /// The arguments or the input are wrong.
    case wrongInput = 2
    /// Not permitted; the message says what to do about it.
    case notPermitted = 3
    /// The target is gone.
    case gone = 4
}

/// The command did its work and found something at or above `--fail-on`.
struct FindingReported: Error {
    let severity: Severity
}

/// Turns the end of a command into a message and an exit status.
enum ProgramEnd {
    static func exit(after error: any Error) -> Never {
        switch error {
        case is StandardStream.ClosedByReader: finish(.done)
        case is FindingReported: finish(.finding)
        case let error as InputError:
            complain(error.description)
            finish(status(of: error))
        default: exitAfterParsing(error)
        }
    }

    static func status(of error: InputError) -> ExitStatus {
        switch error.code {
        case .notPermitted: .notPermitted
        case .gone: .gone
        default: .wrongInput
        }
    }

    /// Help and version are asked for and go to standard output; mistakes go to standard error.
    private static func exitAfterParsing(_ error: any Error) -> Never {
        let message = SondeCommand.fullMessage(for: error)
        if SondeCommand.exitCode(for: error) == .success {
            try? StandardStream.output.write(Array((message + "\n").utf8))
            finish(.done)
        }
        try? StandardStream.error.write(Array((message.hasPrefix("Error: ") ? "" : "Error: ").utf8))
        try? StandardStream.error.write(Array((message + "\n").utf8))
        finish(.wrongInput)
    }

    /// One message in the form that argument errors have as well.
    static func complain(_ message: String) {
        try? StandardStream.error.write(Array("Error: \(Printable.text(message))\n".utf8))
    }

    private static func finish(_ status: ExitStatus) -> Never { Glibc.exit(status.rawValue) }
}
