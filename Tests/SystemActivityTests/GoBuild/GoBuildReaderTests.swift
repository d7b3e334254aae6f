import Evidence
import SystemActivity
import TestSupport
import Testing
import Wire

/// What the go command itself writes of a build.
struct GoBuildReaderTests {
    /// Files that a build of a small program left, by version; made once.
    private static let folders = Dictionary(
        uniqueKeysWithValues: versions.map { version in (version, Result { try build(version) }) })

    private static func folder(_ version: String) throws -> TemporaryFolder {
        try #require(folders[version]).get()
    }

    private static func build(_ version: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try Files.write(
            "package main\n\nimport \"unicode/utf8\"\n\nfunc main() { println(utf8.RuneLen('x')) }\n",
            to: folder.file("main.go"))
        let result = try GoToolchain(version: version).run(
            ["build", "-x", "-debug-trace=trace.json", "-debug-actiongraph=graph.json", "-o", "program", "main.go"],
            folder: folder.path)
        guard result.succeeded else { throw TestSupportError(result.error) }
        try Files.write(result.errorBytes, to: folder.file("steps"))
        return folder
    }

    private static let versions = ["1.22.10", "1.27.3"]

    @Test(arguments: versions) func actionGraph(_ version: String) throws {
        let path = try Self.folder(version).file("graph.json")
        let actions = try GoActionGraph.read(MappedFile.open(path))
        let text = try Files.text(path)
        #expect(actions.count == text.ranges(of: "\"ID\":").count)
        #expect(actions.map(\.id) == Array(0..<actions.count))
        #expect(actions.allSatisfy { action in action.dependencies.allSatisfy { actions.indices.contains($0) } })
        let link = try #require(actions.first { $0.mode == "link" })
        #expect(link.commands.first?.contains("/link -o ") == true)
        #expect(link.objectFolder.hasSuffix("/b001/"))
        #expect(link.commandTime > 0 && link.commandUserTime + link.commandSystemTime > 0)
        for action in actions {
            let (ready, start, done) = (
                try #require(action.ready), try #require(action.start), try #require(action.done)
            )
            #expect(ready <= start && start <= done)
            for dependency in action.dependencies { #expect((actions[dependency].done ?? 0) <= ready) }
        }
    }

    /// Sums over the graph, against another reader of the same text.
    @Test(.enabled(if: Permissions.isInstalled("python3"), "python3 is not installed"), arguments: versions)
    func actionGraphByPython(_ version: String) throws {
        let path = try Self.folder(version).file("graph.json")
        let actions = try GoActionGraph.read(MappedFile.open(path))
        let script =
            "import json,sys; a=json.load(open(sys.argv[1])); print(sum(len(x.get('Deps') or []) for x in a), sum(x.get('CmdReal',0) for x in a), sum(len(x['Cmd'] or []) for x in a), a[1]['TimeDone'])"
        let words = try Command.run("python3", ["-c", script, path]).output.split(whereSeparator: \.isWhitespace)
        #expect(words.first.flatMap { Int($0) } == actions.reduce(0) { $0 + $1.dependencies.count })
        #expect(words.dropFirst().first.flatMap { Int64($0) } == actions.reduce(0) { $0 + $1.commandTime })
        #expect(words.dropFirst(2).first.flatMap { Int($0) } == actions.reduce(0) { $0 + $1.commands.count })
        let seconds = try Command.run("date", ["-d", String(words.last ?? ""), "+%s%N"]).output
        #expect(Int64(seconds.dropLast()) == actions[1].done)
    }

    @Test(arguments: versions) func commandTrace(_ version: String) throws {
        let path = try Self.folder(version).file("trace.json")
        let trace = try GoCommandTrace(MappedFile.open(path))
        let text = try Files.text(path)
        #expect(trace.spans.count == text.ranges(of: "\"ph\":\"B\"").count)
        #expect(trace.flows.count == text.ranges(of: "\"ph\":\"s\"").count)
        #expect(trace.quality.isEmpty)
        #expect(trace.spans.allSatisfy { ($0.end ?? 0) >= $0.begin })
        #expect(trace.flows.allSatisfy { ($0.from ?? .max) <= ($0.to ?? 0) })
        for span in trace.spans {
            guard let parent = span.parent else { continue }
            #expect(trace.spans[parent].begin <= span.begin && trace.spans[parent].track == span.track)
        }
        // An action's span holds the time of the action in the graph, to a microsecond.
        let actions = try GoActionGraph.read(MappedFile.open(Self.folder(version).file("graph.json")))
        let link = try #require(actions.first { $0.mode == "link" })
        let span = try #require(trace.spans.first { $0.name.hasPrefix("exec.Builder.Do") })
        #expect(span.begin <= (link.start ?? 0) && (link.done ?? .max) <= (span.end ?? 0) + 1000)
        // The go command may be ended while it writes.
        let cut = try GoCommandTrace(Bytes(Array(Files.bytes(path).prefix(2000))))
        #expect(cut.quality["gotrace.cut"] == 1 && cut.spans.count > 3)
    }

    @Test(arguments: versions) func steps(_ version: String) throws {
        let folder = try Self.folder(version)
        let steps = try GoBuildSteps(MappedFile.open(folder.file("steps")))
        #expect(steps.work.contains("/go-build"))
        #expect(steps.quality.isEmpty && steps.messages.isEmpty)
        let link = try #require(steps.steps.last { $0.tool == "link" })
        #expect(link.folder == "b001" && link.value(of: "-o")?.hasPrefix("$WORK/b001/") == true)
        #expect(steps.steps.contains { $0.tool == "compile" && $0.value(of: "-p") == "main" && $0.folder == "b001" })
        #expect(
            steps.steps.contains {
                $0.input?.contains("packagefile runtime=") == true
                    && $0.redirection?.hasSuffix("importcfg.link") == true
            })
        // Commands that the graph knows, with the folders of their actions.
        let actions = try GoActionGraph.read(MappedFile.open(folder.file("graph.json")))
        let ran = actions.flatMap { action in action.commands.map { (action, $0) } }
        #expect(ran.count { $0.1.contains("/compile -o") } == steps.steps.count { $0.tool == "compile" })
        for (action, command) in ran where command.contains("/compile -o") {
            let folder = action.objectFolder.split(separator: "/").last.map { String($0) } ?? ""
            #expect(steps.steps.contains { $0.tool == "compile" && $0.folder == folder }, "\(command)")
        }
    }

