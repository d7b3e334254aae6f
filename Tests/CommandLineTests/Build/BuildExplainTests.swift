import TestSupport
import Testing

/// `sonde build explain` as its users run it.
@Suite struct BuildExplainTests {
    private let toolchain: GoToolchain
    private let environment: [String: String]

    init() throws {
        toolchain = try GoToolchain.newest()
        let path = environmentVariable("PATH") ?? "/usr/bin:/bin"
        environment = toolchain.environment.merging([
            "PATH": "\(Files.directory(of: toolchain.go)):\(path)", "COLUMNS": "120",
        ]) { $1 }
    }

    private func explain(_ arguments: String..., input: [UInt8] = []) throws -> CommandResult {
        try SondeProgram.run(
            ["build", "explain"] + arguments, input: input, environment: environment, folder: Repository.path("Zoo"),
            within: .seconds(300))
    }

    /// From a profile of a service to what stands in the way of inlining its dearest call.
    @Test func aHotCallIsExplained() throws {
        let (running, ready) = try GoProgram.zoo("prices", toolchain: toolchain).startAndWait()
        let port = try #require(
            ready.split(separator: ":").last.flatMap { UInt16($0.prefix { $0.isNumber }) }, "\(ready)")
        let result = try explain(
            "./prices", "--profile", "http://127.0.0.1:\(port)/debug/pprof/profile?seconds=2", "--heap",
            "http://127.0.0.1:\(port)/debug/pprof/heap")
        let one = try explain(
            "./prices", "(*catalogue).add", "--profile", "http://127.0.0.1:\(port)/debug/pprof/profile?seconds=1",
            "--heap", "http://127.0.0.1:\(port)/debug/pprof/heap")
        running.close()
        let ofOne = one.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for words in [
            "% main.(*catalogue).add calls main.(*catalogue).price at main.go:63, not inlined: `defer",
            "% main.main.func1 calls it at main.go:89", "% at main.go:71",
        ] {
            #expect(ofOne.contains(words), "\(one.output)\(one.error)")
        }
        try #require(result.succeeded, "\(result.error)")
        let said = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            said.contains(
                "% main.(*catalogue).add calls main.(*catalogue).price at main.go:63 not inlined: "
                    + "`defer c.mu.RUnlock()` at line 28 forbids it"), "\(result.output)")
        #expect(said.contains("&line{...} escapes to the heap: it flows by &line{...} (spill) at main.go:71"))
        #expect(said.contains("too large for a small change to help: main.(*catalogue).add (240 of 80)"))
    }

    @Test(arguments: [
        ("main.large", "is not inlined: it costs 222 of 80 allowed, 142 too many"),
        ("(*buffer).shrink", "may be inlined: it costs 7"),
        ("main.deferring", "`defer w.Close()` at line 43 forbids it"),
        ("kinds/main.go:148", "make([]byte, 10) escapes to the heap"),
        ("main.odd", "without the body of even at line 69"),
    ])
    func functionsAndLines(target: String, sentence: String) throws {
        let result = try explain("./kinds", target)
        try #require(result.succeeded, "\(result.error)")
        let said = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains(sentence), "\(result.output)")
        let json = try explain("./kinds", target, "--format", "json")
        let form = try Python.evaluate("d['schema'], len(d['functions']) > 0", on: json.output)
        #expect(form.hasPrefix("sonde.build.explain/1 True"), "\(form)")
    }

    /// Why a single call is not inlined, from the optimizer log. What was said of a package is kept until it changes.
    @Test func callsThatAreRefusedAreExplained() throws {
        let folder = try TemporaryFolder()
        try Files.write("module example.com/large\n\ngo 1.21\n", to: folder.file("go.mod"))
        func explain(calls: Int, _ arguments: String...) throws -> String {
            try Files.write(LargeFunction.source(calls: calls), to: folder.file("large.go"))
            let result = try SondeProgram.run(
                ["build", "explain"] + arguments,
                environment: environment.merging(["XDG_CACHE_HOME": folder.file("cache")]) { $1 },
                folder: folder.path, within: .seconds(300))
            #expect(result.succeeded && result.error == "", "\(result.error)")
            return result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        func kept() throws -> [String] { try Files.entries(of: folder.file("cache/sonde/optimizer")) }
        let first = try explain(calls: 300)
        #expect(first.contains("300 mix is called: it costs "), "\(first)")
        #expect(first.contains("into a function of more than 5,000 nodes no more than 20 is inlined"))
        #expect(try kept().count == 1)
        // The build cache has it, and writes no log again.
        #expect(try explain(calls: 300) == first)
        #expect(try kept().count == 1)
        let line = try explain(calls: 300, "large.go:16")
        #expect(line.contains("16 mix is called: it costs "), "\(line)")
        #expect(try explain(calls: 301).contains("301 mix is called"))
        #expect(try kept().count == 2)
        #expect(try Files.entries(of: folder.path).sorted() == ["cache", "go.mod", "large.go"])
    }

    /// Two packages may have files and functions of one name.
    @Test func placesInSeveralPackages() throws {
        let folder = try TemporaryFolder()
        try Files.write("module example.com/two\n\ngo 1.21\n", to: folder.file("go.mod"))
        for package in ["red", "blue"] {
            try Files.makeDirectory(folder.file(package))
            let source = LargeFunction.source(calls: 300).replacing("package main", with: "package \(package)")
            try Files.write(source.replacing("func main", with: "func Main"), to: folder.file("\(package)/code.go"))
        }
        let result = try SondeProgram.run(
            ["build", "explain", "./..."], environment: environment, folder: folder.path, within: .seconds(300))
        #expect(result.succeeded, "\(result.error)")
        for place in ["such as at red/code.go:14", "such as at blue/code.go:14", "(red/code.go:12)"] {
            #expect(
                result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(place),
                "\(result.output)")
        }
    }

    /// Saved output, and a pipe, say the same as the go command.
    @Test func savedOutputIsTheSame() throws {
        let direct = try explain("./kinds")
        try #require(direct.succeeded, "\(direct.error)")
        let said = try Command.run(
            toolchain.go, ["build", "-gcflags=-m=2", "-o", "/dev/null", "./kinds"], environment: environment,
            folder: Repository.path("Zoo"), within: .seconds(300))
        #expect(try explain("-", input: said.errorBytes).output == direct.output)
        let file = try TemporaryFolder()
        try Files.write(said.errorBytes, to: file.file("said.txt"))
        #expect(try explain(file.file("said.txt")).output == direct.output)
        #expect(direct.output.contains("Why values escape"), "\(direct.output)")
        // The user's folder is left as it was.
        #expect(!Files.exists(Repository.path("Zoo/kinds/kinds")))
    }

    @Test func whatIsWrongIsSaid() throws {
        let folder = try TemporaryFolder()
        let cases: [([String], String)] = [
            (["./nowhere"], "nowhere"), (["./kinds", "main.nothing"], "says nothing of that function or line"),
            (["./kinds", "large"], "such as main.large"), (["./kinds", "main.large", "main.odd"], "more than one"),
            (["-", "./kinds"], "stands alone"), (["./kinds", "--top", "0"], "above 0"),
            (["./kinds", "--profile", folder.file("missing.pb.gz")], "missing.pb.gz"),
            (["./kinds/main.go:99999"], "is not"),
        ]
        for (arguments, message) in cases {
            let result = try SondeProgram.run(
                ["build", "explain"] + arguments, environment: environment, folder: Repository.path("Zoo"),
                within: .seconds(300))
            if arguments == ["./kinds/main.go:99999"] {
                // The last function of the file is the one that such a line would be in.
                #expect(result.succeeded)
                continue
            }
            #expect(!result.succeeded && result.error.contains(message), "\(arguments): \(result.error)")
        }
        for (name, bytes, first) in [
            ("zeros", [UInt8](repeating: 0, count: 4096), ", which is no text"),
            ("text", Array("no message\n".utf8), ": no message"), ("empty", [], ""),
            ("program", Array("\u{7f}ELF\u{2}\u{1}\u{1}".utf8), ": name its packages"),
        ] {
            try Files.write(bytes, to: folder.file(name))
            let result = try explain(folder.file(name))
            #expect(!result.succeeded && result.error.contains("has no decisions of the compiler"), "\(result.error)")
            #expect(result.error.contains(first) && result.error.utf8.count < 400, "\(result.error)")
        }
        let without = try SondeProgram.run(
            ["build", "explain", "./kinds"], environment: environment.merging(["PATH": folder.path]) { $1 },
            folder: Repository.path("Zoo"))
        #expect(without.error.contains("the go command is not in PATH"), "\(without.error)")
    }
}
