import TestSupport

/// One report of some profiles, spelled for sonde and for pprof.
struct PprofCase: CustomStringConvertible {
    /// What the case can be found again by.
    let name: String
    /// The working folder; files are relative to it.
    let folder: String
    let verb: String
    /// The regular expression that `peek` and `list` take.
    let expression: String?
    let options: [String]
    let files: [String]
    /// Files that options name, such as a base.
    var otherFiles: [String] = []

    var sondeArguments: [String] { ["profile", verb] + (expression.map { [$0] } ?? []) + options + files }

    var pprofArguments: [String] { [expression.map { "-\(verb)=\($0)" } ?? "-\(verb)"] + options + files }

    /// sonde's arguments as one would type them after `sonde`.
    var description: String { PprofCase.shellText(sondeArguments) }

    /// The arguments as a shell takes them.
    static func shellText(_ arguments: [String]) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,@%+")
        return arguments.map { argument in
            if !argument.isEmpty && argument.allSatisfy(plain.contains) { return argument }
            return "'" + argument.replacing("'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }
}

/// What a program made of a case.
struct PprofOutcome: Equatable {
    let output: [UInt8]
    /// Exit status; nil when a signal ended the program.
    let status: Int32?
    let error: String

    var succeeded: Bool { status == 0 }

    init(output: [UInt8], status: Int32?, error: String = "") {
        self.output = output
        self.status = status
        self.error = error
    }

    init(_ result: CommandResult) {
        self.init(output: result.outputBytes, status: result.status.code, error: result.error)
    }

    /// Whether sonde may answer this where pprof answers that: the same text; or an error of its own, with status 2.
    func agrees(withReference reference: PprofOutcome) -> Bool {
        reference.succeeded ? succeeded && output == reference.output : status == 2
    }
}
