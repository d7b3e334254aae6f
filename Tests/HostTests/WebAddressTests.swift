import TestSupport
import Testing
import Wire

@testable import Host

@Suite struct WebAddressTests {
    @Test func parts() throws {
        let address = try #require(WebAddress("HTTPS://us%65r:p%20w@Example.org:8443/a%2Fb/c d?x=1&y#part"))
        #expect(address.scheme == "https" && address.userInfo == "user:p%20w" && address.host == "Example.org")
        #expect(address.port == 8443 && address.path == "/a/b/c%20d" && address.query == "x=1&y")
        #expect(address.fragment == "part" && address.redacted.hasPrefix("https://user:xxxxx@Example.org:8443/"))
        let six = try #require(WebAddress("http://[::1]:6060"))
        #expect(six.host == "::1" && six.text == "http://[::1]:6060" && six.isThisMachine)
        #expect(WebAddress("http://:6060")?.connectionHost == "localhost")
    }

    @Test(arguments: [
        "", "http://", "localhost:6060", "http:/x", "http://a b/", "http://[::1", "http://[x]/", "http://h:99999/",
        "http://h:x/", "http://h/%zz", "http://h/\n", "file:///x", "://h", "http://us er@h/", "http://ü/",
    ])
    func whatIsNoAddress(_ text: String) { #expect(WebAddress(text) == nil) }

    /// By Go's own net/url, which resolves references the same way.
    @Test func redirectionsLeadWhereGoFollowsThem() throws {
        let source = """
            package main

            import ("bufio"; "fmt"; "net/url"; "os")

            func main() {
                input := bufio.NewScanner(os.Stdin)
                for input.Scan() {
                    base, _ := url.Parse(input.Text())
                    input.Scan()
                    target, err := base.Parse(input.Text())
                    if err != nil { fmt.Println("error"); continue }
                    fmt.Println(target)
                }
            }
            """
        let program = try GoProgram.build(source: source, toolchain: try GoToolchain.newest())
        let bases = ["http://h:1/a/b/c?q=1", "https://user@h/", "http://h", "http://h/a/../b/./c/"]
        let references = [
            "/x", "x", "../x", "../../../x/", "./", ".", "..", "?z=2", "//other:2/y?k", "http://o/p/", "/x?y#z",
            "a/b/../c",
            "g;x=1/../y", "/%41 b", "ftp://f/x",
        ]
        let pairs = bases.flatMap { base in references.map { (base, $0) } }
        let input = pairs.map { "\($0.0)\n\($0.1)\n" }.joined()
        let result = try Command.run(program.executable, input: Array(input.utf8))
        let expected = result.output.split(separator: "\n")
        try #require(expected.count == pairs.count)
        for (pair, wanted) in zip(pairs, expected) {
            var targets = [WebAddress(pair.0)?.redirected(to: pair.1), WebAddress(String(wanted))]
            for index in targets.indices {
                if targets[index]?.path.isEmpty ?? false { targets[index]?.path = "/" }
                targets[index]?.fragment = nil
                targets[index]?.userInfo = nil
            }
            #expect(targets[0] == targets[1], "\(pair)")
        }
    }

    @Test func hostileAddressesEndSafely() {
        var generator = SeededGenerator(seed: 7)
        let seed = Array("http://us:pw@[fe80::1%25e]:80/a/../b%2f?x=%41+&y;z#f".utf8)
        for _ in 0..<3000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let text = String(decoding: bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)), as: UTF8.self)
            let address = WebAddress(text)
            _ = address?.redirected(to: text)
            _ = WebQuery(text).text
            // What is printed is read again as the same.
            if let address { #expect(WebAddress(address.text)?.text == address.text, "\(text)") }
        }
    }
}

@Suite struct HTTPProxyTests {
    private func proxy(_ url: String, _ variables: [String: String]) throws -> String? {
        let address = try #require(WebAddress(url))
        return try HTTPProxy.chosen(for: address) { variables[$0] }.map { "\($0.variable) \($0.address.text)" }
    }

    @Test func theEnvironmentNamesIt() throws {
        #expect(try proxy("http://h/", ["http_proxy": "p:3128"]) == "http_proxy http://p:3128")
        #expect(try proxy("http://h/", ["HTTP_PROXY": "http://p/"]) == "HTTP_PROXY http://p:80")
        #expect(try proxy("http://h/", ["HTTP_PROXY": "http://p/", "REQUEST_METHOD": "GET"]) == nil)
        #expect(try proxy("https://h/", ["http_proxy": "p:3128"]) == nil)
        #expect(try proxy("https://h/", ["HTTPS_PROXY": "p", "https_proxy": "q"]) == "https_proxy http://q:80")
        #expect(try proxy("https://h/", ["all_proxy": "socks5://s"]) == "all_proxy socks5://s:1080")
        #expect(throws: InputError.self) { try proxy("http://h/", ["http_proxy": "https://p"]) }
        #expect(throws: InputError.self) { try proxy("http://h/", ["http_proxy": "://"]) }
    }

    @Test(arguments: ["localhost:6060", "127.0.0.1", "127.8.9.1:1", "[::1]:6060", "a.localhost"])
    func thisMachineNeedsNone(_ place: String) throws {
        #expect(try proxy("http://\(place)/", ["http_proxy": "p"]) == nil)
    }

    @Test func someHostsAreSpokenToDirectly() throws {
        func isDirect(_ place: String, _ list: String) throws -> Bool {
            try proxy("http://\(place)/", ["http_proxy": "p", "no_proxy": list]) == nil
        }
        #expect(try isDirect("a.example.org", "other, example.org"))
        #expect(try isDirect("example.org", ".example.org"))
        #expect(try isDirect("a.Example.org", "*.example.ORG"))
        #expect(try !isDirect("badexample.org", "example.org,.example.org"))
        #expect(try isDirect("h:8080", "h:8080") && !isDirect("h:8081", "h:8080"))
        #expect(try isDirect("10.1.2.3", "10.0.0.0/8") && !isDirect("11.1.2.3", "10.0.0.0/8"))
        #expect(try isDirect("[fd00::5]:1", "fd00::/8") && isDirect("[fd00::5]:1", "[fd00::5]"))
        #expect(try isDirect("h", "*") && !isDirect("127.evil.org", "x"))
    }

    @Test func secretsAreWrittenAsTheStandardSays() {
        let cases = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE="]
        for (text, wanted) in cases { #expect(BasicAuthorization.base64(Array(text.utf8)) == wanted) }
        #expect(
            BasicAuthorization.value(of: WebAddress("http://Aladdin:open%20sesame@h")!)
                == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    }
}
