import Testing
import Wire

@testable import GoBuild

/// To Go 1.21 a message with a raw string goes over several lines; a back quote by itself makes no such message.
@Suite struct MessagesOfSeveralLinesTests {
    private static let function = "main.f STEXT nosplit size=1 align=0x0 args=0x0 locals=0x0 funcid=0x0"
    private static let instruction = "\t0x0000 00000 (a.go:3)\tRET"

    private func read(_ lines: [String]) throws -> CompilerOutput {
        var reader = CompilerOutputReader()
        let bytes = Bytes(Array((lines.joined(separator: "\n") + "\n").utf8))
        return try reader.read(SequentialInput(bytes: bytes, name: "text"))
    }

    private func names(_ output: CompilerOutput) -> [String] {
        output.log.decisions.map { "\($0.kind) \(output.log.text($0.name))" }
    }

    /// Strings as Go 1.22 and later write them, quoted or cut, hold any number of back quotes.
    @Test(arguments: [
        #""`" + x"#, #""\"`" + x"#, "'`'", #"string('`') + "'""#, #"x['\'']["`"]"#, #""a\\" + "`" + y"#,
        #""cut `..."#, "it's `odd", #""cut \"\"\"..."#, "'\\U00000060' + \"`\"",
    ])
    func backQuotesInQuotesOpenNothing(value: String) throws {
        let output = try read([
            "# a", "./a.go:1:2: \(value) does not escape", Self.function, Self.instruction, "# b [b.test]",
            "./b.go:1:2: \(value) escapes to heap", "./b.go:2:2: y escapes to heap",
        ])
        #expect(names(output) == ["doesNotEscape \(value)", "escapes \(value)", "escapes y"])
        #expect(output.log.unknownLines == 0 && output.listing.functions.count == 1)
        #expect(output.log.packages.map(output.log.text) == ["a", "b"])
    }

    /// What is collected is one message, whatever a text says that is none of the compiler's.
    @Test(arguments: [
        "", "# A heading of two words", "At 12:30: lunch", "\tindented", "\t0x is no address", "{\"a\": 1}",
        "' and \"", "size=3", "go: not of the go command",
    ])
    func rawStringsGoOn(line: String) throws {
        let output = try read([
            "# a", "./a.go:1:2: `first", line, "last` + \"`\" + `", line, "` escapes to heap", Self.function,
            Self.instruction,
        ])
        #expect(names(output) == ["escapes `first\n\(line)\nlast` + \"`\" + `\n\(line)\n`"])
        #expect(output.log.unknownLines == 0 && output.listing.functions.count == 1 && output.log.remarks.isEmpty)
    }

    /// A message ends where something else begins, and each line of what was none is read by itself.
    @Test(arguments: [
        "# b", "# b [b.test]", "./b.go:1:2: can inline g with cost 3 as: func() {}", "/a b/c.go:1: x escapes to heap",
        Self.function, "go:cuinfo.producer.main SDWARFCUINFO dupok size=0 align=0x0",
        #"{"ImportPath":"b","Action":"build-output","Output":"./b.go:1:2: x escapes to heap\n"}"#,
    ])
    func somethingElseEndsThem(line: String) throws {
        let output = try read(["./a.go:1:2: can inline f with cost 2 as: func() { return `", "go: says", line])
        let (log, listing) = (output.log, output.listing)
        #expect(names(output).first == "canInline f" && log.remarks == ["go: says"] && log.unknownLines == 0)
        #expect(log.decisions.count - 1 + log.packages.count + listing.functions.count + listing.dataSymbols == 1)
    }

    @Test(arguments: [
        Self.instruction, "\t0x0000 48 8b 04 25                                      H..%", "\trel 1+4 t=R_CALL b+0",
    ])
    func partsOfListingsEndThem(line: String) throws {
        let output = try read([Self.function, Self.instruction, "./a.go:1:2: x(`) escapes to heap", line, "y`"])
        #expect(names(output) == ["escapes x(`)"])
        #expect(output.listing.lines == 3 && output.listing.functions.count == 1)
        // What follows neither is a message nor ends with the text.
        #expect(output.log.unknownLines == 1 && output.log.unknown.first?.text == "y`")
    }

    /// One that has no end swallows nothing, and the offsets of what it held are right.
    @Test func oneWithoutAnEndIsTakenApart() throws {
        var lines = ["# a", "./a.go:1:2: `x escapes to heap"]
        lines += (0..<100).map { "what is this? \($0)" }
        let start = 4 + lines[1].utf8.count + 1
        for end in [["./a.go:2:2: y escapes to heap"], []] {
            let log = try read(lines + end).log
            #expect(log.decisions.map { log.text($0.name) } == ["`x"] + (end.isEmpty ? [] : ["y"]))
            #expect(log.unknownLines == 100 && log.lines == 102 + end.count)
            #expect(log.unknown.first?.offset == start)
            #expect(log.unknown.last.map { $0.offset } == start + 10 * 16 + 9 * 17)
        }
    }

    /// The other back quote of one that is longer than a source file is none of it.
    @Test func theyAreBounded() throws {
        let lines = Array(repeating: "", count: 60_000)
        for last in ["./a.go:2:2: y escapes to heap", "` escapes to heap"] {
            let log = try read(["./a.go:1:2: `"] + lines + [last]).log
            #expect(log.unknown.map(\.text) == ["./a.go:1:2: `"])
            #expect(log.decisions.map { log.text($0.name) } == [last.hasPrefix("`") ? "`" : "y"])
        }
    }

    /// Each line is looked at once: what came before is not scanned again.
    @Test func longOnesAreReadInOnePass() throws {
        let line = String(repeating: "x\\\"", count: 1 << 20)
        let clock = ContinuousClock()
        let time = try clock.measure {
            let lines = ["./a.go:1:2: `"] + Array(repeating: "", count: 45_000) + ["` escapes to heap"]
            let log = try read(lines).log
            #expect(log.decisions.count == 1 && log.unknownLines == 0)
            let long = try read(["./a.go:1:2: ` + `\(line)"]).log
            #expect(long.unknownLines == 1)
        }
        #expect(time < .seconds(60))
    }
}
