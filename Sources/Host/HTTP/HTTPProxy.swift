import AsyncHTTPClient
import Glibc
import Wire

/// A proxy that the environment names.
struct HTTPProxy: Equatable {
    /// Of the scheme http or socks5.
    let address: WebAddress
    /// The variable that names it.
    let variable: String

    /// The proxy for an address; nil when the connection is direct.
    ///
    /// Names in lower case come first, as with curl. Inside of a CGI program `HTTP_PROXY` is a header of the request,
    /// so it counts only without `REQUEST_METHOD`.
    /// - Throws: `usage` for a proxy that is not spoken to by http or SOCKS.
    static func chosen(for address: WebAddress, environment: (String) -> String?) throws -> HTTPProxy? {
        if address.isThisMachine { return nil }
        var names = ["\(address.scheme)_proxy", "\(address.scheme.uppercased())_PROXY", "all_proxy", "ALL_PROXY"]
        if environment("REQUEST_METHOD") != nil { names.removeAll { $0 == "HTTP_PROXY" } }
        guard let variable = names.first(where: { environment($0) != nil }), let text = environment(variable) else {
            return nil
        }
        if let direct = environment("no_proxy") ?? environment("NO_PROXY"), isDirect(address, direct) { return nil }
        guard var proxy = WebAddress(text.contains("://") ? text : "http://\(text)"), !proxy.host.isEmpty else {
            throw InputError(.usage, "\(variable) is not the address of a proxy; it looks like http://proxy:3128")
        }
        switch proxy.scheme {
        case "http": proxy.port = proxy.port ?? 80
        case "socks5", "socks5h":
            if proxy.userInfo != nil {
                throw InputError(.usage, "\(variable) names a SOCKS proxy with a password, which sonde cannot use")
            }
            proxy.port = proxy.port ?? 1080
        default:
            throw InputError(
                .usage, "\(variable) names a proxy that is spoken to by \(proxy.scheme); sonde can use http and socks5")
        }
        proxy.path = ""
        return HTTPProxy(address: proxy, variable: variable)
    }

    /// Plain requests are passed on by an http proxy; everything else goes through a tunnel.
    func forwards(_ target: WebAddress) -> Bool { target.scheme == "http" && address.scheme == "http" }

    var origin: String { address.origin + "/" }

    var authorization: String? { BasicAuthorization.value(of: address) }

    var tunnel: HTTPClient.Configuration.Proxy {
        if address.scheme != "http" { return .socksServer(host: address.host, port: address.effectivePort) }
        return .server(
            host: address.host, port: address.effectivePort,
            authorization: authorization.map { .basic(credentials: String($0.dropFirst(6))) })
    }

    /// Whether a list such as `localhost,.example.org,10.0.0.0/8,host:8080` has an address.
    static func isDirect(_ address: WebAddress, _ list: String) -> Bool {
        let host = address.host.lowercased()
        return list.lowercased().split(whereSeparator: { $0 == "," || $0 == " " }).contains { entry in
            if entry == "*" { return true }
            if let slash = entry.firstIndex(of: "/"), let bits = Int(entry[slash...].dropFirst()) {
                return isInNetwork(host, String(entry[..<slash]), bits)
            }
            var name = entry
            if !entry.hasPrefix("["), entry.filter({ $0 == ":" }).count == 1, let colon = entry.firstIndex(of: ":") {
                guard Int(entry[colon...].dropFirst()) == address.effectivePort else { return false }
                name = entry[..<colon]
            }
            if name.hasPrefix("[") { name = name.dropFirst().prefix { $0 != "]" } }
            if name.hasPrefix("*.") { name = name.dropFirst() }
            if name.hasPrefix(".") { return host.hasSuffix(name) || host == name.dropFirst() }
            return host == name || host.hasSuffix(".\(name)")
        }
    }

    private static func isInNetwork(_ host: String, _ network: String, _ bits: Int) -> Bool {
        guard let address = addressBytes(host), let base = addressBytes(network), address.count == base.count,
            bits >= 0, bits <= address.count * 8
        else { return false }
        return (0..<bits).allSatisfy { bit in
            (address[bit / 8] ^ base[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
        }
    }

    /// The four or sixteen bytes of an IP address; nil for a name.
    private static func addressBytes(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes[..<4]) }
        return unsafe inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}
