import TestSupport
import Testing
import Wire

@testable import GoBuild

struct AllowListTests {
    private func read(_ text: String) throws -> AllowList {
        try AllowListReader.read(Bytes(text), file: "gate.allow")
    }

    @Test func readsALineForEachException() throws {
        let list = try read(
            """
            # What is meant to be so.

            escape-added example.com/a.(*T).M moved to heap: x # outlives the call
              inlining-lost\texample.com/a.F # has a defer now, see #12\r
            benchmark-worse example.com/a.BenchmarkSum* sec/op#not a mark # slower and right
            """)
        #expect(
            list.entries == [
                .init(
                    kind: "escape-added", function: "example.com/a.(*T).M", subject: "moved to heap: x",
                    reason: "outlives the call", line: 3),
                .init(
                    kind: "inlining-lost", function: "example.com/a.F", reason: "has a defer now, see #12", line: 4),
                .init(
                    kind: "benchmark-worse", function: "example.com/a.BenchmarkSum*", subject: "sec/op#not a mark",
                    reason: "slower and right", line: 5),
            ])
    }

    @Test(arguments: [
        ("escape-added a.F", "line 1: there is no reason: write it behind `#` at the end of the line"),
        ("\nescape-added a.F #  ", "line 2: there is no reason behind `#`"),
        ("escape-added # because", "line 1: there is no function: write `kind package.function # reason`"),
        ("escape-gone a.F # because", "line 1: `escape-gone` is no kind: it is one of inlining-lost, "),
    ])
    func wrongLinesAreRefused(_ wrong: (text: String, message: String)) {
        do {
            _ = try read(wrong.text)
            Issue.record("\(wrong.text) was read")
        } catch let error as InputError {
            #expect(error.message.hasPrefix(wrong.message))
            #expect(error.file == "gate.allow")
        } catch {
            Issue.record(error)
        }
    }

    @Test func spoiltListsAreReadOrRefused() {
        let text = Array("# why\nescape-added a.F moved to heap: x # reason\ninlining-lost a.* # other\n".utf8)
        let flips = Hostile.bitFlips(of: text, count: 1_000, seed: 7)
        for input in Array(Hostile.truncations(of: text)) + Array(flips) {
            guard let list = try? AllowListReader.read(Bytes(input.bytes), file: "list") else { continue }
            #expect(list.entries.allSatisfy { !$0.reason.isEmpty && !$0.function.isEmpty }, "\(input)")
        }
    }

    @Test(arguments: [
        ("a.(*T).M", "a.(*T).M", true), ("a.(*T).M", "a.*", true), ("a.(*T).M", "*", true), ("a.F", "a.G", false),
        ("a.Sum[go.shape.struct { x int }]", "a.Sum[*]", true), ("aab", "*ab", true), ("aab", "*aa", false),
        ("", "*", true), ("", "", true), ("x", "", false), ("abcabd", "*ab*d", true),
    ])
    func starsStandForAnyText(_ match: (text: String, pattern: String, matches: Bool)) {
        #expect(AllowList.Entry.matches(match.text, match.pattern) == match.matches)
    }
}
