/// Paths as Go's path/filepath sees them.
public enum PathText {
    /// `filepath.Base`.
    public static func base(_ path: String) -> String {
        if path.isEmpty { return "." }
        var rest = path[...]
        while rest.hasSuffix("/") { rest.removeLast() }
        if rest.isEmpty { return "/" }
        return rest.lastIndex(of: "/").map { String(rest[rest.index(after: $0)...]) } ?? String(rest)
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