    @Test func shellWords() throws {
        let text = """
            WORK=/tmp/go-build1
            mkdir -p $WORK/b001/
            cd /home/a b
            cd '/home/a b'
            GOROOT='/usr/go x' TERM='dumb' gcc -I . "-DA=\\"x\\"" -o $WORK/b001/a.o -c a.c
            cat >$WORK/b001/importcfg << 'EOF' # internal
            packagefile x=$WORK/b002/_pkg_.a
            EOF
            # example.com/x
            ./a.go:3:1: syntax error
            go tool buildid -w /tmp/go-build1/b003/_pkg_.a # internal

            """
        let steps = try GoBuildSteps(Bytes(text))
        #expect(steps.steps.map(\.tool) == ["mkdir", "cd", "gcc", "cat", "buildid"])
        #expect(steps.steps.map(\.folder) == ["b001", "", "b001", "b001", "b003"])
        #expect(steps.steps[2].words == ["gcc", "-I", ".", "-DA=\"x\"", "-o", "$WORK/b001/a.o", "-c", "a.c"])
        #expect(steps.steps[2].environment == ["GOROOT=/usr/go x", "TERM=dumb"])
        #expect(steps.steps[2].workingFolder == "/home/a b")
        #expect(steps.steps[3].input == "packagefile x=$WORK/b002/_pkg_.a" && steps.steps[3].isInternal)
        #expect(steps.messages == ["# example.com/x", "./a.go:3:1: syntax error"])
        #expect(throws: InputError.self) { try GoBuildSteps(Bytes("hello\n")) }
    }

    @Test func hostile() throws {
        let folder = try Self.folder("1.27.3")
        for name in ["graph.json", "trace.json", "steps"] {
            let bytes = Array(try Files.bytes(folder.file(name)).prefix(3000))
            for input in Hostile.all(of: bytes, seed: 7) {
                let bytes = Bytes(input.bytes)
                _ = try? GoActionGraph.read(bytes)
                if let trace = try? GoCommandTrace(bytes) {
                    #expect(trace.spans.allSatisfy { $0.parent ?? 0 < trace.spans.count }, "\(input)")
                }
                _ = try? GoBuildSteps(bytes)
            }
        }
    }
}
