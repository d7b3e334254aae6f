import Glibc

/// A Go toolchain in the user's cache: `$SONDE_GO_CACHE`, or `sonde/go` under `$XDG_CACHE_HOME` or `~/.cache`.
public struct GoToolchain: Sendable, Hashable, CustomStringConvertible {
    /// The versions that sonde is tested against, oldest first. The list lives in `scripts/go-versions`.
    public static let versions: [String] = {
        let text = (try? Files.text(Repository.path("scripts/go-versions"))) ?? ""
        return text.split(whereSeparator: \.isWhitespace).map(String.init)
    }()

    /// The newest version of the list.
    public static var newestVersion: String { versions.last ?? "1.27.3" }

    /// The oldest version of the list.
    public static var oldestVersion: String { versions.first ?? "1.21.13" }

    /// Version without the `go` prefix, for example `1.27.3`.
    public let version: String
    /// Absolute path of the go command.
    public let go: String

    /// Finds the toolchain, and fetches it from PyPI with `scripts/go-toolchain` when it is not there.
    ///
    /// Throws when it cannot be fetched; the message says which command failed and how.
    public init(version: String) throws {
        self.version = version
        go = try GoToolchain.locations.value(for: version) {
            if let found = GoToolchain.find(version) { return found }
            let result = try Command.run("sh", [Repository.path("scripts/go-toolchain"), version])
            guard result.succeeded, let found = GoToolchain.find(version) else {
                throw TestSupportError("scripts/go-toolchain \(version) failed (\(result.status)): \(result.error)")
            }
            return found
        }
    }

    /// The newest toolchain of the list.
    public static func newest() throws -> GoToolchain { try GoToolchain(version: newestVersion) }

    /// All toolchains of the list, oldest first.
    public static func all() throws -> [GoToolchain] { try versions.map { try GoToolchain(version: $0) } }

    /// The minor version: 27 for 1.27.3.
    public var minor: Int {
        let parts = version.split(separator: ".")
        return parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    }

    /// Absolute path of GOROOT.
    public var root: String { Files.directory(of: Files.directory(of: go)) }

    public var description: String { "go\(version)" }

    /// Runs the go command offline, with this toolchain and with the tests' own build cache.
    public func run(
        _ arguments: [String], environment added: [String: String] = [:], folder: String? = nil,
        within limit: Duration = .seconds(600)
    ) throws -> CommandResult {
        try Command.run(
            go, arguments, environment: environment.merging(added) { $1 }, folder: folder, within: limit)
    }

    /// The environment for the go command: offline, no other toolchain, the tests' own caches.
    public var environment: [String: String] {
        var environment = currentEnvironment()
        for name in environment.keys where name.hasPrefix("GO") || name.hasPrefix("CGO_") { environment[name] = nil }
        environment["GOROOT"] = root
        environment["GOENV"] = "off"
        environment["GOWORK"] = "off"
        environment["GOFLAGS"] = "-mod=mod"
        environment["GOTOOLCHAIN"] = "local"
        environment["GOPROXY"] = "off"
        environment["GOSUMDB"] = "off"
        environment["GOTELEMETRY"] = "off"
        environment["GOCACHE"] = TestCache.root + "/gocache"
        environment["GOPATH"] = TestCache.root + "/gopath"
        environment["CGO_ENABLED"] = "0"
        return environment
    }

    private static func find(_ version: String) -> String? {
        let path = (environmentVariable("SONDE_GO_CACHE") ?? TestCache.root + "/go") + "/\(version)/go/bin/go"
        return Files.isExecutable(path) ? path : nil
    }

    private static let locations = OnceTable<String>()
}

/// Where the tests keep what is dear to make: toolchains, Go's build cache, built programs.
public enum TestCache {
    /// Absolute path: `sonde` under `$XDG_CACHE_HOME` or `~/.cache`.
    public static let root: String = {
        if let cache = environmentVariable("XDG_CACHE_HOME") { return cache + "/sonde" }
        return (environmentVariable("HOME") ?? "/tmp") + "/.cache/sonde"
    }()
}
