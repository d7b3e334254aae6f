/// Paths of files as texts have them, most of it as Go's path/filepath sees them.
public enum PathText {
    /// `filepath.Base`.
    public static func base(_ path: String) -> String {
        if path.isEmpty { return "." }
        var rest = path[...]
        while rest.hasSuffix("/") { rest.removeLast() }
        if rest.isEmpty { return "/" }
        return rest.lastIndex(of: "/").map { String(rest[rest.index(after: $0)...]) } ?? String(rest)
    }

    /// The last part of a path of Unix or of Windows, as people are shown it and files of two sources are matched by it;
    /// the path itself when it has no part.
    public static func last(_ path: String) -> String {
        let isSlash: (UInt8) -> Bool = { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
        let bytes = path.utf8
        guard let last = bytes.lastIndex(where: { !isSlash($0) }) else { return path }
        let start = bytes[..<last].lastIndex(where: isSlash).map { bytes.index(after: $0) } ?? bytes.startIndex
        return String(Substring(bytes[start...last]))
    }

    /// `filepath.Dir`.
    public static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return String(decoding: clean(Array(path[...slash].utf8)[...]), as: UTF8.self)
    }

    /// `filepath.Clean`: without `.`, `..` and double slashes.
    public static func clean(_ path: ArraySlice<UInt8>) -> [UInt8] {
        if path.isEmpty { return [UInt8(ascii: ".")] }
        let slash = UInt8(ascii: "/")
        let isRooted = path.first == slash
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: slash) {
            if part.elementsEqual(".".utf8) { continue }
            if part.elementsEqual("..".utf8) {
                if let last = parts.last, !last.elementsEqual("..".utf8) {
                    parts.removeLast()
                } else if !isRooted {
                    parts.append(part)
                }
                continue
            }
            parts.append(part)
        }
        let joined = Array(parts.joined(separator: [slash]))
        if isRooted { return [slash] + joined }
        return joined.isEmpty ? [UInt8(ascii: ".")] : joined
    }
}
