import GoTrace
import TestSupport
import Testing
import Wire

@Suite struct TraceTextTests {
    @Test(arguments: try TextTrace.all())
    func textsOfTheToolchainAreEncodedAsByGo(_ trace: TextTrace) throws {
        let folder = try TemporaryFolder()
        let expected = try Files.bytes(trace.encodedByGo(in: folder))
        let file = try Files.text(trace.path)
        let text = TraceText.section("trace", of: file) ?? file
        #expect(try TraceText.encode(text) == expected)
    }

    /// What Go prints of a trace of its runtime becomes the same bytes again.
    @Test(arguments: TracedProgram.versions)
    func tracesOfTheRuntimeAreTheSameAfterBeingText(version: String) throws {
        var programs = [TracedProgram(.toolchain, "stacks", version: version, debug: TracedProgram.manyGenerations)]
        // Before, Go's reader of the wire knows no event of an experiment.
        if version == GoToolchain.newestVersion {
            programs.append(
                TracedProgram(.toolchain, "annotations", version: version, debug: TracedProgram.allocations))
        }
        for program in programs {
            let path = try program.trace()
            let wire = try TraceOracle.run(["wire", path])
            // go tool trace -d=wire leaves out the first line.
            let header = try Files.bytes(path)[3..<7]
            let text = "Trace Go\(String(decoding: header, as: UTF8.self))\n" + wire.output
            #expect(wire.error == "")
            #expect(try TraceText.encode(text, padding: .runtime) == Files.bytes(path), "\(program)")
        }
    }

    @Test func thereAreTwentyTwoTextsAndOneMore() throws { #expect(try TextTrace.all().count >= 23) }

    @Test(arguments: [
        ("", "a trace as text begins"), ("Trace Go2.22\n", "line 1: a trace as text begins"),
        ("# none\nTrace Go1.21\n", "line 2: the version Go 1.21 has no text form"),
        ("Trace Go1.22 more\n", "line 1: a trace as text begins"),
        ("Trace Go1.22\n\nGoNowhere dt=1\n", "line 3: there is no event GoNowhere in Go 1.22"),
        ("Trace Go1.22\nGoSwitch dt=1 g=1 g_seq=1\n", "line 2: there is no event GoSwitch in Go 1.22"),
        ("Trace Go1.23\nSync\n", "line 2: there is no event Sync in Go 1.23"),
        ("Trace Go1.22\nProcStop\n", "line 2: expected dt"), ("Trace Go1.22\nProcStop p=1\n", "expected dt=NUMBER"),
        ("Trace Go1.22\nProcStop dt=-1\n", "-1 is no number of 64 bits"),
        ("Trace Go1.22\nProcStop dt=18446744073709551616\n", "is no number of 64 bits"),
        ("Trace Go1.22\nProcStop dt=1 # why\nProcStop dt=1 why\n", "line 3: expected dt"),
        ("Trace Go1.22\nStack id=1 nframes=99999999999\n", "99999999999 frames of a stack missing"),
        ("Trace Go1.22\nStack id=1 nframes=2\n\tpc=1 func=2 file=3 line=4\n\tpc=1 func=2 line=3 file=4\n", "line 4"),
        ("Trace Go1.22\nString id=1\n", "the data of String is missing"),
        ("Trace Go1.22\nString id=1\n\tdata=x\n", "line 3: the data is not a quoted string"),
        ("Trace Go1.22\nString id=1\n\tdata=\"\\\"\n", "line 3: the data is not a quoted string"),
    ])
    func aWrongTextIsRefusedWithItsLine(_ text: String, _ message: String) {
        let error = #expect(throws: InputError.self) { try TraceText.encode(text) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func spoiltTextsDoNotCrash() throws {
        let text = """
            Trace Go1.26
            EventBatch gen=1 m=7 time=100 size=9
            Stacks
            Stack id=1 nframes=1
            \tpc=4198400 func=1 file=2 line=3
            Strings
            String id=1
            \tdata="main.\\x41\\u00e9\\U0001F600\\101\\"\\n"
            ExperimentalBatch exp=1 gen=1 m=7 time=1
            \tdata="\\x00"
            EndOfGeneration
            """
        #expect(try !TraceText.encode(text).isEmpty)
        for input in Hostile.all(of: Array(text.utf8), seed: 7) {
            _ = try? TraceText.encode(String(decoding: input.bytes, as: UTF8.self))
        }
    }

    @Test func quotedBytesAreThoseOfGo() {
        func unquoted(_ text: String) -> [UInt8]? { GoQuotedBytes.unquote(Array(text.utf8)) }
        #expect(
            unquoted(#""a\x00\xff\101\a\b\f\n\r\t\v\\\"\u00e9""#) == [
                0x61, 0, 0xff, 0x41, 7, 8, 12, 10, 13, 9, 11, 0x5c, 0x22, 0xc3, 0xa9,
            ])
        #expect(unquoted("`a\\b`") == Array("a\\b".utf8))
        for bad in ["", "\"", "\"a", "a\"", "\"\\q\"", "\"\\x1\"", "\"\\ud800\"", "\"\\400\"", "\"a\"b\"", "'a'"] {
            #expect(unquoted(bad) == nil, "\(bad)")
        }
    }
}
