import GoProcess

/// Parts of a Go function's full name, such as `example.com/shop/store.(*Cache).Get.func1`.
public enum FunctionName {
    /// The import path, such as `example.com/shop/store`; the whole name when it has no dot.
    public static func package(_ name: String) -> Substring {
        // Brackets of type arguments may hold slashes and dots of other packages.
        let utf8 = name.utf8
        let limit = utf8.firstIndex(of: UInt8(ascii: "[")) ?? utf8.endIndex
        var afterSlash = utf8.startIndex
        var at = utf8.startIndex
        while at < limit {
            if utf8[at] == UInt8(ascii: "/") { afterSlash = utf8.index(after: at) }
            if utf8[at] == UInt8(ascii: "(") { break }
            at = utf8.index(after: at)
        }
        guard let dot = utf8[afterSlash...].firstIndex(of: UInt8(ascii: ".")) else { return name[...] }
        return name[..<dot]
    }

    /// The name without the folders of its import path: `store.(*Cache).Get.func1`.
    public static func short(_ name: String) -> String {
        let package = package(name)
        guard let slash = package.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
        return String(name[name.utf8.index(after: slash)...])
    }

    /// Whether it is what the compiler lays around a call behind `go` or `defer`: `F.gowrap1`, `F.deferwrap2` (since Go
    /// 1.22; before, such a wrapper is a closure).
    public static func isWrapper(_ name: String) -> Bool {
        let last = name.utf8.reversed().prefix { $0 != UInt8(ascii: ".") }.drop { $0 >= 0x30 && $0 <= 0x39 }
        let word = Array(last.reversed())
        return word.elementsEqual("gowrap".utf8) || word.elementsEqual("deferwrap".utf8)
    }

    /// The method or function alone, closures belonging to the function around them: `Get`.
    static func member(_ name: String) -> Substring {
        let package = package(name)
        var rest = name[package.endIndex...].dropFirst()
        if rest.first == "(", let close = rest.firstIndex(of: ")") { rest = rest[close...].dropFirst(2) }
        return rest.prefix { $0 != "." && $0 != "[" }
    }

    /// The receiver's type, such as `(*Cache)`; empty for a plain function.
    static func receiver(_ name: String) -> Substring {
        let package = package(name)
        let rest = name[package.endIndex...].dropFirst()
        guard rest.first == "(", let close = rest.firstIndex(of: ")") else { return "" }
        return rest[...close]
    }

    /// True for a package of Go's standard library, vendored ones included, and for what the compiler makes for types.
    static func isStandard(package: Substring) -> Bool {
        FrameKinds.isStandardLibrary(path: package) || package.hasPrefix("type:")
    }
}
