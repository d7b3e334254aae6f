/// Whether two images, such as the file on disk and the one that a process runs, are of the same build.
public enum ImageComparison: Hashable, Sendable {
    case same
    /// Which identifier differs (`Go build id`, `GNU build id`, `Go version`, …), and both values.
    case different(identifier: String, first: String, second: String)
    /// Neither has an identifier that the other has as well.
    case unknown

    /// Compares by Go build id, else by GNU build id (or Mach-O's UUID), else by build information.
    public static func of(_ first: Executable, _ second: Executable) -> ImageComparison {
        for (name, a, b) in [
            ("Go build id", first.goBuildID, second.goBuildID), ("GNU build id", first.gnuBuildID, second.gnuBuildID),
        ] {
            // A linker that is told to writes an empty id, or one of its own for all programs.
            guard let a, let b, !a.isEmpty, !b.isEmpty, a != "redacted", b != "redacted" else { continue }
            return a == b ? .same : .different(identifier: name, first: a, second: b)
        }
        guard let a = (try? first.buildInformation()).flatMap(\.self),
            let b = (try? second.buildInformation()).flatMap(\.self)
        else { return .unknown }
        if a.goVersion != b.goVersion {
            return .different(identifier: "Go version", first: a.goVersion, second: b.goVersion)
        }
        if a.revision != b.revision {
            return .different(identifier: "revision", first: a.revision ?? "none", second: b.revision ?? "none")
        }
        return a == b ? .unknown : .different(identifier: "build settings", first: a.path, second: b.path)
    }
}
