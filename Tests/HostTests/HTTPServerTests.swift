import Dispatch
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Host

/// Fetching from a Go program that serves net/http/pprof, and everything that servers get wrong.
@Suite struct HTTPServerTests {
    private func failure(_ url: String, _ change: (inout HTTPFetch.Options) -> Void = { _ in }) throws -> InputError {
        var options = HTTPFetch.Options()
        options.timeoutMilliseconds = 30_000
        change(&options)
        return try #require(throws: InputError.self) { try HTTPFetch.body(of: url, options: options) }
    }

    @Test func profilesOfARealProgram() throws {
        let server = try ProfileServer()
        let gzip: [UInt8] = [0x1f, 0x8b]
        let heap = try HTTPFetch.response(of: server.url + "/debug/pprof/heap")
        #expect(heap.status == 200 && heap.body.starts(with: gzip) && heap.contentType == "application/octet-stream")
        #expect(try HTTPFetch.body(of: server.url + "/debug/pprof/profile?seconds=1").starts(with: gzip))
        #expect(try HTTPFetch.body(of: server.url + "/debug/pprof/goroutine?debug=2").string.hasPrefix("goroutine "))
    }

    /// Two cpu profiles at once: the second is asked for when the server has taken the request for the first.
    @Test func theServersOwnWordsAreShown() throws {
        let server = try ProfileServer()
        let url = server.url
        let errors = Mutex<[String]>([])
        let fetch: @Sendable () -> Void = {
            do { _ = try HTTPFetch.body(of: url + "/debug/pprof/profile?seconds=3") } catch {
                errors.withLock { $0.append("\(error)") }
            }
        }
        let first = DispatchGroup()
        DispatchQueue.global().async(group: first, execute: DispatchWorkItem(block: fetch))
        try server.waitForRequest("/debug/pprof/profile?seconds=3")
        fetch()
        first.wait()
        let words = errors.withLock { $0 }
        // Which of the two came first is up to the server.
        #expect(words.count == 1 && words[0].contains("status 500: Could not enable CPU profiling"), "\(words)")
        let unknown = try failure(url + "/debug/pprof/nothing")
        #expect(unknown.code == .notFound && unknown.message.contains("404: Unknown profile"), "\(unknown)")
        let both = try failure(url + "/debug/pprof/heap?seconds=1&debug=1")
        #expect(both.message.contains("seconds and debug params are incompatible"), "\(both)")
    }

    @Test func headersReachTheServerAndNoOther() throws {
        let server = try ProfileServer()
        let other = try ProfileServer()
        var options = HTTPFetch.Options()
        options.headers = ["Authorization: Bearer sesame"]
        func words(_ url: String) throws -> String { try HTTPFetch.body(of: url, options: options).string }
        #expect(try words(server.url + "/who").hasPrefix("authorization=Bearer sesame "))
        #expect(try words(server.url + "/redirect/2").hasPrefix("authorization=Bearer sesame "))
        #expect(try words(server.url + "/to?\(other.url)/who").hasPrefix("authorization= "))
        // There and back again: the secret is for the server that the user named.
        let back = try HTTPFetch.response(of: server.url + "/to?\(other.url)/to?\(server.url)/who", options: options)
        #expect(back.url == server.url + "/who" && back.body.string.hasPrefix("authorization=Bearer sesame "))
        options.headers = []
        let named = server.url.replacing("http://", with: "http://us%20er:pa:ss@")
        #expect(try words(named + "/who").hasPrefix("authorization=Basic dXMgZXI6cGE6c3M= "))
        let hidden = try failure(named + "/nowhere")
        #expect(hidden.file?.contains("us%20er:xxxxx@127.0.0.1") == true && !hidden.description.contains("pa:ss"))
        options.headers = ["Authorization: evil\r\nX: y"]
        #expect(throws: InputError.self) { try HTTPFetch.body(of: server.url + "/who", options: options) }
    }

