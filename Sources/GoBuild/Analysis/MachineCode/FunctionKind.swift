import Evidence
import GoBinary

/// What a function's name tells.
enum FunctionKind {
    /// Equality and hash functions that the compiler makes of types; `type..` before Go 1.21.
    private static let algorithms = ["type:.eq.", "type:.hash.", "type..eq.", "type..hash."]
    /// What the linker puts into the code that is none.
    private static let data = ["go:buildid", "go.buildid", "go:textfipsstart", "go:textfipsend"]

    static func cause(_ name: String, _ index: FunctionTable.FunctionIndex, _ table: FunctionTable)
        -> ProgramFunction.Cause
    {
        if data.contains(name) { return .data }
        if algorithms.contains(where: name.hasPrefix) { return .typeAlgorithm }
        if table.isAssembly(index) { return .assembly }
        if table.isWrapper(index), !isRuntimeOwn(name) { return .wrapper }
        let bytes = name.utf8
        if hasWrapperEnding(name) { return .wrapper }
        if bytes.contains(UInt8(ascii: "[")) { return .generic }
        return isClosure(name) ? .closure : .own
    }

    /// The runtime marks a few functions of its own as wrappers, so that tracebacks leave them out.
    private static func isRuntimeOwn(_ name: String) -> Bool {
        name.hasPrefix("runtime.") && !name.hasPrefix("runtime.(") && !hasWrapperEnding(name)
    }

    /// `F.gowrap1`, `F.deferwrap2`, `T.M-fm`.
    private static func hasWrapperEnding(_ name: String) -> Bool {
        if name.hasSuffix("-fm") { return true }
        let last = stem(name)
        return last == "gowrap" || last == "deferwrap" || last == "dwrap"
    }

    /// `F.func1`, `F.func1.2`, `glob..func3`, `F-range1`.
    private static func isClosure(_ name: String) -> Bool {
        guard let digit = name.utf8.last, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return false }
        var rest = name[...]
        while true {
            let tail = rest.utf8.lastIndex(of: UInt8(ascii: ".")).map { rest[$0...].dropFirst() } ?? rest
            let word = tail.prefix { !$0.isNumber }
            if word == "func" || word.hasSuffix("-range") { return true }
            guard word.isEmpty, tail.startIndex > rest.startIndex else { return false }
            // `.2` behind a closure is a closure within it.
            rest = rest[..<rest.utf8.index(before: tail.startIndex)]
        }
    }

    /// The last part of a name without its number.
    private static func stem(_ name: String) -> Substring {
        let tail = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { name[$0...].dropFirst() } ?? name[...]
        return tail.prefix { !$0.isNumber }
    }

    /// Import path of a function; that of its type for an equality or hash function.
    static func package(_ name: String) -> String {
        for algorithm in algorithms where name.hasPrefix(algorithm) {
            let type = name.dropFirst(algorithm.utf8.count)
            // Types without a name belong to whoever compares them, which nobody recorded.
            guard let first = type.unicodeScalars.first, first.properties.isAlphabetic || first == "_",
                !type.hasPrefix("struct {"), !type.hasPrefix("func(")
            else { return "" }
            return path(String(type))
        }
        // A table of methods belongs to the type that has them: `go:itab.*net/http.body,io.Reader`.
        for table in ["go:itab.", "go.itab."] where name.hasPrefix(table) {
            let type = name.dropFirst(table.utf8.count).drop { $0 == "*" }
            return path(String(type.prefix { $0 != "," }))
        }
        // What the compiler and the linker make for no package in particular: `go:struct { … }.Read`, `$f64.3ff…`.
        guard let first = name.unicodeScalars.first, first.properties.isAlphabetic || first == "_",
            !name.hasPrefix("go:"), !name.hasPrefix("type:")
        else { return "" }
        return path(name)
    }

    /// The path in front of a name; that of a type without a name is none.
    private static func path(_ name: String) -> String {
        let path = StandardLibrary.packagePath(function: name)
        if path == "go.shape" || path == "_" || path.utf8.contains(UInt8(ascii: " "))
            || path.utf8.contains(UInt8(ascii: "{"))
        {
            return ""
        }
        return ImportPath.unescaped(path)
    }
}
