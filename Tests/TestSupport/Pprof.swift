import Glibc

/// google/pprof, as the newest Go toolchain carries it: what the profile reports are compared with.
public enum Pprof {
    /// Runs pprof to its end in an environment where nothing of the user's is found or written.
    ///
    /// Times are printed in UTC; fetched profiles and looked-up binaries would be in a folder that is not there.
    ///
    /// - Parameters:
    ///   - folder: the working folder; nil stands for this process's own.
    ///   - environment: what is added to, or replaces, the few variables that pprof is given.
    public static func run(
        _ arguments: [String], folder: String? = nil, environment: [String: String] = [:],
        within limit: Duration = .seconds(120)
    ) throws -> CommandResult {
        let home = TestCache.root + "/fixtures/pprof-home"
        let plain = [
            "PATH": "/usr/bin:/bin", "HOME": home, "PPROF_TMPDIR": home, "PPROF_BINARY_PATH": home, "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
        ]
        return try Command.run(
            try path(), arguments, environment: plain.merging(environment) { $1 }, folder: folder, within: limit)
    }

    /// Absolute path of the program, which `scripts/pprof` builds when it is not there yet.
    public static func path() throws -> String {
        try programs.value(for: "") {
            let result = try Command.run("sh", [Repository.path("scripts/pprof")], within: .seconds(900))
            let path = result.output.split(separator: "\n").last.map(String.init) ?? ""
            guard result.succeeded, Files.isExecutable(path) else {
                throw TestSupportError("scripts/pprof failed (\(result.status)): \(result.error)")
            }
            return path
        }
    }

    private static let programs = OnceTable<String>()
}

/// Profiles made by `Benchmarks/profiles`; the same seed gives the same profile.
public enum GeneratedProfiles {
    /// Writes small profiles that are valid and unusual into a folder: `SEED-a`, `SEED-b` and `SEED-c` for each seed,
    /// three related ones, and below `src` the sources that some of their file names mean.
    ///
    /// - Parameter ties: few different values, so that many sums are equal.
    public static func write(seeds: Range<UInt64>, to folder: String, ties: Bool = false) throws {
        let result = try Command.run(
            try program().executable,
            ["random", "-seed", "\(seeds.lowerBound)", "-count", "\(seeds.count)", "-o", folder]
                + (ties ? ["-ties"] : []))
        guard result.succeeded else { throw TestSupportError("profiles random failed: \(result.error)") }
    }

    /// Writes one large profile in the order of the Go runtime.
    ///
    /// - Parameters:
    ///   - kind: `cpu` or `heap`.
    ///   - size: bytes before compression.
    public static func writeLarge(kind: String, size: Int, seed: UInt64 = 1, to path: String) throws {
        let result = try Command.run(
            try program().executable,
            ["bench", "-kind", kind, "-size", "\(size)", "-seed", "\(seed)", "-o", path])
        guard result.succeeded else { throw TestSupportError("profiles bench failed: \(result.error)") }
    }

    /// The generator, built with the newest toolchain.
    public static func program() throws -> GoProgram {
        try GoProgram.build(folder: Repository.path("Benchmarks/profiles"), toolchain: GoToolchain.newest())
    }
}
