import Wire

/// The address of a goroutine dump behind what a user writes.
enum ProfileURL {
    /// The dump with one record a goroutine (`debug=2`) of a net/http/pprof server.
    ///
    /// A bare host, and the index page, get the usual path; a goroutine profile gets `debug=2`, since the other two
    /// forms know neither ids nor states. Any other path is fetched as it is.
    static func goroutineDump(_ text: String) throws -> String {
        guard let scheme = text.firstRange(of: "://"), scheme < text.endIndex else {
            throw InputError(.usage, "`\(text)` is no URL")
        }
        let rest = text[scheme...].dropFirst(3)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !host.isEmpty else { throw InputError(.usage, "`\(text)` has no host") }
        let base = text[..<host.endIndex]
        let tail = text[host.endIndex...].prefix { $0 != "#" }
        let path = tail.prefix { $0 != "?" }
        let query = tail.dropFirst(path.count).dropFirst()
        var trimmed = path
        while trimmed.last == "/" { trimmed.removeLast() }
        if trimmed.isEmpty { return "\(base)/debug/pprof/goroutine?debug=2" }
        if trimmed.hasSuffix("/debug/pprof") { return "\(base)\(trimmed)/goroutine?debug=2" }
        let last = trimmed.split(separator: "/").last ?? ""
        guard last == "goroutine" || last == "goroutineleak" else { return String(text.prefix { $0 != "#" }) }
        let parameters = query.split(separator: "&").filter { !$0.hasPrefix("debug=") } + ["debug=2"]
        return "\(base)\(trimmed)?\(parameters.joined(separator: "&"))"
    }
}

/// The address of an execution trace behind what a user writes.
enum TraceURL {
    /// Seconds that a server traces itself when nothing else is said.
    static let seconds = 2

    /// The trace beside a goroutine dump of a server; nil for the dump of some other address.
    static func beside(dump address: String, seconds: Int) -> String? {
        let suffix = "/debug/pprof/goroutine?debug=2"
        guard address.hasSuffix(suffix) else { return nil }
        return "\(address.dropLast(suffix.count))/debug/pprof/trace?seconds=\(max(1, seconds))"
    }
}

extension StringProtocol {
    /// Where a text begins.
    fileprivate func firstRange(of pattern: String) -> Index? {
        indices.first { self[$0...].hasPrefix(pattern) }
    }
}
