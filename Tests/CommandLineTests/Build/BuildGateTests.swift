import TestSupport
import Testing

/// `sonde build gate` as a program: forms, exit statuses, and what it says of wrong input.
struct BuildGateTests {
    private static let facts = ["--baseline", "gate-old.facts", "gate-new.facts"]
    private static let benchmarks = ["--bench-old", "bench-old.txt", "--bench-new", "bench-new.txt"]

    private func run(_ arguments: [String]) throws -> CommandResult {
        try SondeProgram.run(["build", "gate"] + arguments, environment: ["COLUMNS": "80"], folder: Golden.folder)
    }

    @Test(arguments: ["text", "json", "junit", "sarif", "github", "markdown"])
    func matchesTheGoldenFiles(format: String) throws {
        let arguments = Self.facts + Self.benchmarks + ["--allow", "gate.allow", "--format", format]
        let result = try run(arguments)
        #expect(result.status.code == 1)
        #expect(result.error.isEmpty)
        Golden.expect(result.output, equals: "build gate \(arguments.joined(separator: " ")).txt")
    }

    @Test func nothingWorsePasses() throws {
        let same = try run(["--baseline", "gate-old.facts", "gate-old.facts"])
        #expect(same.status.code == 0)
        #expect(same.output == "PASS: 4 functions compared; nothing is worse\n")
        let speed = try run(["--bench-old", "bench-new.txt", "--bench-new", "bench-old.txt", "--effect", "20%"])
        // An improvement beyond 20 % the other way round.
        #expect(speed.status.code == 1)
        #expect(speed.output.hasPrefix("FAIL: 1 benchmark: BenchmarkEncode/format=json-8 sec/op: +22.5"))
        #expect(try run(Self.benchmarks + ["--effect", "4%"]).status.code == 0)
    }

    @Test func allThatIsAllowedPasses() throws {
        let folder = try TemporaryFolder()
        try Files.write("* example.com/shop.* # any\n", to: folder.file("wrong.allow"))
        let wrong = try run(Self.facts + ["--allow", folder.file("wrong.allow")])
        #expect(wrong.status.code == 2)
        #expect(wrong.error.contains("wrong.allow: line 1: `*` is no kind: it is one of inlining-lost, "))
        try Files.write(
            """
            escape-added example.com/shop.(*Cache).Put "100%, of <all>" escapes to heap # the error is rare
            bounds-check-added example.com/shop.* # cold
            inlining-lost example.com/shop.add # defer
            """, to: folder.file("gate.allow"))
        let allowed = try run(Self.facts + ["--allow", folder.file("gate.allow")])
        #expect(allowed.status.code == 0)
        #expect(
            allowed.output.hasPrefix("PASS: 4 functions compared; nothing is worse but 3 that the allow list has\n"))
    }

    @Test func wrongInputIsSaid() throws {
        let nothing = try run([])
        #expect(nothing.status.code == 2)
        #expect(nothing.error.contains("There is nothing to hold the change against"))
        #expect(try run(["--bench-old", "bench-old.txt"]).status.code == 2)
        #expect(try run(["--baseline", "gate.allow", "gate-new.facts"]).status.code == 2)
        let folder = try TemporaryFolder()
        let other = try Files.text(Golden.folder + "/bench-new.txt").replacing("cpu: Model 9000", with: "cpu: Other")
        try Files.write(other, to: folder.file("other.txt"))
        let result = try run(["--bench-old", "bench-old.txt", "--bench-new", folder.file("other.txt")])
        #expect(result.status.code == 2)
        #expect(
            result.error.contains("has no benchmark that bench-old.txt has under the same settings: they differ in cpu")
        )
    }

    /// Readers of XML and JSON that are not ours find in the reports what the gate found.
    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func servicesReadTheReports() throws {
        let arguments = Self.facts + Self.benchmarks + ["--allow", "gate.allow", "--format"]
        let junit = try run(arguments + ["junit"]).output
        let counts = """
            import sys, xml.etree.ElementTree as e
            t = e.fromstring(sys.stdin.buffer.read())
            print(t.tag, [(s.get('name'), s.get('tests'), s.get('failures'), s.get('skipped'),
                len(s.findall('testcase/failure')), len(s.findall('testcase/skipped'))) for s in t],
                t.find('.//failure').get('message'))
            """
        let read = try TestSupport.Python.output(counts, input: Array(junit.utf8))
        #expect(
            String(decoding: read, as: UTF8.self)
                == "testsuites [('facts', '3', '2', '1', 2, 1), ('benchmarks', '1', '1', '0', 1, 0)] "
                + "(*Cache).Put: \"100%, of <all>\" escapes to heap\n")
        let sarif = try run(arguments + ["sarif"]).output
        #expect(
            try Python.evaluate(
                "(d['version'], [(r['ruleId'], len(r.get('suppressions', []))) for r in d['runs'][0]['results']])",
                on: sarif)
                == "('2.1.0', [('escape-added', 0), ('bounds-check-added', 0), ('benchmark-worse', 0), "
                + "('inlining-lost', 1)])")
        let indexes =
            "all(d['runs'][0]['tool']['driver']['rules'][r['ruleIndex']]['id'] == r['ruleId'] "
            + "for r in d['runs'][0]['results'])"
        #expect(try Python.evaluate(indexes, on: sarif) == "True")
    }
}
