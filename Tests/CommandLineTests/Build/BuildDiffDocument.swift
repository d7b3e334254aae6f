import TestSupport
import Testing

/// What `sonde build diff --format json` says, by Python's reader of JSON.
struct BuildDiffDocument {
    /// Kinds of changes by function.
    let kinds: [String: [String]]
    /// Subjects of changes by function, as `kind: subject`.
    let subjects: [String]
    /// Functions in the order in which they are listed.
    let order: [String]
    let cosmetic: [String: Int]

    init(_ json: String) throws {
        let script = """
            import json, sys
            d = json.load(sys.stdin)
            for f in d["functions"]:
                for c in f["changes"]:
                    print("change", f["function"], c["kind"], c.get("subject", ""), sep="\\t")
            for k, v in d["cosmetic"].items():
                print("cosmetic", k, v, sep="\\t")
            """
        var (kinds, order, subjects, cosmetic): ([String: [String]], [String], [String], [String: Int]) = (
            [:], [], [], [:]
        )
        let result = try Command.run("python3", ["-c", script], input: Array(json.utf8))
        guard result.succeeded else { throw TestSupportError("no JSON: \(json.prefix(500))") }
        for line in result.output.split(separator: "\n") {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            if parts[0] == "cosmetic" {
                cosmetic[parts[1]] = Int(parts[2])
            } else {
                if kinds[parts[1]] == nil { order.append(parts[1]) }
                kinds[parts[1], default: []].append(parts[2])
                subjects.append("\(parts[1]) \(parts[2]): \(parts[3])")
            }
        }
        (self.kinds, self.order, self.subjects, self.cosmetic) = (kinds, order, subjects, cosmetic)
    }

    func functions(with kind: String) -> Set<String> { Set(kinds.filter { $0.value.contains(kind) }.keys) }
}

/// Runs `sonde build` with a toolchain and with the tests' build cache.
enum BuildCommandLine {
    static func run(
        _ arguments: [String], _ toolchain: GoToolchain, folder: String, environment: [String: String] = [:]
    ) throws -> CommandResult {
        try SondeProgram.run(
            ["build"] + arguments, environment: self.environment(toolchain).merging(environment) { $1 },
            folder: folder, within: .seconds(300))
    }

    static func environment(_ toolchain: GoToolchain) -> [String: String] {
        var environment = toolchain.environment
        environment["PATH"] = "\(toolchain.root)/bin:\(environment["PATH"] ?? "/usr/bin:/bin")"
        // Each of two toolchains finds its own.
        environment["GOROOT"] = ""
        return environment
    }

    static func diff(_ arguments: [String], _ toolchain: GoToolchain, folder: String) throws -> BuildDiffDocument {
        let result = try run(["diff"] + arguments + ["--format", "json"], toolchain, folder: folder)
        #expect(result.succeeded, "\(result.error)")
        #expect(result.error.isEmpty)
        return try BuildDiffDocument(result.output)
    }
}
