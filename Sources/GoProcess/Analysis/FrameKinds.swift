import Evidence

/// What kind of code a function is, told by its full name alone.
///
/// Names are as the linker records them, such as `net/http.(*conn).serve` or `main.generic[...]`: the package path,
/// a dot, and the rest. Dots in the last element of a path are escaped as `%2e`.
public enum FrameKinds {
    /// Package path of a function, such as `net/http`; empty when the name has none (cgo, assembly).
    public static func packagePath(function: String) -> String { StandardLibrary.packagePath(function: function) }

    /// True for code of Go's standard library, the runtime included.
    ///
    /// The first element of the path decides: the standard library's are listed, since modules of private programs
    /// often have no dot in theirs either.
    public static func isStandardLibrary(function: String) -> Bool {
        isStandardLibrary(path: packagePath(function: function)[...])
    }

    /// The same for the path of a package.
    public static func isStandardLibrary(path: Substring) -> Bool {
        StandardLibrary.contains(path: path)
    }

    /// True for code of the program or its dependencies: in a package, and outside the standard library.
    public static func isUser(function: String) -> Bool {
        let path = packagePath(function: function)
        return !path.isEmpty && !isStandardLibrary(function: function)
    }

    /// True for frames that say how the runtime carries out what the frame above them asked for, and which reports
    /// therefore fold away: the runtime itself but for its exported functions, `internal/…`, and the slow paths and
    /// linknamed entries of `sync`, `os/signal`, `syscall`, `time` and `reflect`.
    public static func isRuntimeInternal(function: String) -> Bool {
        let path = packagePath(function: function)
        if path == "runtime" { return !isExportedRuntime(function: function, rules: .current) }
        if path.hasPrefix("internal/") || path.hasPrefix("runtime/internal/") { return true }
        guard foldedPackages.contains(path) else { return false }
        let name = lastName(function)
        if name.hasPrefix("runtime_") || name.hasPrefix("signal_recv") { return true }
        if path == "sync" || path == "syscall" { return name.first.map { !$0.isUppercase } ?? false }
        return false
    }

    /// The part of a name after its last dot: the function or method itself.
    private static func lastName(_ function: String) -> Substring {
        guard let dot = function.utf8.lastIndex(of: UInt8(ascii: ".")) else { return function[...] }
        return function[function.utf8.index(after: dot)...]
    }

    private static let foldedPackages: Set<String> = ["sync", "syscall", "os/signal", "time", "reflect", "net"]
}
