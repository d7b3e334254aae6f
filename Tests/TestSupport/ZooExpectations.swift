/// One line of `Zoo/causes/expected.tsv`: a program, and what `sonde why` has to say first about it.
public struct ZooExpectation: Sendable, CustomStringConvertible {
    /// How the program is built.
    public enum Build: Sendable, Equatable {
        case flags([String])
        /// In a git repository, with a change that is not committed.
        case stampedAndModified
    }

    /// Name of the folder under `Zoo/causes`.
    public let program: String
    public let build: Build
    /// Acceptable causes of the first finding, the best first.
    public let causes: [String]
    /// Least severity of the first finding.
    public let severity: String
    /// Texts that the first finding's subject or facts contain; `{address}` stands for the address of the ready line.
    public let phrases: [String]

    public var description: String { program }

    /// All lines of the file, in its order. Throws when one has not the right number of columns.
    public static func all() throws -> [ZooExpectation] {
        let lines = try Files.lines(Repository.zoo("causes/expected.tsv"))
            .filter { !$0.hasPrefix("#") && !$0.isEmpty }
        return try lines.dropFirst().map(ZooExpectation.init(line:))
    }

    init(line: String) throws {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 5 else {
            throw TestSupportError("expected.tsv: \(columns.count) columns instead of 5 in “\(line)”")
        }
        program = columns[0]
        switch columns[1] {
        case "-": build = .flags([])
        case "stamped-modified": build = .stampedAndModified
        default: build = .flags([columns[1]])
        }
        causes = columns[2].split(separator: ",").map(String.init)
        severity = columns[3]
        phrases = columns[4] == "-" ? [] : columns[4].split(separator: ";").map(trimmed)
    }

    /// Builds the program as the line says.
    public func built(with toolchain: GoToolchain) throws -> GoProgram {
        switch build {
        case .flags(let flags): return try GoProgram.zoo("causes/" + program, toolchain: toolchain, flags: flags)
        case .stampedAndModified:
            return try GoProgram.buildStamped(
                folder: Repository.zoo("causes/" + program), modified: true, toolchain: toolchain)
        }
    }

    /// The phrases with `{address}` filled in from the program's ready line.
    public func phrases(readyLine: String) -> [String] {
        let words = readyLine.split(separator: " ").dropFirst()
        let address = words.first.map { $0.hasPrefix("http://") ? String($0.dropFirst(7)) : String($0) } ?? ""
        return phrases.map { $0 == "{address}" ? address : $0 }
    }
}

/// A text without the spaces around it.
func trimmed(_ text: Substring) -> String {
    var rest = text
    while rest.first == " " { rest = rest.dropFirst() }
    while rest.last == " " { rest = rest.dropLast() }
    return String(rest)
}
