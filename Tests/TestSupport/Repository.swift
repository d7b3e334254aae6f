import Glibc

/// The checkout that the tests were built from, and the folders that they find by it.
public enum Repository {
    /// Absolute path of the repository's root folder.
    public static let root: String = {
        let here = #filePath
        let parts = here.split(separator: "/")
        return "/" + parts.dropLast(3).joined(separator: "/")
    }()

    /// Absolute path of a file of the repository.
    public static func path(_ relative: String) -> String { root + "/" + relative }

    /// Absolute path of one of the Go programs under `Zoo/`, by its path there (`demo`, `causes/deadlock.mutex`).
    public static func zoo(_ name: String) -> String { path("Zoo/" + name) }
}

/// The conformance data that several projects share: `$SONDE_SHARED`, or `../shared` beside the repository.
///
/// Tests that need it are disabled without it: `.enabled(if: SharedCorpus.isPresent, "no shared corpus")`.
public enum SharedCorpus {
    /// Absolute path of the shared folder, or nil when it is not there.
    public static let root: String? = {
        if let named = environmentVariable("SONDE_SHARED") { return Files.isDirectory(named) ? named : nil }
        let beside = Repository.root + "/../shared"
        return Files.isDirectory(beside) ? beside : nil
    }()

    public static var isPresent: Bool { root != nil }

    /// Absolute path of a file or folder of the corpus, or nil when it is not there.
    public static func path(_ relative: String) -> String? {
        guard let root else { return nil }
        let path = root + "/" + relative
        return Files.exists(path) ? path : nil
    }
}

/// The value of a variable of this process's environment; nil when it is not set or empty.
public func environmentVariable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
}
