import TestSupport
import Testing

/// `sonde ui` as whoever is not its own page meets it.
@Suite struct ServerTests {
    /// A server that runs, with the cookie that its first address gives.
    private final class Server {
        let program: RunningProgram
        let client: RawClient
        let port: UInt16
        let token: String
        let cookie: String

        init(_ arguments: [String] = []) throws {
            program = try SondeProgram.start(["ui"] + arguments)
            let line = try #require(try program.readLine())
            let parts = line.split(separator: "=")
            token = String(try #require(parts.last))
            port = try #require(LoopbackHTTP.port(in: String(line.prefix { $0 != "?" }.dropLast())))
            client = RawClient(port: port)
            let first = try client.send(
                "GET /?token=\(token) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n")
            #expect(first.status == 303 && first.headers["location"] == "/")
            cookie = String(try #require(first.headers["set-cookie"]).prefix { $0 != ";" })
        }

        func ask(
            _ path: String, method: String = "GET", _ headers: [String: String] = [:], body: String = ""
        ) throws -> RawClient.Answer {
            var all = ["Host": "127.0.0.1:\(port)", "Cookie": cookie, "Connection": "close"]
            all.merge(headers) { $1 }
            if !body.isEmpty { all["Content-Length"] = "\(body.utf8.count)" }
            let lines = all.filter { !$0.value.isEmpty }.map { "\($0.key): \($0.value)\r\n" }.joined()
            return try client.send("\(method) \(path) HTTP/1.1\r\n\(lines)\r\n\(body)")
        }
    }

    @Test func itListensOnTheLoopbackInterfaceAlone() throws {
        let server = try Server()
        let hexadecimal = String(server.port, radix: 16, uppercase: true)
        let lines = try Files.lines("/proc/\(server.program.processID)/net/tcp").filter {
            $0.contains(":\(String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal) 00000000:0000 0A")
        }
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { $0.contains("0100007F:") }, "\(lines)")
    }

    @Test func nobodyElseIsAnswered() throws {
        let server = try Server()
        #expect(try server.ask("/api/documents").status == 200)
        #expect(try server.ask("/api/documents", ["Cookie": ""]).status == 403)
        #expect(try server.ask("/api/documents", ["Host": "evil.example:\(server.port)"]).status == 421)
        #expect(try server.ask("/", ["Host": "evil.example"]).status == 421)
        #expect(try server.ask("/api/documents", ["Origin": "http://evil.example"]).status == 403)
        #expect(try server.ask("/api/events", ["Origin": "http://evil.example"]).status == 403)
        #expect(try server.ask("/api/events", ["Sec-Fetch-Site": "cross-site"]).status == 403)
        #expect(try server.ask("/?token=\(String(repeating: "0", count: 32))", ["Cookie": ""]).status == 403)
        let post = try server.ask(
            "/api/documents", method: "POST", ["Origin": "http://evil.example"], body: "[\"/etc/passwd\"]")
        #expect(post.status == 403)
        // Nothing that is refused tells anything, and nothing may be read from elsewhere.
        let refused = try server.ask("/api/documents", ["Cookie": ""])
        #expect(!refused.body.contains(server.token))
        #expect(refused.headers["access-control-allow-origin"] == nil)
    }

    @Test func everyAnswerHasTheRules() throws {
        let server = try Server()
        for path in ["/", "/app.js", "/api/documents", "/nothing", "/api/documents/9/findings"] {
            let answer = try server.ask(path)
            let policy = answer.headers["content-security-policy"] ?? ""
            #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"), "\(path)")
            #expect(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "\(path)")
            #expect(answer.headers["x-content-type-options"] == "nosniff", "\(path)")
            #expect(answer.headers["cross-origin-resource-policy"] == "same-origin", "\(path)")
            #expect(answer.headers["referrer-policy"] == "no-referrer", "\(path)")
        }
    }

    @Test(arguments: [
        "/../../../etc/passwd", "/..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/shell/../../etc/passwd",
        "//etc/passwd", "/shell%00.js", "/%ff%fe", "/%", "/%zz", "/pages/app.js", "/index.html/../app.js",
    ])
    func pathsLeadNowhereElse(path: String) throws {
        let answer = try Server().ask(path)
        #expect([400, 404].contains(answer.status), "\(path): \(answer.status)")
        #expect(!answer.body.contains("root:"))
    }

