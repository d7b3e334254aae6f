/// What the linker recorded about how an executable was built (`runtime/debug.BuildInfo`).
public struct BuildInformation: Hashable, Sendable {
    /// A module of the build.
    public struct Module: Hashable, Sendable {
        public var path: String
        /// `(devel)` for the main module of an untagged build.
        public var version: String
        /// Checksum, `h1:…`; empty when there is none.
        public var sum: String
        /// What a `replace` directive put in its place: path, and version unless it is a folder.
        public var replacement: Replacement?

        public init(path: String, version: String, sum: String = "", replacement: Replacement? = nil) {
            self.path = path
            self.version = version
            self.sum = sum
            self.replacement = replacement
        }
    }

    public struct Replacement: Hashable, Sendable {
        public var path: String
        public var version: String
        public var sum: String

        public init(path: String, version: String, sum: String) {
            self.path = path
            self.version = version
            self.sum = sum
        }
    }

    /// A `build` line: `-ldflags`, `CGO_ENABLED`, `vcs.revision`, …
    public struct Setting: Hashable, Sendable {
        public var key: String
        public var value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Such as `go1.27.3` or `go1.26.6 X:jsonv2`: the version with its experiments.
    public var goVersion: String
    /// Package path of the main package.
    public var path: String
    public var main: Module?
    public var dependencies: [Module]
    public var settings: [Setting]

    public init(
        goVersion: String, path: String = "", main: Module? = nil, dependencies: [Module] = [],
        settings: [Setting] = []
    ) {
        self.goVersion = goVersion
        self.path = path
        self.main = main
        self.dependencies = dependencies
        self.settings = settings
    }

    /// The value of a setting, or nil when it was not recorded.
    public func setting(_ key: String) -> String? { settings.first { $0.key == key }?.value }

    public var revision: String? { setting("vcs.revision") }
    /// Whether the sources differed from `revision`; nil when not recorded.
    public var isModified: Bool? { setting("vcs.modified").map { $0 == "true" } }
}