    @Test func redirectionsAreBounded() throws {
        let server = try ProfileServer()
        #expect(try HTTPFetch.response(of: server.url + "/redirect/4").url == server.url + "/who")
        #expect(try failure(server.url + "/redirect/5").message.contains("more than 5 times"))
        #expect(try failure(server.url + "/circle").message.contains("in a circle"))
        #expect(try failure(server.url + "/to?ftp://example.org/x").message.contains("`ftp://example.org/x`"))
    }

    @Test func bodiesEndAtTheLimit() throws {
        let server = try ProfileServer()
        let endless = try failure(server.url + "/endless") { $0.limit = 300_000 }
        #expect(endless.code == .tooLarge && endless.message.contains("more than 300000 bytes"), "\(endless)")
        let claim = try failure(server.url + "/huge-claim") { $0.limit = 300_000 }
        #expect(claim.code == .tooLarge, "\(claim)")
        let words = try failure(server.url + "/endless-failure")
        #expect(words.message.hasSuffix("status 500: out of order"), "\(words)")
        #expect(try failure(server.url + "/huge-head").code == .inputOutput)
    }

    @Test func brokenAnswers() throws {
        let server = try ProfileServer()
        let garbage = try failure(server.url + "/garbage")
        #expect(garbage.message.contains("is not HTTP"), "\(garbage)")
        let cut = try failure(server.url + "/cut")
        #expect(cut.message.contains("in the middle of its answer, after 10 bytes"), "\(cut)")
        #expect(try failure(server.url + "/cut-chunk").message.contains("in the middle of its answer"))
        let nothing = try failure(server.url + "/nothing")
        #expect(nothing.message.contains("closed the connection without an answer"), "\(nothing)")
    }

    @Test func silenceEndsWithTheTime() throws {
        let server = try ProfileServer()
        let silent = try failure(server.url + "/silent") { $0.timeoutMilliseconds = 300 }
        #expect(silent.message.contains("no complete answer within 300 ms"), "\(silent)")
        let halting = try failure(server.url + "/halting") { $0.timeoutMilliseconds = 300 }
        #expect(halting.message.contains("300 ms; 4 bytes of the body came"), "\(halting)")
    }

    @Test func nobodyThere() throws {
        let server = try ProfileServer()
        let url = server.url
        server.program.close()
        let refused = try failure(url)
        #expect(refused.message.contains("connection refused: nothing listens at 127.0.0.1 port"), "\(refused)")
        let local = try failure(url.replacing("127.0.0.1", with: "localhost"))
        #expect(local.message.contains("connection refused: nothing listens at localhost port"), "\(local)")
        let name = try failure("http://no-such-host.invalid:6060/")
        #expect(name.code == .notFound && name.message.contains("no host `no-such-host.invalid`"), "\(name)")
    }
}

@Suite struct TLSTests {
    private func body(_ url: String, _ change: (inout TLSOptions) -> Void) throws -> String {
        var options = HTTPFetch.Options()
        change(&options.tls)
        return try HTTPFetch.body(of: url, options: options).string
    }

    private func failure(_ url: String, _ change: (inout TLSOptions) -> Void) throws -> InputError {
        try #require(throws: InputError.self) { try body(url, change) }
    }