    @Test func whatIsTooLargeIsRefused() throws {
        let server = try Server()
        let body = "[\"" + String(repeating: "a", count: 70_000) + "\"]"
        #expect(try server.ask("/api/documents", method: "POST", body: body).status == 413)
        let path = "/" + String(repeating: "a", count: 100_000)
        #expect([400, 414, 431].contains(try server.ask(path).status))
        let header = try server.ask("/", ["X-Long": String(repeating: "a", count: 100_000)])
        #expect([400, 431].contains(header.status))
        let many = try server.client.send(
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nConnection: close\r\n"
                + (0..<2000).map { "X-\($0): 1\r\n" }.joined() + "\r\n")
        #expect([400, 431].contains(many.status))
        // A body of any length that is never sent must not keep others from being answered.
        #expect(try server.ask("/api/documents").status == 200)
    }

    @Test func whatIsNoRequestIsRefused() throws {
        let server = try Server()
        for text in [
            "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "PUT / HTTP/1.1\r\nHost: x\r\n\r\n",
        ] {
            let answer = try? server.client.send(text)
            #expect(answer == nil || answer?.status != 200, "\(text)")
        }
        #expect(try server.ask("/api/documents", method: "PUT").status == 405)
        #expect(try server.ask("/", method: "POST", body: "x").status == 405)
        #expect(try server.ask("/api/documents", method: "POST", body: "nonsense").status >= 400)
        #expect(try server.ask("/api/documents", method: "POST", body: "[]").status == 400)
        #expect(try server.ask("/api/documents").status == 200)
    }

    @Test func pagesArePackedAndKept() throws {
        let server = try Server()
        let plain = try server.ask("/app.js")
        #expect(plain.headers["content-type"] == "text/javascript; charset=utf-8")
        #expect(plain.body == (try Files.text(Repository.path("Sources/CPages/pages/app.js"))))
        let packed = try server.ask("/app.js", ["Accept-Encoding": "gzip"])
        #expect(packed.headers["content-encoding"] == "gzip")
        let tag = try #require(plain.headers["etag"])
        #expect(try server.ask("/app.js", ["If-None-Match": tag]).status == 304)
    }

    @Test func whatCannotBeOpenedIsSaid() throws {
        let folder = try TemporaryFolder()
        try Files.write(Array("neither this nor that \u{1}\u{2}".utf8), to: folder.file("nothing"))
        try Files.write([0x1f, 0x8b, 8, 0], to: folder.file("cut.gz"))
        try Files.write(Array("2026-11-23 ready\n2026-11-23 served 12 requests\n".utf8), to: folder.file("app.log"))
        let server = try Server([folder.file("nothing"), folder.file("cut.gz"), folder.file("app.log")])
        #expect(try eventually { try server.ask("/api/documents").body.components("\"state\":\"failed\"") == 3 })
        let list = try server.ask("/api/documents").body
        #expect(list.contains("is of no format that sonde reads"))
        #expect(list.contains("cut.gz"))
        #expect(list.contains("no goroutine was found"))
        #expect(try server.ask("/api/documents/1/findings").status == 422)
        #expect(try server.ask("/api/documents/1", method: "DELETE").status == 200)
        #expect(try server.ask("/api/documents/1/findings").status == 404)
    }

    @Test func whatIsNotThereIsSaidAtOnce() throws {
        let folder = try TemporaryFolder()
        let result = try SondeProgram.run(["ui", folder.file("absent")])
        #expect(result.status.code == 2 && result.output.isEmpty, "\(result)")
        #expect(result.error.contains("absent"), "\(result.error)")
    }

    @Test func aPortThatIsTakenIsSaid() throws {
        let server = try Server()
        let result = try SondeProgram.run(["ui", "--port", "\(server.port)"])
        #expect(result.status.code == 2, "\(result)")
        #expect(result.error.contains("port \(server.port)"), "\(result.error)")
    }
}

extension String {
    /// How often a text is in it.
    fileprivate func components(_ text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
