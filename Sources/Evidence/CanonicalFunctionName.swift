/// Function names without what the compiler numbers or spells anew in every build.
///
/// Source: the names that cmd/compile gives: closures `F.func1.2` and `F.gowrap1`, `F.deferwrap2`, bodies of loops
/// over functions `F-range1`, method values `T.M-fm`, `init.0`, type arguments `F[go.shape.int]`; and module paths of
/// a major version, `example.com/m/v2` or `gopkg.in/yaml.v2`.
public enum CanonicalFunctionName {
    /// The name with numbers and type arguments replaced; what is no name of Go comes out as it is.
    public static func canonical(_ name: some Collection<UInt8>) -> [UInt8] {
        var result = withoutTypeArguments(Array(name))
        if result.suffix(3).elementsEqual("-fm".utf8) { result.removeLast(3) }
        if result.suffix(5).elementsEqual(".abi0".utf8) { result.removeLast(5) }
        result = withoutVersions(result)
        let start = packageLength(result)
        guard result.count > start else { return result }
        var parts = result[start...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(
            Array.init)
        for at in parts.indices.dropFirst() { parts[at] = withoutNumber(parts[at], isFirst: at == 1) }
        return Array(result[..<start]) + Array(parts.joined(separator: [UInt8(ascii: ".")]))
    }

    /// The package that a function belongs to; empty for what is no name of Go.
    public static func package(_ name: some Collection<UInt8>) -> [UInt8] {
        let name = withoutTypeArguments(Array(name))
        let length = packageLength(name)
        return length < name.count ? Array(name[..<length]) : []
    }

    /// Bytes of the package path: up to the first point behind the last slash.
    private static func packageLength(_ name: [UInt8]) -> Int {
        // Slashes may stand in receivers' type arguments and in quoted paths behind the package.
        let end = name.firstIndex { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "(") } ?? name.count
        let base = name[..<end].lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return name[base...].firstIndex(of: UInt8(ascii: ".")) ?? name.count
    }

    /// `F[go.shape.int,…]` as `F[...]`.
    private static func withoutTypeArguments(_ name: [UInt8]) -> [UInt8] {
        guard name.contains(UInt8(ascii: "[")) else { return name }
        var result: [UInt8] = []
        var depth = 0
        for byte in name {
            if byte == UInt8(ascii: "]") {
                depth -= 1
                if depth < 0 { return name }
            }
            if depth == 0 { result.append(byte) }
            if byte == UInt8(ascii: "[") {
                if depth == 0 { result += "...".utf8 }
                depth += 1
            }
        }
        return depth == 0 ? result : name
    }

    /// Without `/v2` and `.v2` (also spelled `%2ev2`) at the end of elements of the package path.
    private static func withoutVersions(_ name: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var at = 0
        while at < name.count {
            for lead in ["/v", "%2ev"] where name[at...].starts(with: lead.utf8) {
                var end = at + lead.utf8.count
                while end < name.count, isDigit(name[end]) { end += 1 }
                let isEnd = end < name.count && (name[end] == UInt8(ascii: ".") || name[end] == UInt8(ascii: "/"))
                if end > at + lead.utf8.count, isEnd { at = end }
            }
            result.append(name[at])
            at += 1
        }
        return result
    }

    private static let numbered = ["func", "gowrap", "deferwrap", "dwrap"].map { Array($0.utf8) }

    /// A part of the name behind the package: `func12` as `func#`, `3` as `#`, `F-range1` as `F-range#`.
    private static func withoutNumber(_ part: [UInt8], isFirst: Bool) -> [UInt8] {
        var stem = part
        while let last = stem.last, isDigit(last) { stem.removeLast() }
        guard stem.count < part.count else { return part }
        // The first part is what the programmer called it, but for closures of package variables.
        let isWord = numbered.contains(stem) && !isFirst
        guard stem.isEmpty || isWord || stem.suffix(6).elementsEqual("-range".utf8) else { return part }
        return stem + [UInt8(ascii: "#")]
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
