import Testing

@testable import WebUI

/// Who is answered, and who is not.
@Suite struct AccessGuardTests {
    private let access = AccessGuard(port: 4711, token: "0123456789abcdef0123456789abcdef")

    private func request(
        path: String = "/api/documents", method: PageRequest.Method = .get, query: [String: String] = [:],
        _ headers: [String: String]
    ) -> PageRequest {
        PageRequest(method: method, path: path, query: query, headers: headers)
    }

    private var own: [String: String] {
        ["host": "127.0.0.1:4711", "cookie": "other=1; sonde-4711=0123456789abcdef0123456789abcdef"]
    }

    @Test func ownPagesAreAnswered() {
        #expect(access.judge(request(own)) == .allowed)
        #expect(access.judge(request(own.merging(["host": "localhost:4711"]) { $1 })) == .allowed)
        #expect(access.judge(request(own.merging(["host": "[::1]:4711"]) { $1 })) == .allowed)
        #expect(access.judge(request(own.merging(["origin": "http://127.0.0.1:4711"]) { $1 })) == .allowed)
        #expect(access.judge(request(own.merging(["sec-fetch-site": "same-origin"]) { $1 })) == .allowed)
    }

    @Test(arguments: [
        "evil.example", "evil.example:4711", "127.0.0.1", "127.0.0.1:4712", "127.0.0.1.evil.example:4711",
        "localhost:4711.evil.example", "0.0.0.0:4711", "",
    ])
    func otherNamesAreRefused(host: String) {
        guard case .refused(421, _) = access.judge(request(own.merging(["host": host]) { $1 })) else {
            Issue.record("answered as \(host)")
            return
        }
    }

    @Test func aRequestWithoutANameIsRefused() {
        var headers = own
        headers["host"] = nil
        guard case .refused(421, _) = access.judge(request(headers)) else {
            Issue.record("answered")
            return
        }
    }

    @Test(arguments: [
        ["origin": "http://evil.example"], ["origin": "null"], ["origin": "http://127.0.0.1:4712"],
        ["origin": "https://127.0.0.1:4711"], ["sec-fetch-site": "cross-site"], ["sec-fetch-site": "same-site"],
        ["cookie": ""], ["cookie": "sonde-4711=0123456789abcdef0123456789abcdee"], ["cookie": "sonde-4711="],
        ["cookie": "sonde-4712=0123456789abcdef0123456789abcdef"],
        ["cookie": "xsonde-4711=0123456789abcdef0123456789abcdef"],
    ])
    func othersAreRefused(headers: [String: String]) {
        for method in [PageRequest.Method.get, .post, .delete] {
            guard case .refused(403, _) = access.judge(request(method: method, own.merging(headers) { $1 })) else {
                Issue.record("answered \(method) with \(headers)")
                return
            }
        }
    }

    /// Clients leave the scheme's own port out, and no other one.
    @Test func thePortOfTheSchemeIsLeftOut() {
        let access = AccessGuard(port: 80, token: access.token)
        let own = ["cookie": "sonde-80=\(access.token)"]
        for host in ["127.0.0.1", "localhost", "[::1]", "127.0.0.1:80"] {
            #expect(access.judge(request(own.merging(["host": host, "origin": "http://\(host)"]) { $1 })) == .allowed)
        }
        for host in ["evil.example", "127.0.0.1:81", "localhost.evil.example", ""] {
            #expect(access.judge(request(own.merging(["host": host]) { $1 })) != .allowed, "\(host)")
        }
    }

    @Test func onlyTheTokenAdmits() {
        let host = ["host": "127.0.0.1:4711"]
        let right = request(path: "/1/flame", query: ["token": access.token], host)
        #expect(access.judge(right) == .admitted(location: "/1/flame"))
        for wrong in ["", "0", "0123456789abcdef0123456789abcdee", access.token + "0", access.token.uppercased()] {
            guard case .refused(403, _) = access.judge(request(path: "/", query: ["token": wrong], host)) else {
                Issue.record("admitted \(wrong)")
                return
            }
        }
        // A page elsewhere may send a form with the token only if it knows it; it gets no cookie by that all the same.
        guard case .refused(403, _) = access.judge(request(method: .post, query: ["token": access.token], host)) else {
            Issue.record("admitted a form")
            return
        }
    }

    @Test func tokensAreLongAndDiffer() {
        let tokens = Set((0..<100).map { _ in AccessGuard.makeToken() })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test func theCookieIsKeptFromScriptsAndOtherSites() {
        #expect(access.cookie.hasPrefix("sonde-4711=\(access.token);"))
        #expect(access.cookie.contains("HttpOnly") && access.cookie.contains("SameSite=Strict"))
    }
}
