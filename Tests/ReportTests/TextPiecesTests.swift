import Evidence
import Report
import Testing

@Suite struct TextPiecesTests {
    @Test(
        arguments: [
            (0, "0s"), (7, "7ns"), (850_000, "850µs"), (1_500, "1.5µs"), (12_345_678, "12ms"), (999_999_999, "999ms"),
            (3_200_000_000, "3.2s"), (59_999_999_999, "59s"), (60_000_000_000, "1m"), (252_000_000_000, "4m12s"),
            (7_380_000_000_000, "2h3m"), (446_400_000_000_000, "5d4h"), (-5_000_000_000, "-5s"), (.min, "-106751d23h"),
        ] as [(Int64, String)])
    func durationsReadAsInGo(nanoseconds: Int64, text: String) {
        #expect(DurationText.format(nanoseconds) == text)
    }

    @Test(arguments: [
        ("example.com/shop/cart.(*Cart).Add", "/home/me/shop/cart/cart.go", "cart/cart.go"),
        ("example.com/shop.New", "/home/me/shop/shop.go", "shop.go"),
        ("example.com/shop.New", "example.com/shop/shop.go", "shop.go"),
        ("main.main", "example.com/shop/cmd/shopd/main.go", "cmd/shopd/main.go"),
        ("main.main", "/home/me/shop/cmd/shopd/main.go", "shopd/main.go"),
        ("example.com/shopping.F", "/x/example.com/shopping/f.go", "example.com/shopping/f.go"),
        ("net/http.(*conn).serve", "/usr/local/go/src/net/http/server.go", "net/http/server.go"),
        ("net/http.(*conn).serve", "net/http/server.go", "net/http/server.go"),
        (
            "slices.SortFunc[go.shape.[]example.com/a.T,go.shape.int]", "/usr/lib/go/src/slices/sort.go",
            "slices/sort.go"
        ),
        ("gopkg.in/yaml%2ev3.Unmarshal", "/m/gopkg.in/yaml.v3@v3.0.1/yaml.go", "yaml.v3@v3.0.1/yaml.go"),
        ("?", "x.go", "x.go"), ("?", "/x.go", "/x.go"), ("", "", ""),
    ])
    func pathsAreShortened(function: String, file: String, short: String) {
        #expect(PathShortener(module: "example.com/shop").shorten(file, function: function) == short)
    }

    @Test func aLocationNeedsAFile() {
        let paths = PathShortener(module: "")
        #expect(paths.location(ResolvedFrame(function: "f", file: "", line: 3)) == "")
        #expect(paths.location(ResolvedFrame(function: "f", file: "a/b/c.go", line: 3)) == "b/c.go:3")
        #expect(paths.location(ResolvedFrame(function: "f", file: "a/b/c.go", line: 0)) == "b/c.go")
    }

    @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("🐹", 2), ("µs", 2), ("", 0)])
    func columnsAreCounted(text: String, columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    @Test(arguments: [
        ("", ""), ("a\tb", "a\\x09b"), ("\u{7f}ELF", "\\x7fELF"), ("12345678901", "123456789…"),
        ("1234567890", "1234567890"), ("123456\u{7f}", "123456\\x7f"), ("1234567\u{7f}", "1234567…"),
        ("\u{202e}abc", "\\u{202e}a…"), ("\u{1b}[2J", "\\x1b[2J"), ("\u{1}", nil), ("a\u{fffd}", nil),
        ("12345678901\u{fffd}", "123456789…"),
    ]) func excerpts(text: String, excerpt: String?) {
        #expect(DisplayWidth.excerpt(text, limit: 10) == excerpt)
    }

    /// A hostile dump may name a function so: broken anywhere, and in time that grows with the length alone.
    @Test(arguments: ["abcdefgh.", "µ", "漢a"]) func aWordOfAMillionCharactersIsBroken(part: String) {
        let word = String(repeating: part, count: 1_000_000 / part.count)
        var writer = TextWriter(TextOptions(width: 80))
        let time = ContinuousClock().measure { writer.line(StyledText(word)) }
        let lines = writer.text.split(separator: "\n")
        #expect(lines.joined() == word)
        #expect(lines.dropLast().allSatisfy { (54...80).contains(DisplayWidth.columns(of: String($0))) })
        #expect(time < .seconds(20))
    }
}
