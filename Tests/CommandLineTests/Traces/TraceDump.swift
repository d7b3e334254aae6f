import TestSupport
import Testing

/// Runs `sonde trace dump` and compares it.
enum TraceDump {
    /// Whether traces of programs with C in them can be made.
    static let hasCompiler = Permissions.compiler != nil

    static func run(_ path: String, wire: Bool = false) throws -> CommandResult {
        try SondeProgram.run(["trace", "dump"] + (wire ? ["--wire"] : []) + [path], within: .seconds(900))
    }

    /// The texts are the same, and so is what is said about the end: 0, or 2 with a message where Go has an error.
    static func expectTheSame(
        _ path: String, wire: Bool = false, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let expected = try TraceOracle.run([wire ? "wire" : "parsed", path], within: .seconds(900))
        let actual = try run(path, wire: wire)
        let command = "\(name): sonde trace dump \(wire ? "--wire " : "")\(path)"
        if let difference = TraceText.difference(expected: expected.outputBytes, actual: actual.outputBytes) {
            Issue.record(
                """
                \(command)
                \(difference)
                Go says: \(expected.succeeded ? "no error" : expected.error); \
                sonde says: \(actual.status) \(actual.error.prefix(300))
                """, sourceLocation: sourceLocation)
            return
        }
        #expect(
            actual.status.code == (expected.succeeded ? 0 : 2),
            "\(command): Go says “\(expected.error.prefix(300))”, sonde “\(actual.error.prefix(300))”",
            sourceLocation: sourceLocation)
        #expect(actual.errorBytes.isEmpty == expected.succeeded, "\(command)", sourceLocation: sourceLocation)
    }
}

/// A row of the corpus's `cases.tsv`.
struct TraceCorpusRow: Sendable, CustomTestStringConvertible {
    let id: String
    /// Absolute path.
    let input: String
    let mode: String
    private let expectedPath: String

    var testDescription: String { id }

    /// The text that the reference prints.
    func expected() throws -> [UInt8] {
        let result = try Command.run("gzip", ["-dc", expectedPath])
        guard result.succeeded else { throw TestSupportError("gzip -dc \(expectedPath): \(result.error)") }
        return result.outputBytes
    }

    /// The rows that use a whole file; none when the corpus is not there.
    static let all: [TraceCorpusRow] = {
        guard let folder = SharedCorpus.path("corpus/traces"), let lines = try? Files.lines(folder + "/cases.tsv")
        else { return [] }
        return lines.dropFirst().compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count >= 5, columns[2] == "0" else { return nil }
            return TraceCorpusRow(
                id: columns[0], input: "\(folder)/\(columns[1])", mode: columns[3],
                expectedPath: "\(folder)/\(columns[4])")
        }
    }()
}

/// An input that the fuzzer of the toolchain's reader begins with, or once found.
struct FuzzSeed: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]

    var testDescription: String { name }

    /// The 17 seeds of the newest toolchain.
    static func all() throws -> [FuzzSeed] {
        let folder = try GoToolchain.newest().root + "/src/internal/trace/testdata/fuzz/FuzzReader"
        return try Files.entries(of: folder).map { name in
            // A line that says what the file is, and one that is an expression of Go.
            let text = try Files.bytes("\(folder)/\(name)")
            let quoted = text.split(separator: UInt8(ascii: "\n")).last { $0.starts(with: Array("[]byte(".utf8)) }
            guard let quoted, let bytes = GoQuotedBytes.unquote(Array(quoted.dropFirst(7).dropLast())) else {
                throw TestSupportError("\(folder)/\(name) is no seed of one string")
            }
            return FuzzSeed(name: name, bytes: bytes)
        }
    }
}
