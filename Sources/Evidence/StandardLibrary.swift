/// Which code belongs to Go's standard library, told by full names of functions.
public enum StandardLibrary {
    /// Package path of a function, such as `net/http`; empty when the name has none (cgo, assembly).
    public static func packagePath(function: String) -> String {
        let name = function.utf8
        // Type arguments hold paths of their own.
        let end = name.firstIndex(of: UInt8(ascii: "[")) ?? name.endIndex
        var at = name.startIndex
        if let slash = name[..<end].lastIndex(of: UInt8(ascii: "/")) { at = name.index(after: slash) }
        guard let dot = name[at..<end].firstIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(function[..<dot])
    }

    /// Whether a package belongs to it. The first element of the path decides.
    public static func contains(path: Substring) -> Bool { roots.contains(path.prefix { $0 != "/" }) }

    /// Whether a function belongs to it.
    public static func contains(function: String) -> Bool { contains(path: packagePath(function: function)[...]) }

    /// First elements of the import paths in the standard library of Go 1.21 to 1.27, with `cmd` and what it vendors.
    private static let roots: Set<Substring> = [
        "archive", "arena", "bufio", "builtin", "bytes", "cmd", "cmp", "compress", "container", "context", "crypto",
        "database", "debug", "embed", "encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image",
        "index", "internal", "io", "iter", "log", "maps", "math", "mime", "net", "os", "path", "plugin", "reflect",
        "regexp", "runtime", "simd", "slices", "sort", "strconv", "strings", "structs", "sync", "syscall", "testing",
        "text", "time", "unicode", "unique", "unsafe", "uuid", "vendor", "weak",
    ]
}
