import Evidence
import TestSupport
import Testing
import Wire

@testable import GoBuild

/// The optimizer log against the messages of the same compiler, and its machine code.
@Suite struct OptimizerLogTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What the compiler says of a package in both ways.
    private func read(_ toolchain: GoToolchain, _ flags: String, _ package: String, in place: String) throws
        -> (messages: CompilerLog, both: CompilerLog)
    {
        let result = try toolchain.run(
            ["build", "-gcflags=\(flags) -json=0,\(folder.file("log"))", "-o", "/dev/null", package], folder: place)
        try #require(result.succeeded, "\(result.error)")
        var messages = CompilerLogReader()
        let log = try messages.read(SequentialInput(bytes: Bytes(result.errorBytes), name: "go build"))
        let path = log.packages.first.map { log.text($0) } ?? package
        var reader = OptimizerLogReader(log, folder: place)
        for inner in try Files.entries(of: folder.file("log")) {
            for name in try Files.entries(of: folder.file("log/\(inner)")) {
                let bytes = try Files.bytes(folder.file("log/\(inner)/\(name)"))
                // What is kept is read as what was written.
                try reader.read(Bytes(OptimizerLogReader.condensed(Bytes(bytes))), package: path, name: name)
            }
        }
        #expect(reader.log.unknownLines == log.unknownLines)
        return (log, reader.log)
    }

    /// Files of one package that have one base name: the compiler writes one log over the other.
    private func overwritten(_ log: CompilerLog) -> Set<StringID> {
        let files = Set(log.decisions.map(\.position.file))
        return files.filter { file in
            let base = log.text(file).split(separator: "/").last
            return log.text(file).hasPrefix("<") || files.count { log.text($0).split(separator: "/").last == base } > 1
        }
    }

    private func places(_ decisions: some Sequence<CompilerDecision>, _ log: CompilerLog, _ kind: DecisionKind)
        -> [String]
    {
        decisions.filter { $0.kind == kind }.map {
            "\(log.text($0.package)) \(log.text($0.position.file)):\($0.position.line):\($0.position.column)"
        }.sorted()
    }

    /// The checks that the log has are those that debug options print: the same places, as often, and files and packages
    /// written alike.
    @Test(arguments: GoToolchain.versions, ["./kinds", "encoding/json"])
    func checksAreThoseOfTheMessages(version: String, package: String) throws {
        if package != "./kinds", version != GoToolchain.newestVersion, version != GoToolchain.oldestVersion { return }
        let (messages, both) = try read(
            try GoToolchain(version: version), "-m=2 -d=ssa/check_bce/debug=1,nil=1", package,
            in: Repository.path("Zoo"))
        let hidden = overwritten(messages)
        let added = both.decisions[messages.decisions.count...].filter { !hidden.contains($0.position.file) }
        let said = messages.decisions.filter { !hidden.contains($0.position.file) }
        for kind: DecisionKind in [.boundsCheck, .sliceBoundsCheck, .nilCheckMade] {
            let expected = places(said, messages, kind)
            #expect(expected.count > 1)
            let found = places(added, both, kind)
            #expect(found == expected, "\(kind): \(found.difference(from: expected))")
        }
    }

    /// A function of more than 5,000 nodes, which calls one that costs more than 20 and one that costs less.
    @Test(arguments: GoToolchain.versions) func callsInVeryLargeFunctions(version: String) throws {
        let toolchain = try GoToolchain(version: version)
        try Files.write("module example.com/large\n\ngo 1.21\n", to: folder.file("go.mod"))
        try Files.write(LargeFunction.source(calls: 300), to: folder.file("large.go"))
        let (_, log) = try read(toolchain, "-m=2", ".", in: folder.path)
        let refused = log.decisions.filter { $0.kind == .callRefused && $0.budget >= 0 }
        #expect(refused.count == 300)
        #expect(Set(refused.map { log.text($0.name) }) == ["main.mix"])
        #expect(refused.allSatisfy { $0.budget == 20 && $0.cost > 20 && log.text($0.position.file) == "./large.go" })
        #expect(Set(refused.map(\.position.line)).count == 300)
        // The machine code has as many calls.
        let listing = try toolchain.run(
            ["build", "-gcflags=-S", "-o", "/dev/null", "."], folder: folder.path)
        let calls = listing.error.split(separator: "\n").count { $0.contains("CALL\tmain.mix(SB)") }
        #expect(calls == 300)
        let summary = DecisionSummary(log)
        #expect(summary.refusedCalls.map(\.count) == [300])
    }

    private func log(_ text: String, folder: String = "/src", messages: String = "") throws -> CompilerLog {
        var reader = CompilerLogReader()
        let said = try reader.read(SequentialInput(bytes: Bytes(messages), name: "go build"))
        var log = OptimizerLogReader(said, folder: folder)
        try log.read(Bytes(text), package: "example.com/p", name: "p.json")
        return log.log
    }

    private static let head =
        #"{"version":0,"package":"p","goos":"linux","goarch":"amd64","gc_version":"go1.27.3","file":"/src/a.go"}"#
        + "\n"

    private func diagnostic(_ code: String, _ message: String, line: Int = 3) -> String {
        """
        {"range":{"start":{"line":\(line),"character":5},"end":{"line":\(line),"character":5}},"severity":3,\
        "code":"\(code)","source":"go compiler","message":"\(message)"}

        """
    }

    @Test(arguments: [
        (
            "cost 93 of example.com/p.(*T).M exceeds max caller cost 20", "example.com/p.(*T).M",
            "exceeds max caller cost"
        ),
        ("fmt.Println cannot be inlined", "fmt.Println", "cannot be inlined"), ("", "", "recursive call"),
        ("call to runtime function runtime.X in instrumented build", "", "call to runtime function runtime.X in"),
        ("cost 99999999999 of f exceeds max caller cost 20", "", "cost 99999999999"),
        ("cost 7 exceeds max caller cost of 20", "", "cost 7"),
    ])
    func reasonsOfCalls(message: String, callee: String, reason: String) throws {
        let log = try log(Self.head + diagnostic("cannotInlineCall", message))
        let decision = try #require(log.decisions.first)
        #expect(decision.kind == .callRefused && decision.position.line == 3 && decision.position.column == 5)
        #expect(log.text(decision.name) == callee)
        #expect(log.text(decision.detail).hasPrefix(reason))
    }

    /// Of files of one name the one that the log means.
    @Test func filesAreWrittenAsMessagesDo() throws {
        let messages = """
            # example.com/p
            ./a.go:3:5: can inline f
            ../go/src/sync/atomic/a.go:3:5: can inline g

            """
        let check = diagnostic("isInBounds", "")
        let own = try log(Self.head + check, messages: messages)
        #expect(own.decisions.last.map { own.text($0.position.file) } == "./a.go")
        let other = try log(
            Self.head.replacing("/src/a.go", with: "/usr/go/src/sync/atomic/a.go") + check, messages: messages)
        #expect(other.decisions.last.map { other.text($0.position.file) } == "../go/src/sync/atomic/a.go")
        let foreign = try log(Self.head.replacing("/src/a.go", with: "/other/a.go") + check, messages: messages)
        #expect(foreign.decisions.last.map { foreign.text($0.position.file) } == "/other/a.go")
    }

    @Test func whatIsNoLogIsRefused() throws {
        for (text, code) in [
            ("hello\n", InputError.Code.notRecognised), (diagnostic("nilcheck", ""), .notRecognised),
            (Self.head.replacing(":0,", with: ":1,"), .unsupported),
        ] {
            let error = #expect(throws: InputError.self) { try log(text) }
            #expect(error?.code == code, "\(text)")
        }
    }

    /// Cut and spoilt lines are counted, and harm no others.
    @Test func spoiltLogs() throws {
        let text =
            Self.head + diagnostic("nilcheck", "") + diagnostic("isInBounds", "").dropLast(40) + "\n"
            + diagnostic("isSliceInBounds", "", line: 0) + diagnostic("nilcheck", "", line: 9)
        let log = try log(text)
        #expect(log.unknownLines == 2, "\(log.unknown)")
        #expect(log.decisions.map(\.position.line) == [3, 9])
        for cut in Self.head.utf8.count..<text.utf8.count {
            _ = try self.log(String(text.prefix(cut)))
        }
    }
}
