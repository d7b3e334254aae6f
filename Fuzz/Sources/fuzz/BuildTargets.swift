import Wire

@testable import GoBuild

/// Readers of what the compiler, the go command and users write about builds.
extension FuzzTarget {
    static let builds = [
        FuzzTarget(
            name: "compiler-output", what: "messages of -m=2 and debug options, listings of -S", maximumLength: 1 << 11,
            seeds: { compilerSeeds.map { Array($0.utf8) } }, run: { readCompilerOutput($0) }),
        FuzzTarget(
            name: "optimizer-log", what: "the compiler's optimizer log", maximumLength: 1 << 11,
            seeds: { [Array(optimizerSeed.utf8)] }, run: { readOptimizerLog($0) }),
        FuzzTarget(
            name: "go-source", what: "calls and statements in Go source", maximumLength: 1 << 10,
            seeds: { sourceSeeds.map { Array($0.utf8) } }, run: { readSource($0) }),
        FuzzTarget(
            name: "build-facts", what: "files of facts, lists of what is allowed", maximumLength: 1 << 11,
            seeds: { factsSeeds.map { Array($0.utf8) } }, run: { readFacts($0) }),
        FuzzTarget(
            name: "benchmarks", what: "results of go test -bench", maximumLength: 1 << 10,
            seeds: { benchmarkSeeds.map { Array($0.utf8) } }, run: { readBenchmarks($0) }),
    ]

    private static func readCompilerOutput(_ bytes: [UInt8]) {
        var messages = CompilerLogReader()
        if let log = try? messages.read(SequentialInput(bytes: Bytes(bytes), name: "input")) {
            consume((log.counts, DecisionSummary(log).escapeReasons))
            let sentences = DecisionSentences(log)
            var breakdowns = InliningBreakdowns(log) { _ in Bytes(bytes) }
            for decision in log.decisions.prefix(50) {
                let breakdown = breakdowns.breakdown(of: decision)
                consume((sentences.sentence(decision), InliningReason.words(decision, log, breakdown)))
            }
        }
        var all = CompilerOutputReader()
        guard let output = try? all.read(SequentialInput(bytes: Bytes(bytes), name: "input")) else { return }
        let facts = BuildFacts(output)
        let same = FactComparison(old: facts, new: facts)
        precondition(same.changes.isEmpty, "a build differs from itself")
    }

    private static func readOptimizerLog(_ bytes: [UInt8]) {
        func decisions(_ bytes: [UInt8]) -> [String]? {
            var reader = OptimizerLogReader(CompilerLog(), folder: "/src")
            guard (try? reader.read(Bytes(bytes), package: "example.com/a", name: "input")) != nil else { return nil }
            let sentences = DecisionSentences(reader.log)
            consume(DecisionSummary(reader.log).refusedCalls.count)
            return reader.log.decisions.map { "\($0.kind) \($0.position) \(sentences.sentence($0))" }
        }
        guard let all = decisions(bytes) else { return }
        precondition(decisions(OptimizerLogReader.condensed(Bytes(bytes))) == all, "what is kept is read otherwise")
    }

    private static func readSource(_ bytes: [UInt8]) {
        let tokens = GoTokens(bytes)
        for token in tokens.tokens.prefix(100) {
            consume(SourceFunction(tokens, line: token.line, column: token.column)?.remarks.count)
        }
    }

    private static func readFacts(_ bytes: [UInt8]) {
        if let facts = try? BaselineFile.read(Bytes(bytes), file: "input") {
            let again = try? BaselineFile.read(Bytes(BaselineFile.write(facts)), file: "again")
            precondition(again == facts, "what was written is read otherwise")
        }
        consume(try? AllowListReader.read(Bytes(bytes), file: "input"))
    }

    private static func readBenchmarks(_ bytes: [UInt8]) {
        var reader = BenchmarkReader(label: "old")
        consume(try? reader.read(SequentialInput(bytes: Bytes(bytes), name: "input")))
    }

