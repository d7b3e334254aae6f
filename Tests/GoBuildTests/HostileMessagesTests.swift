import Evidence
import Testing
import Wire

@testable import GoBuild

/// Lines that begin as the compiler's do, and are none of its.
@Suite struct HostileMessagesTests {
    @Test(arguments: [
        "./a.go:1:1: leaking param: p to result level=0", "./a.go:1:1: parameter leaks to x:",
        "./a.go:1:1: parameter p leaks to x for with derefs=0:", "./a.go:1:1: x escapes to heap in :",
        "./a.go:1:1: x escapes to heap in:", "./a.go:1:1:  escapes to heap:",
        "./a.go:1:1: cannot inline F: function too complex: cost 5 exceeds budget 2000000000",
        "./a.go:1:1: cannot inline F: function too complex: cost -2147483647 exceeds budget 80",
        "./a.go:1:1: cannot inline F: function too complex: cost 99999999999 exceeds budget 80",
        "./a.go:2147483647:2147483647: can inline F with cost 2147483647 as: func() {}",
        "./a.go:99999999999:1: can inline F", "./a.go:1:1: devirtualizing  to ", "./a.go:1:1: cannot inline : ",
        "./a.go:1:1: can inline ", ":1:1: inlining call to ", "# ", "#", "{\"Output\":", "`",
        "./a.go:1:1:   flow: = :", "./a.go:1:1:     from  () at ",
    ])
    func areReadToTheirEnd(line: String) throws {
        var reader = CompilerLogReader()
        let text = line + "\n" + line + "\n./b.go:3:6: can inline g with cost 4 as: func() {}\n"
        let log = try reader.read(SequentialInput(bytes: Bytes(Array(text.utf8)), name: "text"))
        let sentences = DecisionSentences(log)
        var breakdowns = InliningBreakdowns(log) { _ in Bytes(Array("package a\nfunc g() {}\ntype Foo int\n".utf8)) }
        for decision in log.decisions {
            let breakdown = breakdowns.breakdown(of: decision)
            #expect(!InliningReason.words(decision, log, breakdown).isEmpty || decision.detail == .empty)
            #expect(!sentences.sentence(decision).isEmpty || decision.name == .empty)
            _ = InliningBreakdown.isWithinReach(decision)
        }
        _ = DecisionSummary(log)
        #expect(DecisionQuery.everything.declarations(in: log).count <= log.decisions.count)
    }

    /// What is kept of a line has an end, however many marks stand on one letter.
    @Test(arguments: ["é", "e\u{301}", "\u{301}", "x"]) func keptLinesAreShort(letter: String) throws {
        let line = "?" + String(repeating: letter, count: 1 << 16)
        var reader = CompilerLogReader()
        let log = try reader.read(SequentialInput(bytes: Bytes(Array(line.utf8)), name: "text"))
        let text = try #require(log.unknown.first?.text)
        #expect((297...300).contains(text.utf8.count) && !text.unicodeScalars.contains("\u{fffd}"))
    }

    /// Another text than what was compiled: no function begins where the compiler said.
    @Test func anotherSourceIsNoneOfIt() throws {
        let tokens = GoTokens(Array("package a\n\nfunc g() {}\ntype Foo struct{ x int }\nvar h = func() {}\n".utf8))
        #expect(SourceFunction(tokens, line: 4, column: 6) == nil)
        #expect(SourceFunction(tokens, line: 3, column: 6)?.lastLine == 3)
        #expect(SourceFunction(tokens, line: 5, column: 9)?.lastLine == 5)
    }
}
