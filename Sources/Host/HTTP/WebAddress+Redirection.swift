extension WebAddress {
    /// Where a `Location` of an answer from this address leads (RFC 3986, section 5.2); nil when it is no address.
    func redirected(to location: String) -> WebAddress? {
        let text = location.hasPrefix("//") ? "\(scheme):\(location)" : location
        if text.isEmpty { return nil }
        guard let (scheme, rest) = Self.splitScheme(text[...]) else { return nil }
        if !scheme.isEmpty { return rest.hasPrefix("//") ? WebAddress(text) : nil }
        let reference = text.prefix { $0 != "#" }
        let question = reference.firstIndex(of: "?") ?? reference.endIndex
        var path = String(reference[..<question])
        var query = question < reference.endIndex ? "?\(reference[question...].dropFirst())" : ""
        if path.isEmpty {
            path = self.path
            if query.isEmpty { query = self.query.map { "?\($0)" } ?? "" }
        } else if !path.hasPrefix("/") {
            let folder = self.path.lastIndex(of: "/").map { self.path[...$0] } ?? "/"
            path = folder + path
        }
        return WebAddress(origin + Self.withoutDots(path) + query)
    }

    /// A path whose `.` and `..` were followed.
    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                if !kept.isEmpty { kept.removeLast() }
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// Whether a secret that was meant for one address may go to the other.
    func hasOrigin(of other: WebAddress) -> Bool {
        scheme == other.scheme && host.lowercased() == other.host.lowercased() && effectivePort == other.effectivePort
    }
}
