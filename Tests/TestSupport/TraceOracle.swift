/// The Go toolchain's own reader of execution traces: what sonde's is compared with.
public enum TraceOracle {
    /// Runs trace-oracle to its end with times in UTC; the commands stand in `Tests/Oracles/trace/main.go`.
    public static func run(_ arguments: [String], within limit: Duration = .seconds(300)) throws -> CommandResult {
        try Command.run(try path(), arguments, environment: ["TZ": "UTC", "PATH": "/usr/bin:/bin"], within: limit)
    }

    /// Absolute path of the program, which `scripts/trace-oracle` builds when it is not there yet.
    public static func path() throws -> String {
        try programs.value(for: "") {
            let result = try Command.run("sh", [Repository.path("scripts/trace-oracle")], within: .seconds(900))
            let path = result.output.split(separator: "\n").last.map(String.init) ?? ""
            guard result.succeeded, Files.isExecutable(path) else {
                throw TestSupportError("scripts/trace-oracle failed (\(result.status)): \(result.error)")
            }
            return path
        }
    }

    private static let programs = OnceTable<String>()
}

/// A trace in text form that comes with the Go toolchain, and what its reader says of it.
public struct TextTrace: Sendable, CustomStringConvertible {
    /// Absolute path of a `.test` file.
    public let path: String
    /// Name of the file without its ending.
    public let name: String

    public var description: String { name }

    /// The 22 text traces of the newest toolchain, and the one of `go tool trace` itself.
    public static func all() throws -> [TextTrace] {
        let source = try GoToolchain.newest().root + "/src"
        let folder = source + "/internal/trace/testdata/tests"
        let paths = try Files.entries(of: folder).filter { $0.hasSuffix(".test") }.map { "\(folder)/\($0)" }
        return (paths + [source + "/cmd/trace/testdata/go122.test"]).map(TextTrace.init)
    }

    private init(path: String) {
        self.path = path
        name = String(path.split(separator: "/").last?.dropLast(5) ?? "")
    }

    /// The trace in binary form, encoded by Go.
    public func encodedByGo(in folder: TemporaryFolder) throws -> String {
        let target = folder.file(name + ".trace")
        let result = try TraceOracle.run(["encode", path, target])
        guard result.succeeded else { throw TestSupportError("trace-oracle encode \(path): \(result.error)") }
        return target
    }
}
