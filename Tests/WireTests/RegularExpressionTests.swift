import Testing
import Wire

/// Regular expressions of RE2.
@Suite struct RegularExpressionTests {
    @Test func matchesAnywhere() throws {
        let expression = try RegularExpression("json\\.(Un)?[Mm]arshal$")
        #expect(expression.matches("encoding/json.Unmarshal"))
        #expect(!expression.matches("encoding/json.MarshalIndent"))
        #expect(try RegularExpression("").matches(""))
        #expect(try RegularExpression("a").matches([0xff, UInt8(ascii: "a")]))
    }

    @Test func groupsAreFound() throws {
        let expression = try RegularExpression("([0-9]+)(kb)?:")
        let text = Array("x12:34kb:".utf8)
        #expect(expression.firstMatch(in: text, groups: 2) == [1..<4, 1..<3, nil])
        #expect(expression.firstMatch(in: text, from: 4, groups: 2) == [4..<9, 4..<6, 6..<8])
        #expect(expression.firstMatch(in: text, from: 9, groups: 2) == nil)
    }

    @Test(arguments: ["(", "a**", "[z-a]", "(?<n", "\\8"])
    func whatIsNoneIsRefused(_ pattern: String) {
        let error = #expect(throws: InputError.self) { try RegularExpression(pattern) }
        #expect(error?.message.contains(pattern) == true)
    }

    /// A backtracking engine would never come back.
    @Test func matchingIsLinear() throws {
        #expect(!(try RegularExpression("(a*)*b").matches(String(repeating: "a", count: 100_000))))
    }
}
