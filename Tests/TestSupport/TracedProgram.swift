import Glibc

/// A Go program that writes an execution trace of itself to standard output, run by one toolchain. Traces are kept in
/// `fixtures/traces` of the tests' cache: each is another one, and all tests of a machine see the same.
public struct TracedProgram: Sendable, Hashable, CustomStringConvertible {
    /// Where the program comes from.
    public enum Origin: Sendable, Hashable {
        /// `internal/trace/testdata/testprog` of the toolchain itself.
        case toolchain
        /// `Zoo/traces`.
        case zoo
    }

    public let origin: Origin
    /// Name of the file without `.go`, or of the folder in `Zoo/traces`.
    public let name: String
    /// Version of the toolchain that builds the program.
    public let version: String
    /// Arguments of the program.
    public let arguments: [String]
    /// Value of GODEBUG, such as `traceadvanceperiod=5000000`; empty for none.
    public let debug: String

    public init(_ origin: Origin, _ name: String, version: String, arguments: [String] = [], debug: String = "") {
        self.origin = origin
        self.name = name
        self.version = version
        self.arguments = arguments
        self.debug = debug
    }

    /// A generation every 5 ms instead of every second, which most errors of a reader take to show.
    public static let manyGenerations = "traceadvanceperiod=5000000"
    /// Events of the allocator in experimental batches, since Go 1.23.
    public static let allocations = "traceallocfree=1"

    /// The versions whose traces have the format of Go 1.22 and later, oldest first.
    public static let versions = GoToolchain.versions.filter { !$0.hasPrefix("1.21.") }

    /// The toolchain's own programs that can be built by it; the one that takes a C compiler is left out.
    public static func ofToolchain(_ version: String, debug: String = "") throws -> [TracedProgram] {
        try Files.entries(of: folder(of: GoToolchain(version: version))).filter { $0.hasSuffix(".go") }
            .map { TracedProgram(.toolchain, String($0.dropLast(3)), version: version, debug: debug) }
            .filter { !$0.needsC }
    }

    /// Whether the program has C in it.
    public var needsC: Bool { origin == .toolchain && name == "cgo-callback" }

    public var description: String {
        (["go\(version)", name] + arguments + (debug.isEmpty ? [] : [debug])).joined(separator: " ")
    }

    /// Absolute path of the trace; the program is built and run when there is none yet.
    public func trace() throws -> String {
        let executable = try built()
        let key = contentKey([executable, debug] + arguments).prefix(12)
        let path = TestCache.root + "/fixtures/traces/\(version)/\(name)-\(key).trace"
        return try TracedProgram.traces.value(for: path) {
            if !Files.exists(path) { try run(executable, to: path) }
            return path
        }
    }

    private func run(_ executable: String, to path: String) throws {
        var environment = currentEnvironment()
        for name in environment.keys where name.hasPrefix("GO") { environment[name] = nil }
        if !debug.isEmpty { environment["GODEBUG"] = debug }
        let result = try Command.run(executable, arguments, environment: environment)
        guard result.succeeded else {
            throw TestSupportError("\(self) failed (\(result.status)): \(result.error)")
        }
        try Files.makeDirectory(Files.directory(of: path))
        let unfinished = "\(path).\(getpid())"
        try Files.write(result.outputBytes, to: unfinished)
        guard rename(unfinished, path) == 0 else { throw TestSupportError.system("cannot rename to \(path)") }
    }

    /// Absolute path of the executable, which changes with its sources.
    private func built() throws -> String {
        let toolchain = try GoToolchain(version: version)
        guard origin == .toolchain else {
            return try GoProgram.zoo("traces/" + name, toolchain: toolchain, flags: ["-trimpath"]).executable
        }
        let target = TestCache.root + "/fixtures/traces/\(version)/program-\(name)"
        return try TracedProgram.programs.value(for: target) {
            if Files.isExecutable(target) { return target }
            try Files.makeDirectory(Files.directory(of: target))
            let unfinished = "\(target).\(getpid())"
            // Inside of the toolchain's own tree a program may import its internal packages.
            let result = try toolchain.run(
                [
                    "build", "-trimpath", "-buildvcs=false", "-o", unfinished,
                    TracedProgram.folder(of: toolchain) + "/\(name).go",
                ],
                environment: ["GOFLAGS": "", "CGO_ENABLED": needsC ? "1" : "0"], folder: toolchain.root + "/src")
            guard result.succeeded, rename(unfinished, target) == 0 else {
                throw TestSupportError("\(toolchain): \(name).go cannot be built: \(result.error)")
            }
            return target
        }
    }

    private static func folder(of toolchain: GoToolchain) -> String {
        let folder = toolchain.root + "/src/internal/trace"
        return folder + (toolchain.minor < 23 ? "/v2" : "") + "/testdata/testprog"
    }

    private static let traces = OnceTable<String>()
    private static let programs = OnceTable<String>()
}
