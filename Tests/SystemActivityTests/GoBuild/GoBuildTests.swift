import Evidence
import Testing
import Wire

@testable import SystemActivity

/// Steps and actions of builds by what logs of Linux and Windows say of them.
@Suite struct GoBuildTests {
    /// A process of Windows, which has a line in place of arguments.
    private func windows(_ source: inout MemorySource, _ id: UInt32, _ image: String, _ rest: String) -> Int32 {
        let number = source.process(id, image)
        source.tables.processes[Int(number)].image = source.tables.strings.intern(image)
        source.tables.processes[Int(number)].arguments = []
        source.tables.processes[Int(number)].commandLine = source.tables.strings.intern("\(image) \(rest)")
        source.tables.processes[Int(number)].start = 1_000
        source.tables.processes[Int(number)].end = 2_000
        return number
    }

    private func build(_ source: MemorySource) -> GoBuild {
        var build = GoBuild(source.tables, end: 10_000)
        for event in source.events { build.take(event, source.tables) }
        return build
    }

    @Test(arguments: ["é", "e\u{301}", "日本", "👩‍👩‍👧"]) func namesOfAnyLetters(name: String) throws {
        var source = MemorySource()
        let work = "/tmp/\(name)/go-build1"
        let goroot = "/\(name)/go"
        let tools = "\(goroot)/pkg/tool/linux_amd64"
        let first = source.process(1, "\(tools)/compile -o \(work)/b001/_pkg_.a -p main", start: 5)
        source.process(2, "\(tools)/compile -o \(work)/b002/_pkg_.a -p fmt", start: 1, end: 4)
        let vet = source.process(3, "\(tools)/vet -atomic \(work)/b003/vet.cfg", start: 1)
        source.event(first, 6, "openat", "\(work)/b002/_pkg_.a")
        source.event(vet, 7, "openat", "\(goroot)/src/net/http/server.go")
        let build = build(source)
        let main = try #require(build.actions.first { $0.package == "main" })
        #expect(main.dependencies.map { build.actions[$0].package } == ["fmt"])
        #expect(build.actions.contains { $0.package == "net/http" && $0.tool == .vet })
    }

    @Test func librariesOfWindows() throws {
        var source = MemorySource()
        let work = #"C:\Temp\go-build1"#
        let vet = windows(&source, 3, #"C:\Go\pkg\tool\windows_amd64\vet.exe"#, work + #"\b003\vet.cfg"#)
        source.event(vet, 1_100, "CreateFile", #"C:\Go\src\net\http\server.go"#)
        let action = try #require(build(source).actions.first)
        #expect(action.package == "net/http" && action.sourceFolder == "C:/Go/src/net/http")
    }

    /// The go command makes an action's folder before, and removes it long after its steps.
    @Test(arguments: [("mkdirat", "unlinkat"), ("CreateFile", "SetDispositionInformationFile")])
    func actionsReachFromTheirFolder(makes: String, removes: String) throws {
        var source = MemorySource()
        let windows = makes == "CreateFile"
        let slash = windows ? #"\"# : "/"
        let folder = (windows ? #"C:\Temp\go-build1\b001"# : "/tmp/go-build1/b001")
        let go = source.process(1, windows ? #"C:\Go\bin\go.exe build"# : "/go/bin/go build", start: 0)
        source.tables.processes[Int(go)].name = source.tables.strings.intern("go")
        source.process(
            2, "\(windows ? "C:/Go" : "/go")/pkg/tool/x/compile -o \(folder)\(slash)_pkg_.a -p main", parent: go,
            start: 1_000, end: 2_000)
        source.event(go, 900, makes, folder)
        source.event(go, 2_100, "write", "\(folder)\(slash)_pkg_.a", duration: 100)
        source.event(go, 2_300, removes, "\(folder)\(slash)_pkg_.a", duration: 100)
        let action = try #require(build(source).actions.first)
        #expect(action.start == 900 && action.end == 2_200)
    }

    @Test func testsOfWindowsArePrograms() {
        #expect(GoStep.isBuilt(#"C:\Temp\go-build1\b001\x.test.exe"#))
        #expect(GoStep.isBuilt("/tmp/go-build1/b001/x.test"))
        #expect(GoStep.isBuilt(#"C:\Temp\go-build1\b001\exe\main.exe"#))
        #expect(!GoStep.isBuilt(#"C:\Temp\x.test.exe"#) && !GoStep.isBuilt("/tmp/go-build1/b001/x.testing"))
    }

    @Test(arguments: [
        (#"a b  c"#, ["a", "b", "c"]), (#""a b" c"#, ["a b", "c"]), (#"a "" b"#, ["a", "", "b"]),
        (#""a ""b"" c" d"#, [#"a "b" c"#, "d"]), (#""a""#, ["a"]), (#"a\"b"#, [#"a"b"#]), (#"a\\b"#, [#"a\\b"#]),
        (#""a\\" b"#, [#"a\"#, "b"]), (#""a\\\" b"#, [#"a\" b"#]), (#"\\x\ "#, [#"\\x\"#]), ("", []), ("\t ", []),
    ])
    func wordsOfWindows(line: String, words: [String]) { #expect(WindowsCommandLine.arguments(line) == words) }

    /// Ids, and ends before their begins, of damaged files.
    @Test func absurdNumbersOfActions() throws {
        let text = """
            [{"ID":9223372036854775807,"Mode":"build","Package":"x","Objdir":"/tmp/go-build1/b002/",
            "TimeReady":"2026-11-21T22:05:20Z","TimeStart":"2026-11-21T22:05:21Z","TimeDone":"2026-11-21T22:05:20Z",
            "Cmd":["/go/pkg/tool/compile -p x"]},
            {"ID":0,"Mode":"link","Package":"y","Deps":[9223372036854775807],"TimeReady":"2026-11-21T22:05:20Z",
            "TimeStart":"2026-11-21T22:05:21Z","TimeDone":"2026-11-21T22:05:22Z","Cmd":["/go/pkg/tool/link -o y"]}]
            """
        let source = try #require(try GoBuildLogReader.open(Bytes(text)))
        let events = try Events(source)
        #expect(events.all.count == 3 && events.all.allSatisfy { $0.duration >= 0 })
    }
}
