/// One line of `Zoo/traces/causes/expected.tsv`: a program that traces itself, and what sonde has to say first about
/// the trace.
public struct TracedCause: Sendable, CustomStringConvertible {
    /// The program's argument.
    public let name: String
    /// Cause of the first finding.
    public let cause: String
    /// Least severity of the first finding.
    public let severity: String
    /// Texts that the first finding contains.
    public let phrases: [String]
    /// Causes that must not stand beside the first finding, but under it if anywhere.
    public let explained: [String]

    public var description: String { name }

    /// All lines of the file, in its order. Throws when one has not the right number of columns.
    public static func all() throws -> [TracedCause] {
        try Files.lines(Repository.zoo("traces/causes/expected.tsv")).filter { !$0.hasPrefix("#") && !$0.isEmpty }
            .dropFirst().map(TracedCause.init(line:))
    }

    init(line: String) throws {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 5 else {
            throw TestSupportError("traces/causes/expected.tsv: \(columns.count) columns instead of 5 in “\(line)”")
        }
        (name, cause, severity) = (columns[0], columns[1], columns[2])
        phrases = columns[3] == "-" ? [] : columns[3].split(separator: ";").map(trimmed)
        explained = columns[4] == "-" ? [] : columns[4].split(separator: ",").map(trimmed)
    }

    /// Runs the program for the length of the trace.
    /// - Parameter length: as Go writes durations.
    public func trace(with toolchain: GoToolchain, for length: String) throws -> [UInt8] {
        try run(with: toolchain, for: length).outputBytes
    }

    /// The same, with what it took; the output is the trace.
    /// - Parameter wrapper: a command that executes the program.
    public func run(
        with toolchain: GoToolchain, for length: String, wrapper: [String] = []
    ) throws -> CommandResult {
        let program = try GoProgram.zoo("traces/causes", toolchain: toolchain, flags: ["-trimpath"])
        var environment = currentEnvironment()
        for name in environment.keys where name.hasPrefix("GO") { environment[name] = nil }
        let words = wrapper + [program.executable, "-for", length, name]
        let result = try Command.run(
            words[0], Array(words.dropFirst()), environment: environment, within: .seconds(60))
        guard result.succeeded else { throw TestSupportError("\(self) failed (\(result.status)): \(result.error)") }
        return result
    }
}
