/// Decides who is answered: the browser that opened the first address, and no page of another origin in it.
///
/// Any page that the user visits may send requests to the loopback interface, and a name of its own that it points there
/// (DNS rebinding) would let it read the answers, too. So the name must be the interface's own, the origin ours, and a
/// cookie that only our first address sets must be there.
struct AccessGuard: Sendable {
    enum Verdict: Equatable {
        case allowed
        /// Sets the cookie and goes on to the same address without the token.
        case admitted(location: String)
        case refused(status: Int, reason: String)
    }

    let port: Int
    /// Random; part of the first address.
    let token: String

    /// Ports share cookies, so two programs of sonde need two names.
    var cookieName: String { "sonde-\(port)" }

    /// Value of Set-Cookie: kept from scripts, and from requests that begin elsewhere.
    var cookie: String { "\(cookieName)=\(token); Path=/; HttpOnly; SameSite=Strict" }

    func judge(_ request: PageRequest) -> Verdict {
        guard let host = request.headers["host"], isOwn(host: host) else {
            return .refused(status: 421, reason: "sonde answers under its own address only: http://127.0.0.1:\(port)/")
        }
        if let origin = request.headers["origin"], origin != "http://\(host)" {
            return .refused(status: 403, reason: "Pages of other origins get nothing from sonde.")
        }
        // A link from elsewhere may open the first address; everything else comes from our own pages.
        let site = request.headers["sec-fetch-site"] ?? "same-origin"
        if let given = request.query["token"], request.method == .get {
            guard isEqual(given, token) else {
                return .refused(status: 403, reason: "The token is not that of this run of sonde: see its first line.")
            }
            return .admitted(location: request.path)
        }
        guard hasCookie(request.headers["cookie"] ?? "") else {
            return .refused(status: 403, reason: "Open the address that `sonde ui` printed: it has a token.")
        }
        if request.path.hasPrefix("/api/"), site != "same-origin", site != "none" {
            return .refused(status: 403, reason: "Pages of other origins get nothing from sonde.")
        }
        return .allowed
    }

    private func isOwn(host: String) -> Bool {
        let names = ["127.0.0.1", "localhost", "[::1]"]
        // The scheme's own port is left out: RFC 9110, 7.2.
        return names.contains { "\($0):\(port)" == host.lowercased() || port == 80 && $0 == host.lowercased() }
    }

    private func hasCookie(_ header: String) -> Bool {
        header.split(separator: ";").contains { part in
            let pair = part.drop { $0 == " " }
            guard pair.hasPrefix("\(cookieName)=") else { return false }
            return isEqual(String(pair.dropFirst(cookieName.count + 1)), token)
        }
    }

    /// Takes as long for any wrong value of the same length.
    private func isEqual(_ a: String, _ b: String) -> Bool {
        guard a.utf8.count == b.utf8.count else { return false }
        return zip(a.utf8, b.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// 128 bits of the system's random numbers.
    static func makeToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
