import Evidence

/// Names that the linker and the compiler's messages have for the same function.
///
/// The linker has `main.F`, `example.com/a%2eb.(*T).M`, `example.com/a.Map[go.shape.int]`; messages have `F`, `(*T).M`,
/// and of functions of another package `a.Map[go.shape.int]` with the package's name.
enum SymbolNaming {
    /// A function, by import path and the name that messages of its own package have.
    struct Function: Hashable {
        var package: String
        var name: String
    }

    /// The function of a symbol; nil for what the compiler makes for types (`type:.eq.main.T`).
    /// - Parameter section: import path of the package that was compiled, empty when unknown.
    static func function(_ symbol: String, section: String) -> Function? {
        let bytes = Array(symbol.utf8)
        let end = packageEnd(bytes)
        guard end + 1 < bytes.count, end > 0 else { return nil }
        let path = bytes[..<end]
        if path.contains(UInt8(ascii: ":")) { return nil }
        let name = FunctionNaming.stable(String(decoding: bytes[(end + 1)...], as: UTF8.self))
        let package = ImportPath.unescaped(String(decoding: path, as: UTF8.self))
        // The program's own package is `main` to the linker, whichever its import path is.
        if package == "main", !section.isEmpty { return Function(package: section, name: name) }
        return Function(package: package, name: name)
    }

    /// How messages of the package `section` name a function.
    static func inMessages(_ function: Function, section: String) -> String {
        function.package == section ? function.name : "\(packageName(function.package)).\(function.name)"
    }

    /// The name that a package most likely has: the last element of its path without a major version.
    static func packageName(_ path: String) -> String {
        let elements = path.split(separator: "/")
        guard var last = elements.last else { return path }
        // A module's path ends in /v2 or above; `v1` is a package.
        if elements.count > 1, isVersion(last), last != "v0", last != "v1" { last = elements[elements.count - 2] }
        if let point = last.lastIndex(of: "."), isVersion(last[last.index(after: point)...]) { last = last[..<point] }
        return String(last)
    }

    /// Whether a package whose name seems to be `guess` may have another one: `isatty` of `go-isatty`, `uuid` of
    /// `go.uuid`, `toml` of `gotoml`, `v2` of `autoscaling/v2`.
    static func mayName(_ name: Substring, elementOf guess: Substring) -> Bool {
        // `(*T).M` has no package.
        guard !name.isEmpty, !guess.isEmpty, !name.contains("("), !guess.contains("(") else { return false }
        let words = guess.split { !$0.isLetter && !$0.isNumber }
        return words.contains(name) || words.joined() == name || guess == "go\(name)" || guess == "\(name)go"
            || isVersion(name)
    }

    private static func isVersion(_ text: Substring) -> Bool {
        text.first == "v" && text.utf8.count > 1 && text.utf8.dropFirst().allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    /// Bytes of the package path: up to the first point behind the last slash in front of any type.
    private static func packageEnd(_ bytes: [UInt8]) -> Int {
        let types = bytes.firstIndex { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "(") } ?? bytes.count
        let base = bytes[..<types].lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return bytes[base...].firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
    }
}