    private static let optimizerSeed = """
        {"version":0,"package":"a","goos":"linux","goarch":"amd64","gc_version":"go1.27.3","file":"/src/a.go"}
        {"range":{"start":{"line":7,"character":5},"end":{"line":7,"character":5}},"severity":3,"code":"cannotInlineCall",\
        "source":"go compiler","message":"cost 93 of a.F exceeds max caller cost 20"}
        {"range":{"start":{"line":8,"character":5},"end":{"line":8,"character":5}},"severity":3,"code":"isInBounds",\
        "source":"go compiler","message":"","relatedInformation":[{"location":{"uri":"file:///src/b.go","range":{"start":\
        {"line":1,"character":2},"end":{"line":1,"character":2}}},"message":"inlineLoc"}]}
        {"range":{"start":{"line":9,"character":1},"end":{"line":9,"character":1}},"severity":3,"code":"nilcheck",\
        "source":"go compiler","message":""}
        """

    private static let compilerSeeds = [
        """
        # example.com/a
        ./a.go:7:29: &T{...} escapes to heap in New:
        ./a.go:7:29:   flow: ~r0 ← &{storage for &T{...}}:
        ./a.go:7:29:     from &T{...} (spill) at ./a.go:7:29
        ./a.go:7:29: &T{...} escapes to heap
        ./a.go:11:6: cannot inline Print: function too complex: cost 81 exceeds budget 80
        ./a.go:12:6: can inline (*T).M with cost 7 as: method(*T) func() { s.n++ }
        ./a.go:13:9: inlining call to small
        ./a.go:14:3: leaking param: p to result ~r0 level=1
        ./a.go:15:4: Found IsInBounds
        """,
        """
        # main
        main.add STEXT nosplit size=4 align=0x0 args=0x10 locals=0x0 funcid=0x0
        \t0x0000 00000 (a.go:3)\tTEXT\tmain.add(SB), NOSPLIT|NOFRAME|ABIInternal, $0-16
        \t0x0000 00000 (a.go:4)\tCALL\truntime.newobject(SB)
        \t0x0003 00003 (a.go:4)\tJMP\t0
        \t0x0003 00003 (a.go:4)\tRET
        \t0x0000 48 01 d8 c3                                      H...
        \trel 1+4 t=R_CALL runtime.newobject+0
        """,
        #"{"ImportPath":"a/b","Action":"build-output","Output":"./a.go:3:6: can inline f\n"}"#,
        """
        # example.com/a
        ./a.go:7:29: `first
        # A heading, '`' and "`
        ` + "`" escapes to heap in New:
        ./a.go:8:2: "cut `...
        main.add STEXT nosplit size=4 align=0x0 args=0x10 locals=0x0 funcid=0x0
        \t0x0000 00000 (a.go:4)\tRET
        """,
    ]
    private static let sourceSeeds = [
        "package p\nfunc (s *T) f(a int) (b struct{ c int }, err error) {\n\tdefer s.m.Unlock()\n\tgo func() { g[int](x) }()\n"
            + "\tselect {}\n\treturn `a\n` + \"}\" + string('{'), recover() // }\n}\n"
    ]
    private static let factsSeeds = [
        "sonde.build.facts/1\ntoolchain go1.27.3\nplatform linux/amd64\n\npackage main\n\nfunc (*T).M  # a.go\n"
            + "  inlining possible 7\n  escapes 1 &T{...} escapes to heap\n  bounds 0\n",
        "escape-added example.com/server.(*Cache).Put moved to heap: e # entries outlive the call\n",
    ]
    private static let benchmarkSeeds = [
        "goos: linux\npkg: a/b\nUnit ns/op assume=exact\nBenchmarkF/x=1-8   \t 100\t 12.5 ns/op\t 3 allocs/op\nPASS\n"
    ]
}
