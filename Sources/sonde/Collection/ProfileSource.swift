import Host
import Wire

/// A profile on a server, worked out from what a user wrote as pprof does.
///
/// Source of the rules: `adjustURL` in src/cmd/pprof/pprof.go of Go 1.27. Beyond them, the index page
/// (`/debug/pprof/`) stands for the cpu profile just as a bare host does.
struct ProfileSource: Hashable {
    /// The scheme is http, https or https+insecure.
    let address: WebAddress
    /// How long the server collects, as the caller or the address says; nil when neither does.
    let seconds: Int?

    /// Nil for what is no address, but perhaps the name of a file: `cpu.pprof`, `dir/heap`.
    ///
    /// - Parameter seconds: how long to collect; goes into the query, in place of what the address says. Nil and 0
    ///   leave the address alone.
    /// - Throws: `usage` for an address that cannot be fetched.
    init?(_ source: String, seconds: Int? = nil) throws {
        guard var address = try Self.address(source) else { return nil }
        guard ["http", "https", "https+insecure"].contains(address.scheme) else {
            throw InputError(
                .usage,
                address.scheme.isEmpty
                    ? "`\(address.redacted)` needs http: or https: in front"
                    : "`\(address.redacted)` cannot be fetched: sonde speaks http, https and https+insecure")
        }
        let path = address.path
        var trimmed = path[...]
        while trimmed.last == "/" { trimmed.removeLast() }
        if path.isEmpty || path == "/" {
            address.path = "/debug/pprof/profile"
        } else if trimmed.hasSuffix("/debug/pprof") {
            address.path = trimmed + "/profile"
        }
        var query = WebQuery(address.query ?? "")
        if let seconds, seconds > 0 {
            query["seconds"] = String(seconds)
            self.seconds = seconds
        } else {
            self.seconds = query["seconds"].flatMap { Int32($0) }.map(Int.init)
        }
        let text = query.text
        address.query = text.isEmpty ? (address.query == "" ? "" : nil) : text
        self.address = address
    }

    /// `host:port/path` becomes http://; a text without a scheme and without a colon in its first part is a path.
    private static func address(_ source: String) throws -> WebAddress? {
        if let address = WebAddress(source) { return address }
        let lower = source.lowercased()
        if ["http://", "https://", "https+insecure://"].contains(where: { lower.hasPrefix($0) }) {
            throw InputError(.usage, "`\(source)` is not a valid address")
        }
        let start = source.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return start.contains(":") && start.lowercased() != "file:" ? WebAddress("http://\(source)") : nil
    }

    /// The whole address as pprof names it.
    var url: String { address.text }

    /// Milliseconds after which the server is given up.
    ///
    /// - Parameter seconds: what the user allows; nil and 0 stand for one and a half times the collecting, or a minute.
    func timeoutMilliseconds(_ timeout: Int?) -> Int64 {
        let longest = 1_000_000_000
        let base =
            if let timeout, timeout > 0 { min(timeout, longest) * 1000 } else if let seconds, seconds > 0 {
                min(seconds, longest) * 1500
            } else { 60_000 }
        return Int64(base) + 5000
    }

    /// How long the answer takes at least, seconds: what was said, or what net/http/pprof does by itself.
    var expectedSeconds: Double? {
        let said = WebQuery(address.query ?? "")["seconds"].flatMap(Double.init) ?? 0
        if said > 0, said.isFinite { return said }
        switch kind {
        case "profile": return 30
        case "trace": return 1
        default: return nil
        }
    }

    /// What comes after `/debug/pprof/`; nil when the address is of another shape.
    private var kind: String? {
        let parts = address.path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[parts.count - 3] == "debug", parts[parts.count - 2] == "pprof" else { return nil }
        return parts.last.map(String.init)
    }

    private static let names = [
        "profile": "cpu profile", "heap": "heap profile", "allocs": "allocation profile", "block": "block profile",
        "mutex": "mutex profile", "goroutine": "goroutine profile", "goroutineleak": "goroutine leak profile",
        "threadcreate": "thread creation profile", "trace": "execution trace",
    ]

    /// `the cpu profile of http://localhost:6060 for 30 s`.
    var title: String {
        guard let kind, !kind.isEmpty else { return address.redacted + duration }
        let name = Self.names[kind] ?? "profile `\(kind)`"
        let folder = address.path.dropLast(kind.utf8.count + "/debug/pprof/".utf8.count)
        return "the \(name) of \(address.origin)\(folder)\(duration)"
    }

    private var duration: String {
        guard let expectedSeconds else { return "" }
        let whole = Int(exactly: expectedSeconds).map(String.init) ?? "\(expectedSeconds)"
        return " for \(whole) s" + (WebQuery(address.query ?? "")["seconds"] == nil ? " (the server's default)" : "")
    }
}
