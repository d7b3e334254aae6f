import Evidence
import GoProfile
import Wire

/// Sources of the Go toolchain and of modules on this machine, for paths that were recorded on another one or trimmed
/// (`go build -trimpath`). pprof does not look there.
public struct SourceLibraries {
    /// Folder of a toolchain; nil for none.
    public var goRoot: String?
    /// Folder of downloaded modules; nil for none.
    public var moduleCache: String?
    /// Receives what the user should know.
    public var remark: (String) -> Void = { _ in }

    public init() {}

    func find(_ path: String, _ open: SourceLines.Open) -> Bytes? {
        let isAbsolute = path.hasPrefix("/")
        // Modules have their version in the path, so these are the right ones.
        if let moduleCache, path.contains("@") {
            let tail = isAbsolute ? Self.tail(path, behind: "/pkg/mod/") : path
            if let tail, let bytes = try? open(moduleCache + "/" + Self.escaped(Self.clean(tail))) { return bytes }
        }
        guard let goRoot, let tail = isAbsolute ? Self.tail(path, behind: "/src/") : path,
            let bytes = try? open("\(goRoot)/src/\(Self.clean(tail))")
        else { return nil }
        remark("source of \(path): that of \(goRoot), which may be of another version of Go")
        return bytes
    }

    private static func tail(_ path: String, behind marker: String) -> String? {
        guard let range = path.ranges(of: marker).last else { return nil }
        return String(path[range.upperBound...])
    }

    /// Without `..`: a profile may name any path.
    private static func clean(_ path: String) -> String {
        String(decoding: PathText.clean(Array(("/" + path).utf8)[...]).dropFirst(), as: UTF8.self)
    }

    /// Upper-case letters as the module cache spells them (golang.org/x/mod/module, EscapePath).
    private static func escaped(_ path: String) -> String {
        var result = ""
        var isModule = true
        for scalar in path.unicodeScalars {
            if scalar == "@" { isModule = false }
            if isModule, ("A"..."Z").contains(scalar) {
                result += "!" + String(scalar).lowercased()
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
