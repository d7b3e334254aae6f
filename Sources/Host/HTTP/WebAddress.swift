/// An absolute address of the web, `scheme://user@host:port/path?query#fragment`, read by the rules of Go's net/url.
///
/// Parts are kept percent-encoded, as they go over the wire. Source of the rules: `parse`, `parseAuthority` and
/// `URL.String` in net/url/url.go of Go 1.27.
public struct WebAddress: Hashable, Sendable {
    /// In lower case; empty for `//host/path`.
    public var scheme: String
    /// User and perhaps `:password`; nil without an `@`.
    public var userInfo: String?
    /// As written, IPv6 addresses without brackets; empty in `http://:6060`, which is this machine.
    public var host: String
    /// Nil when none is written.
    public var port: Int?
    /// Empty, or begins with a slash.
    public var path: String
    /// Without the question mark; nil without one.
    public var query: String?
    /// Without the number sign; nil without one.
    public var fragment: String?

    /// Nil when there is no host, or when Go would refuse the text.
    public init?(_ text: String) {
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
        let hash = text.firstIndex(of: "#") ?? text.endIndex
        guard let (scheme, rest) = Self.splitScheme(text[..<hash]), rest.hasPrefix("//") else { return nil }
        self.scheme = scheme.lowercased()
        fragment = hash < text.endIndex ? String(text[hash...].dropFirst()) : nil
        let question = rest.firstIndex(of: "?") ?? rest.endIndex
        query = question < rest.endIndex ? String(rest[question...].dropFirst()) : nil
        let hierarchy = rest[..<question].dropFirst(2)
        let authority = hierarchy.prefix { $0 != "/" }
        guard let path = PercentCoding.normalizedPath(hierarchy[authority.endIndex...]) else { return nil }
        self.path = path
        var place = authority
        if let at = authority.lastIndex(of: "@") {
            place = authority[authority.index(after: at)...]
            guard let user = PercentCoding.normalizedUser(authority[..<at]) else { return nil }
            userInfo = user
        }
        guard let (host, port) = Self.splitHost(place) else { return nil }
        self.host = host
        self.port = port
    }

    /// Whether a text has a scheme and a colon in front. Nil for what no address begins with.
    static func splitScheme(_ text: Substring) -> (scheme: Substring, rest: Substring)? {
        for index in text.utf8.indices {
            switch text.utf8[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if index == text.startIndex { return ("", text) }
            case UInt8(ascii: ":"):
                return index == text.startIndex ? nil : (text[..<index], text[text.utf8.index(after: index)...])
            default: return ("", text)
            }
        }
        return ("", text)
    }

    private static func splitHost(_ text: Substring) -> (String, Int?)? {
        var name = text
        var port: Substring = ""
        if text.first == "[" {
            guard let close = text.lastIndex(of: "]") else { return nil }
            name = text[..<close].dropFirst()
            port = text[close...].dropFirst()
            guard name.contains(":"), name.utf8.allSatisfy({ isHostByte($0) || $0 == 0x3a || $0 == 0x25 }) else {
                return nil
            }
        } else {
            let colon = text.firstIndex(of: ":") ?? text.endIndex
            name = text[..<colon]
            port = text[colon...]
            guard !text.isEmpty, name.utf8.allSatisfy(isHostByte) else { return nil }
        }
        guard !port.isEmpty else { return (String(name), nil) }
        let digits = port.dropFirst()
        guard port.first == ":", digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        if digits.isEmpty { return (String(name), nil) }
        guard let number = Int(digits), number <= 65535 else { return nil }
        return (String(name), number)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        PercentCoding.isUnreserved(byte) || "!$&'()*+,;=".utf8.contains(byte)
    }

    /// The whole address, as Go prints it.
    public var text: String {
        var result = scheme.isEmpty ? "//" : "\(scheme)://"
        if let userInfo { result += "\(userInfo)@" }
        result += place + path
        if let query { result += "?\(query)" }
        if let fragment, !fragment.isEmpty { result += "#\(fragment)" }
        return result
    }

    /// The address for people: with a password of it hidden.
    public var redacted: String {
        guard let userInfo, let colon = userInfo.firstIndex(of: ":") else { return text }
        var copy = self
        copy.userInfo = userInfo[..<colon] + ":xxxxx"
        return copy.text
    }

    /// Scheme, host and port: `http://localhost:6060`.
    public var origin: String { "\(scheme)://\(place)" }

    /// Host and port as written, IPv6 in brackets.
    public var place: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(name):\($0)" } ?? name
    }

    /// The host that a connection goes to.
    var connectionHost: String { host.isEmpty ? "localhost" : host }

    /// The port that a connection goes to.
    var effectivePort: Int { port ?? (scheme == "https" ? 443 : 80) }

    /// Path and query, as a request names them.
    var requestTarget: String { (path.isEmpty ? "/" : path) + (query.map { "?\($0)" } ?? "") }

    /// The host is this machine by its name or its address: no proxy leads there.
    var isThisMachine: Bool {
        let name = connectionHost.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        return name.hasPrefix("127.") && name.utf8.allSatisfy { $0 == 0x2e || ($0 >= 0x30 && $0 <= 0x39) }
    }
}
