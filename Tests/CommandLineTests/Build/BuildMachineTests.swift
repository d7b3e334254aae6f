import TestSupport
import Testing

/// `sonde build functions`, `size` and `asm` on a real program.
@Suite(.enabled(if: Python.isAvailable, "python3 is not installed")) struct BuildMachineTests {
    private static func program(_ flags: [String] = []) throws -> String {
        try GoProgram.build(source: ProfiledProgram.source, toolchain: try GoToolchain.newest(), flags: flags)
            .executable
    }

    @Test func functionsAsText() throws {
        let result = try SondeProgram.run([
            "build", "functions", try Self.program(), "--package", "main", "--sort", "allocations", "--top", "3",
        ])
        #expect(result.succeeded, "\(result.error)")
        #expect(result.output.contains("BYTES") && result.output.contains("main.(*base).work"), "\(result.output)")
        #expect(result.output.contains("more functions; --top"))
        #expect(!result.output.contains("runtime.newobject"))
    }

    @Test(arguments: [[], ["-ldflags=-s -w"]]) func functionsAsJSON(flags: [String]) throws {
        let result = try SondeProgram.run(["build", "functions", try Self.program(flags), "--format", "json"])
        #expect(result.succeeded, "\(result.error)")
        let sorted = "[f['size'] for f in d['functions']] == sorted((f['size'] for f in d['functions']), reverse=True)"
        #expect(try Python.evaluate(sorted, on: result.output) == "True")
        #expect(
            try Python.evaluate("d['schema'], d['count'] == len(d['functions'])", on: result.output)
                == "sonde.build.functions/1 True")
        let work = "[f for f in d['functions'] if f['name'] == 'main.(*base).work'][0]"
        #expect(try Python.evaluate("\(work)['allocations'] >= 2 and \(work)['package']", on: result.output) == "main")
        let line = try Python.evaluate("\(work)['file'].split('/')[-1], \(work)['line'] > 20", on: result.output)
        #expect(line == "main.go True")
    }

    @Test func sizes() throws {
        let program = try Self.program()
        let json = try SondeProgram.run(["build", "size", program, "--format", "json"])
        #expect(try Python.evaluate("sum(p['size'] for p in d['parts']) == d['size']", on: json.output) == "True")
        let stripped = try Self.program(["-ldflags=-s -w"])
        let text = try SondeProgram.run(["build", "size", program, stripped])
        #expect(text.succeeded && text.output.contains("debug information (DWARF)"), "\(text.output)\(text.error)")
        let difference = try SondeProgram.run(["build", "size", program, stripped, "--format", "json"])
        let sum = "sum(p['change'] for p in d['parts']) == d['new']['size'] - d['old']['size'] < 0"
        #expect(try Python.evaluate(sum, on: difference.output) == "True")
    }

    @Test func instructions() throws {
        let program = try Self.program()
        let result = try SondeProgram.run(["build", "asm", program, "main.(*base).work"])
        #expect(result.succeeded, "\(result.error)")
        // The source is there, and calls of inlined functions say where they stand.
        #expect(result.output.contains("b.kept = append(b.kept, make([]byte, 1024))"), "\(result.output)")
        #expect(result.output.contains("inlined at main.go:"))
        #expect(result.output.contains("CALL strings.Repeat(SB)"))
        let other = try SondeProgram.run(["build", "asm", program, "main.(*base).work", "--syntax", "gnu"])
        #expect(other.output.contains("mov %rsp, %rbp") && result.output.contains("MOVQ SP, BP"))
        let intel = try SondeProgram.run(["build", "asm", program, "main.(*base).work", "--syntax", "intel"])
        #expect(intel.output.contains("mov rbp, rsp") && intel.output.contains("call strings.Repeat"))
        let json = try SondeProgram.run(["build", "asm", program, "main.(*base).work", "--format", "json"])
        let sum = "sum(i['length'] for r in f['runs'] for i in r['instructions']) == f['size']"
        #expect(try Python.evaluate("[\(sum) for f in d['functions']]", on: json.output) == "[True]")
    }

    @Test(arguments: [
        (["build", "functions", "/bin/sh"], "Go function table"), (["build", "size", "/bin/sh"], "Go function table"),
        (["build", "asm", "/bin/sh", "main"], "Go function table"),
        (["build", "functions", "/nowhere"], "nowhere"), (["build", "functions", "stuck.txt"], "not an executable"),
        (["build", "functions", "stuck.txt", "--sort", "colour"], "colour"),
        (["build", "functions", "stuck.txt", "--match", "("], "regular expression"),
        (["build", "functions", "stuck.txt", "--top", "0"], "--top"), (["build", "size", "a", "b", "c"], "3"),
    ])
    func mistakes(arguments: [String], word: String) throws {
        let result = try SondeProgram.run(arguments, folder: Golden.folder)
        #expect(result.status.code == 2 && result.output.isEmpty)
        #expect(result.error.contains(word), "\(result.error)")
    }

    @Test func functionsThatAreNot() throws {
        let result = try SondeProgram.run(["build", "asm", try Self.program(), "main.wrk"])
        #expect(result.status.code == 2 && result.error.contains("has no function `main.wrk`"), "\(result.error)")
    }

    /// The profile's addresses are those of the program that wrote it.
    @Test func costs() throws {
        let program = try Self.program()
        let folder = try TemporaryFolder()
        let ran = try Command.run(program, [folder.path], within: .seconds(60))
        let profile = folder.file("cpu")
        guard Files.exists(profile) else { throw TestSupportError("no cpu profile: \(ran.output) \(ran.error)") }
        let result = try SondeProgram.run([
            "build", "asm", program, "main.main", "--profile", profile, "--format", "json",
        ])
        #expect(result.succeeded, "\(result.error)")
        let sum = "sum(i.get('cumulative', 0) for f in d['functions'] for r in f['runs'] for i in r['instructions'])"
        let disassembly = try SondeProgram.run([
            "profile", "disasm", "-unit=ns", "^main.main$", program, profile,
        ])
        // `0 120000000ns (flat, cum) …`: pprof's sums are those of the instructions.
        let line = try #require(disassembly.output.split(separator: "\n").dropFirst(2).first)
        let cumulative = line.split(separator: " ").dropFirst().first.flatMap { Int($0.dropLast(2)) }
        let found = Int(try Python.evaluate(sum, on: result.output))
        #expect(cumulative != nil && cumulative == found, "\(line)")
        let text = try SondeProgram.run(["build", "asm", program, "main.main", "--profile", profile])
        #expect(text.output.contains("with what it calls"), "\(text.output)")
    }
}
