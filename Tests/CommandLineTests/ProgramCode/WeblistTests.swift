import TestSupport
import Testing

/// The page of `weblist`: the values of `list` and of `disasm`, in one file that needs nothing else.
@Suite struct WeblistTests {
    /// Text of elements, as a parser of HTML that is not ours sees it: a line for each `div` and `summary`.
    private static let reader = """
        import html.parser, sys
        class Reader(html.parser.HTMLParser):
            text, stack, bad = "", [], []
            def handle_starttag(self, tag, attributes):
                if tag not in ("meta",): self.stack.append(tag)
                for name, value in attributes:
                    if name in ("src", "href") and not value.startswith("#"): self.bad.append(value)
                if tag in ("script", "link", "img", "iframe"): self.bad.append(tag)
                if tag in ("div", "summary", "p", "h2", "li"): self.text += "\\n"
            def handle_endtag(self, tag):
                if not self.stack or self.stack.pop() != tag: self.bad.append("end of " + tag)
            def handle_data(self, data):
                if "style" not in self.stack: self.text += data.rstrip("\\n")
        reader = Reader()
        reader.feed(open(sys.argv[1], encoding="utf-8").read())
        print("bad:", reader.bad + reader.stack)
        print(reader.text)
        """

    @Test(
        .enabled(if: Python.isAvailable, "python3 is not installed"),
        arguments: [[], ["-ldflags=-s -w"]] as [[String]])
    func valuesAreThoseOfListAndDisasm(flags: [String]) throws {
        let profiles = try StrippedProfiles("1.27.3", flags: flags)
        let page = profiles.folder.file("page.html")
        let rest = ["main\\.", profiles.program, profiles.original("cpu")]
        let result = try SondeProgram.run(["profile", "weblist", "-o", page] + rest)
        #expect(result.succeeded && result.output.isEmpty, "\(result.error)")
        let text = try Command.run("python3", ["-c", Self.reader, page]).output
        let lines = text.split(separator: "\n")
        #expect(lines.first == "bad: []")

        func isNumbered(_ line: Substring) -> Bool { line.dropFirst(22).prefix(6).last?.isNumber ?? false }
        let list = try SondeProgram.run(["profile", "list"] + rest).output.split(separator: "\n")
        let listed = list.filter { $0.dropFirst(28).first == ":" }.map { $0.prefix(28) }
        let shown = lines.filter { isNumbered($0) && $0.dropFirst(28).prefix(2) == "  " }.map { $0.prefix(28) }
        #expect(!listed.isEmpty && Set(listed).isSubset(of: shown))
        #expect(
            shown.filter { !$0.hasPrefix("         .          . ") }
                == listed.filter { !$0.hasPrefix("         .          . ") })

        let disasm = try SondeProgram.run(["profile", "disasm"] + rest).output.split(separator: "\n")
        // The runtime leaves wrappers out of its profiles, so they are no functions of `list`.
        let names = Set(list.filter { $0.hasPrefix("ROUTINE ") }.map { $0.split(separator: " ")[2] })
        var isListed = false
        let instructions = disasm.filter { line in
            if line.hasPrefix("ROUTINE ") { isListed = names.contains(line.split(separator: " ")[2]) }
            return isListed && line.dropFirst(32).prefix(2) == ": "
        }.map { line in
            String(line.prefix(74)).split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        let onPage = Set(
            lines.filter { $0.dropFirst(32).prefix(2) == ": " }.map {
                String($0.prefix(74)).split(separator: " ").joined(separator: " ")
            })
        let missing = instructions.filter { !onPage.contains($0) }
        #expect(instructions.count > 100 && missing.isEmpty, "\(missing.prefix(5))")
        #expect(lines.contains { $0.contains("inlined call of main.") })
    }

    @Test func withoutSourcesOrProgram() throws {
        let profiles = try StrippedProfiles("1.27.3", flags: ["-trimpath"])
        let other = try GoProgram.zoo("demo", toolchain: try GoToolchain.newest())
        let profile = profiles.original("cpu")
        let noProgram = try SondeProgram.run(["profile", "weblist", "main\\.main$", other.executable, profile])
        #expect(noProgram.succeeded && noProgram.error.contains("build id mismatch"), "\(noProgram.error)")
        #expect(noProgram.output.contains("No machine code of"))
        let noSource = try SondeProgram.run(["profile", "weblist", "main\\.main$", profiles.program, profile])
        #expect(noSource.output.contains("could not find file") && noSource.output.contains("push %rbp"))
        let nothing = try SondeProgram.run(["profile", "weblist", "no-such", profiles.program, profile])
        #expect(nothing.status.code == 2 && nothing.error.contains("no matches found for regexp: no-such"))
    }

    @Test func pprofSpelling() throws {
        let profiles = try StrippedProfiles("1.27.3")
        let rest = [profiles.program, profiles.original("cpu")]
        for verb in ["list", "peek", "disasm", "weblist"] {
            let expected = try SondeProgram.run(["profile", verb, "main\\.main$"] + rest)
            #expect(expected.succeeded && expected.output.contains("main.main"))
            for spelling in [
                [verb, "-\(verb)=main\\.main$"], ["--\(verb)=main\\.main$"], ["-\(verb)", "main\\.main$"],
            ] {
                #expect(try SondeProgram.run(["profile"] + spelling + rest).output == expected.output, "\(spelling)")
            }
        }
    }

    /// Sources of a program built with `-trimpath` lie in the toolchain.
    @Test func sourcesOfTheToolchain() throws {
        let profiles = try StrippedProfiles("1.27.3", flags: ["-trimpath"])
        let toolchain = try GoToolchain(version: "1.27.3")
        let arguments = ["profile", "list", "^runtime\\.main$", profiles.original("cpu")]
        let without = try SondeProgram.run(arguments)
        #expect(without.output.contains("Error: could not find file runtime/proc.go"), "\(without.output)")
        let found = try SondeProgram.run(arguments, environment: ["GOROOT": toolchain.root])
        #expect(found.output.contains("func main() {"), "\(found.output)")
        #expect(found.error.contains("source of runtime/proc.go"), "\(found.error)")
    }
}
