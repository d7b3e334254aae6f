import TestSupport
import Testing
import Wire

@testable import Host

/// A little server with pages for each case; TLS with a certificate that nobody vouches for when asked.
private final class Server {
    let program: RunningProgram
    let url: String

    init(certificate folder: TemporaryFolder? = nil) throws {
        let script = """
            import http.server, socketserver, ssl, sys, time
            class Pages(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    path = self.path
                    if path.startswith('/redirect'):
                        self.send_response(302)
                        self.send_header('Location', {'/redirect': '/ok', '/redirect-file': 'file:///etc/passwd',
                                                      '/redirect-loop': '/redirect-loop'}[path])
                        return self.end_headers()
                    if path == '/slow': time.sleep(20)
                    body = {'/ok': b'hello', '/big': bytes(1000000), '/echo': self.headers.get('X-Word', '').encode(),
                            '/empty': b'', '/busy': b'Could not enable CPU profiling: cpu profiling already in use\\n'}
                    self.send_response({'/busy': 500, '/secret': 403}.get(path, 200 if path in body else 404))
                    self.send_header('Content-Type', 'text/plain')
                    self.end_headers()
                    self.wfile.write(body.get(path, b'<\\0>'))
                def log_message(self, *arguments): pass
            class Server(socketserver.ThreadingMixIn, http.server.HTTPServer): daemon_threads = True
            server = Server(('127.0.0.1', 0), Pages)
            if len(sys.argv) > 1:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(sys.argv[1] + '/cert', sys.argv[1] + '/key')
                server.socket = context.wrap_socket(server.socket, server_side=True)
            print('ready', server.server_address[1], flush=True)
            server.serve_forever()
            """
        program = try RunningProgram("python3", ["-c", script] + (folder.map { [$0.path] } ?? []))
        let port = try program.waitForLine().dropFirst(6)
        url = (folder == nil ? "http" : "https") + "://127.0.0.1:\(port)"
    }
}

private func code(_ url: String, _ options: HTTPFetch.Options = .init()) -> (code: InputError.Code?, message: String) {
    do {
        _ = try HTTPFetch.body(of: url, options: options)
        return (nil, "nothing was thrown")
    } catch let error as InputError {
        return (error.code, error.description)
    } catch {
        return (nil, "\(error)")
    }
}

@Suite struct HTTPFetchTests {
    @Test func pagesAndTheirFailures() throws {
        let server = try Server()
        let response = try HTTPFetch.response(of: server.url + "/ok")
        #expect(response.status == 200 && response.contentType == "text/plain" && response.body.string == "hello")
        #expect(try HTTPFetch.body(of: server.url + "/redirect").string == "hello")
        #expect(try HTTPFetch.body(of: server.url + "/empty").isEmpty)
        var options = HTTPFetch.Options()
        options.headers = ["X-Word: sesame"]
        #expect(try HTTPFetch.body(of: server.url + "/echo", options: options).string == "sesame")
        #expect(code(server.url + "/nothing").code == .notFound)
        #expect(code(server.url + "/secret").code == .notPermitted)
        let busy = code(server.url + "/busy")
        #expect(busy.code == .inputOutput)
        #expect(busy.message.contains("status 500: Could not enable CPU profiling: cpu profiling already in use"))
        #expect(busy.message.contains(server.url + "/busy"))
    }

    @Test func limitsHold() throws {
        let server = try Server()
        var options = HTTPFetch.Options()
        options.limit = 1_000_000
        #expect(try HTTPFetch.body(of: server.url + "/big", options: options).count == 1_000_000)
        options.limit = 999_999
        #expect(code(server.url + "/big", options).code == .tooLarge)
        options.timeoutMilliseconds = 200
        let slow = code(server.url + "/slow", options)
        #expect(slow.code == .inputOutput && slow.message.contains("within 200 ms"))
        #expect(code(server.url + "/redirect-loop").code == .inputOutput)
    }

    @Test func onlyTheWebIsFetched() throws {
        let server = try Server()
        #expect(code("file:///etc/passwd").code == .usage)
        #expect(code("ftp://127.0.0.1/").code == .usage)
        #expect(code(server.url + "/redirect-file").code == .inputOutput)
        #expect(code("http://name.invalid/").code == .notFound)
        #expect(code("http://127.0.0.1:1/").message.contains("http://127.0.0.1:1/"))
    }

    @Test func certificates() throws {
        let folder = try TemporaryFolder()
        let made = try Command.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "2", "-keyout",
                folder.file("key"), "-out", folder.file("cert"),
            ])
        try #require(made.succeeded)
        let server = try Server(certificate: folder)
        let refused = code(server.url + "/ok")
        #expect(refused.code == .inputOutput && refused.message.lowercased().contains("certificate"))
        var options = HTTPFetch.Options()
        options.tls.acceptsAnyCertificate = true
        #expect(try HTTPFetch.body(of: server.url + "/ok", options: options).string == "hello")
    }
}
