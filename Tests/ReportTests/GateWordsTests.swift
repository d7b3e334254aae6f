import GoBuild
import Testing
import Wire

@testable import Report

@Suite struct GateWordsTests {
    /// The line that a failed gate proposes is one that the reader takes, and that lets the failure through.
    @Test(arguments: [
        ("(*T).M", "x escapes to heap"), ("Sum[go.shape.struct { x int; y []string }]", "moved to heap: x"),
        ("F.func1", "\"a # b\" escapes to heap"), ("F.func1#Fy+1=#", "# \t* #"), ("F", ""),
    ])
    func proposedLinesReadBack(function: String, subject: String) throws {
        let change = FactChange(
            kind: .escapeAdded, package: "example.com/a", function: function, file: "a.go", line: 1, subject: subject,
            before: "0", after: "1")
        let line = GateWords.allowLine(.fact(change)) + " # why"
        let allowed = try AllowListReader.read(Bytes(line + "\n"), file: "allow.txt")
        let verdict = GateVerdict(changes: [change], allow: allowed)
        #expect(verdict.passes && verdict.unused.isEmpty, "\(line)")
        #expect(allowed.entries.map(\.reason) == ["why"])
    }
}
