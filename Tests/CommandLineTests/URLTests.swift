import TestSupport
import Testing

/// Servers of net/http/pprof, played by python3's web server.
@Suite(.enabled(if: Python.isAvailable, "python3 is not installed")) struct URLTests {
    private static let server = """
        import http.server, sys
        dump = open(sys.argv[1], "rb").read()
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                known = self.path in ("/debug/pprof/goroutine?debug=2", "/admin/debug/pprof/goroutine?debug=2",
                                      "/dump.txt", "/debug/pprof/goroutine?seconds=1&debug=2")
                body = dump if known else b"404 page not found"
                self.send_response(200 if known else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print("ready", server.server_port, flush=True)
        server.serve_forever()
        """

    private func serve() throws -> (RunningProgram, String) {
        let running = try RunningProgram("python3", ["-c", Self.server, Golden.folder + "/stuck.txt"])
        let line = try running.waitForLine()
        return (running, "127.0.0.1:" + (line.split(separator: " ").last ?? ""))
    }

    @Test func everySpellingLeadsToTheDump() throws {
        let (server, place) = try serve()
        for url in [
            place, "http://\(place)", "http://\(place)/", "http://\(place)/debug/pprof/", "http://\(place)/debug/pprof",
            "http://\(place)/debug/pprof/goroutine", "http://\(place)/debug/pprof/goroutine?debug=1#top",
            "http://\(place)/admin/debug/pprof/", "http://\(place)/dump.txt",
            "http://\(place)/debug/pprof/goroutine?seconds=1&debug=0",
        ] {
            let result = try CommandLine.run("goroutines", url)
            #expect(result.status.code == 0, "\(url): \(result.error)")
            #expect(result.output.contains("main.lockForever"), "\(url)")
        }
        server.close()
    }

    @Test func aServerIsAskedSeveralTimes() throws {
        let (server, place) = try serve()
        let result = try CommandLine.run("why", place, "--duration", "100ms", "--format", "json")
        #expect(result.status.code == 0, "\(result.error)")
        #expect(try Python.evaluate("len(d['collected'])", on: result.output) == "3")
        server.close()
    }

    @Test func aPageThatIsNotThereIsExplained() throws {
        let (server, place) = try serve()
        let result = try CommandLine.run("goroutines", "http://\(place)/nowhere/debug/pprof/")
        #expect(result.status.code == 2)
        #expect(result.error.contains("404") && result.error.contains("net/http/pprof"), "\(result.error)")
        server.close()
    }
}
