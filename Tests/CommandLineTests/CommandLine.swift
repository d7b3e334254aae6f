import TestSupport
import Testing

/// Runs sonde in the folder of the golden files, so that their inputs have short names.
enum CommandLine {
    static func run(
        _ arguments: String..., width: Int = 80, input: [UInt8] = [], environment: [String: String] = [:],
        folder: String = Golden.folder
    ) throws -> CommandResult {
        try SondeProgram.run(
            arguments, input: input, environment: environment.merging(["COLUMNS": String(width)]) { $1 },
            folder: folder)
    }

    /// The same through a shell, in which `$SONDE` is the program.
    static func shell(_ script: String, environment: [String: String] = [:]) throws -> CommandResult {
        let program = try #require(SondeProgram.path)
        var all = ["SONDE": program, "PATH": environmentVariable("PATH") ?? "/usr/bin:/bin", "COLUMNS": "80"]
        all.merge(environment) { $1 }
        return try Command.run("sh", ["-c", script], environment: all, folder: Golden.folder, within: .seconds(120))
    }
}

/// Expected outputs in files named after the command line; UPDATE_GOLDEN=1 rewrites them.
enum Golden {
    static let folder = Repository.path("Tests/CommandLineTests/Golden")

    static func expect(_ actual: String, equals name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let path = "\(folder)/\(name)"
        if environmentVariable("UPDATE_GOLDEN") == "1" {
            do { try Files.write(actual, to: path) } catch { Issue.record(error, sourceLocation: sourceLocation) }
            return
        }
        guard let expected = try? Files.text(path) else {
            Issue.record("\(path) is missing: run the tests with UPDATE_GOLDEN=1", sourceLocation: sourceLocation)
            return
        }
        guard actual != expected else { return }
        let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let same = zip(new, old).prefix { $0 == $1 }.count
        Issue.record(
            """
            \(name) differs from line \(same + 1) on:
            expected: \(same < old.count ? String(old[same]) : "(end)")
            actual:   \(same < new.count ? String(new[same]) : "(end)")
            UPDATE_GOLDEN=1 rewrites it
            """, sourceLocation: sourceLocation)
    }
}

/// Documents checked by a parser that is not ours.
enum Python {
    static let isAvailable = (try? Command.run("python3", ["-c", "import json"]).succeeded) ?? false

    /// What a Python expression over the document `d` evaluates to, as text.
    static func evaluate(_ expression: String, on document: String) throws -> String {
        let program = "import json, sys; d = json.load(sys.stdin); print(\(expression))"
        let result = try Command.run("python3", ["-c", program], input: Array(document.utf8))
        #expect(result.succeeded, "\(result.error)")
        return result.output.split(separator: "\n").joined(separator: "\n")
    }
}
