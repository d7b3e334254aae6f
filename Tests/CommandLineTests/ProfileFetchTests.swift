import Glibc
import TestSupport
import Testing
import Wire

@testable import sonde

/// Profiles fetched from a Go program, and the options of connections on the command line.
@Suite struct ProfileFetchTests {
    private func options(
        token: String? = nil, certificate: String? = nil, key: String? = nil, authority: String? = nil
    ) -> ConnectionOptions {
        ConnectionOptions(bearerTokenFile: token, tlsCertificate: certificate, tlsKey: key, tlsAuthority: authority)
    }

    @Test func profilesComeWithTheirAddress() throws {
        let server = try ProfileServer()
        let place = server.url.dropFirst("http://".count)
        let gzip: [UInt8] = [0x1f, 0x8b]
        let cpu = try ProfileFetch(seconds: 1).fetch(String(place))
        #expect(cpu.bytes.starts(with: gzip) && cpu.url == server.url + "/debug/pprof/profile?seconds=1")
        let heap = try ProfileFetch().fetch("\(place)/debug/pprof/heap")
        #expect(heap.bytes.starts(with: gzip) && heap.url == server.url + "/debug/pprof/heap")
        let moved = try ProfileFetch().fetch("\(place)/redirect/1")
        #expect(moved.url == server.url + "/who")
    }

    @Test func failuresSayWhatToDo() throws {
        let server = try ProfileServer()
        func message(_ fetch: ProfileFetch, _ path: String) throws -> String {
            try #require(throws: InputError.self) { try fetch.fetch(server.url + path) }.description
        }
        #expect(try message(ProfileFetch(), "/nowhere/debug/pprof/heap").contains("imports net/http/pprof"))
        #expect(
            try message(ProfileFetch(), "/guarded/debug/pprof/heap").contains("SONDE_BEARER_TOKEN gives it a token"))
        #expect(throws: InputError.self) { try ProfileFetch().fetch("no-file") }
    }

    @Test func tokensReachTheServer() throws {
        let server = try ProfileServer()
        let folder = try TemporaryFolder()
        let file = folder.file("token")
        try Files.write("sesame\n", to: file)
        let fetched = try ProfileFetch(connection: options(token: file)).fetch(server.url + "/guarded/debug/pprof/heap")
        #expect(!fetched.bytes.isEmpty)
        for text in ["", "two words", "x\u{1}y", " \n"] {
            try Files.write(text, to: file)
            let error = try #require(throws: InputError.self) {
                try ProfileFetch(connection: options(token: file)).fetch(server.url + "/who")
            }
            #expect(error.code == .usage && !error.description.contains("two words"), "\(error)")
        }
    }

    @Test func certificatesAreUsed() throws {
        let certificates = try TestCertificates()
        let server = try ProfileServer(certificates: certificates, wantsClients: true)
        let known = options(
            certificate: certificates.client, key: certificates.clientKey, authority: certificates.authority)
        #expect(
            try ProfileFetch(connection: known).fetch(server.url + "/who").bytes.string.contains("client=test-client"))
        let lenient = options(certificate: certificates.client, key: certificates.clientKey)
        let insecure = server.url.replacing("https://", with: "https+insecure://")
        let fetched = try ProfileFetch(connection: lenient).fetch(insecure + "/who")
        #expect(fetched.bytes.string.contains("client=test-client") && fetched.url == server.url + "/who")
        #expect(throws: InputError.self) { try ProfileFetch(connection: lenient).fetch(server.url + "/who") }
    }

    @Test func commandsTakeTheOptions() throws {
        let certificates = try TestCertificates()
        let server = try ProfileServer(certificates: certificates)
        let page = server.url + "/guarded/debug/pprof/"
        let token = ["SONDE_BEARER_TOKEN": "sesame"]
        let trusted = try CommandLine.run("goroutines", page, "--tls-ca", certificates.authority, environment: token)
        #expect(trusted.status.code == 0 && trusted.output.contains("main.main"), "\(trusted.error)")
        let insecure = page.replacing("https://", with: "https+insecure://")
        let lenient = try CommandLine.run("why", insecure, "--duration", "10ms", environment: token)
        #expect(lenient.status.code == 0, "\(lenient.error)")
        let unknown = try CommandLine.run("goroutines", page, environment: token)
        #expect(unknown.status.code == 2 && unknown.error.contains("--tls-ca"), "\(unknown.error)")
        let refused = try CommandLine.run("goroutines", insecure)
        #expect(refused.status.code == 3 && refused.error.contains("--bearer-token-file"), "\(refused.error)")
        let half = try CommandLine.run("goroutines", page, "--tls-key", certificates.clientKey)
        #expect(half.status.code == 2 && half.error.contains("--tls-cert"), "\(half.error)")
    }

    /// A proxy that passes plain requests on, and one connection at a time.
    @Test func proxiesAreUsed() throws {
        let script = """
            import http.server
            class Proxy(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    body = b"goroutine 1 [running]:\\nmain.%s()\\n\\t/x.go:1 +0x1\\n" % self.headers["Host"].split(":")[0].encode()
                    whole = self.path == "http://server.invalid:6060/debug/pprof/goroutine?debug=2"
                    self.send_response(200 if whole and self.headers["Proxy-Authorization"] == "Basic dTpw" else 400)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def do_CONNECT(self):
                    self.send_response(403)
                    self.end_headers()
                def log_message(self, *arguments): pass
            server = http.server.HTTPServer(("127.0.0.1", 0), Proxy)
            print("ready", server.server_port, flush=True)
            server.serve_forever()
            """
        let running = try RunningProgram("python3", ["-c", script])
        let proxy = "http://u:p@127.0.0.1:" + (try running.waitForLine().dropFirst(6))
        let variables = ["http_proxy": proxy, "https_proxy": proxy]
        let passed = try CommandLine.run("goroutines", "http://server.invalid:6060", environment: variables)
        #expect(passed.status.code == 0 && passed.output.contains("main.server"), "\(passed.error)")
        let refused = try CommandLine.run("goroutines", "https://server.invalid:6060", environment: variables)
        #expect(refused.status.code == 2 && refused.error.contains("the proxy 127.0.0.1:"), "\(refused.error)")
        let direct = try CommandLine.run(
            "goroutines", "http://server.invalid:6060", environment: variables.merging(["no_proxy": ".invalid"]) { $1 })
        #expect(direct.error.contains("no host `server.invalid`"), "\(direct.error)")
    }

    /// The request is under way when the signal comes.
    @Test(arguments: ["/silent", "/halting"]) func interruptionEndsItAtOnce(path: String) throws {
        let server = try ProfileServer()
        let sonde = try SondeProgram.start(["goroutines", server.url + path])
        try server.waitForRequest(path)
        sonde.signal(SIGINT)
        #expect(try sonde.waitForExit(within: .seconds(10)).code == 130)
    }
}