    @Test func authorities() throws {
        let certificates = try TestCertificates()
        let others = try TestCertificates(names: "DNS:example.org")
        let server = try ProfileServer(certificates: certificates)
        let page = server.url + "/who"
        #expect(try body(page) { $0.authorityFile = certificates.authority }.hasPrefix("authorization="))
        #expect(
            try body(page.replacing("127.0.0.1", with: "localhost")) { $0.authorityFile = certificates.authority }
                .hasPrefix("authorization="))
        #expect(try body(page) { $0.acceptsAnyCertificate = true }.hasPrefix("authorization="))
        let wrong = try failure(page) { $0.authorityFile = others.authority }
        #expect(wrong.message.contains("not vouched for by \(others.authority)"), "\(wrong)")
        let machine = try failure(page) { _ in }
        #expect(machine.message.contains("certificate"), "\(machine)")
        let misnamed = try ProfileServer(certificates: others)
        let name = try failure(misnamed.url + "/who") { $0.authorityFile = others.authority }
        #expect(name.message.contains("certificate is for another name than `127.0.0.1`"), "\(name)")
        // A redirection does not take the leniency elsewhere.
        let away = misnamed.url.replacing("127.0.0.1", with: "localhost") + "/who"
        #expect(throws: InputError.self) { try body(server.url + "/to?\(away)") { $0.acceptsAnyCertificate = true } }
    }

    @Test func clients() throws {
        let certificates = try TestCertificates()
        let others = try TestCertificates()
        let server = try ProfileServer(certificates: certificates, wantsClients: true)
        let page = server.url + "/who"
        let words = try body(page) {
            $0.authorityFile = certificates.authority
            $0.certificateFile = certificates.client
            $0.keyFile = certificates.clientKey
        }
        #expect(words.contains("client=test-client "))
        let none = try failure(page) { $0.authorityFile = certificates.authority }
        #expect(none.code == .notPermitted && none.message.contains("--tls-cert"), "\(none)")
        let stranger = try failure(page) {
            $0.authorityFile = certificates.authority
            $0.certificateFile = others.client
            $0.keyFile = others.clientKey
        }
        #expect(stranger.code == .notPermitted && stranger.message.contains(others.client), "\(stranger)")
    }

    @Test func filesThatAreNotRight() throws {
        let certificates = try TestCertificates()
        let page = "https://127.0.0.1:1/"
        func message(_ change: (inout TLSOptions) -> Void) throws -> String { try failure(page, change).description }
        #expect(try message { $0.authorityFile = "/nowhere.pem" }.contains("/nowhere.pem: cannot be opened"))
        #expect(try message { $0.authorityFile = certificates.serverKey }.contains("holds no certificate in PEM"))
        #expect(try message { $0.certificateFile = certificates.client }.contains("--tls-key"))
        #expect(try message { $0.keyFile = certificates.clientKey }.contains("--tls-cert"))
        func pair(_ key: String) throws -> String {
            try message {
                $0.acceptsAnyCertificate = true
                $0.certificateFile = certificates.client
                $0.keyFile = key
            }
        }
        #expect(try pair(certificates.authority).contains("holds no private key in PEM"))
        #expect(try pair(certificates.encryptedKey).contains("passphrase"))
        #expect(try pair(certificates.serverKey).contains("does not belong to the certificate"))
    }

    @Test func theWrongProtocol() throws {
        let certificates = try TestCertificates()
        let secured = try ProfileServer(certificates: certificates)
        let plain = try ProfileServer()
        let spoken = try failure(plain.url.replacing("http:", with: "https:")) { $0.acceptsAnyCertificate = true }
        #expect(spoken.message.contains("does not speak TLS: write http://"), "\(spoken)")
        let unencrypted = try failure(secured.url.replacing("https:", with: "http:")) { _ in }
        #expect(unencrypted.message.contains("HTTP request to an HTTPS server"), "\(unencrypted)")
    }

    @Test func rootsOfTheMachine() throws {
        let folder = try TemporaryFolder()
        try Files.write("x", to: folder.file("roots.pem"))
        let named = TrustRoots.path { $0 == "SSL_CERT_FILE" ? folder.file("roots.pem") : nil }
        #expect(named == folder.file("roots.pem"))
        #expect(TrustRoots.path { $0 == "SSL_CERT_DIR" ? "/nowhere:\(folder.path)" : nil } == folder.path)
        #expect(TrustRoots.path { $0 == "SSL_CERT_FILE" ? "/nowhere" : nil } != "/nowhere")
    }
}
