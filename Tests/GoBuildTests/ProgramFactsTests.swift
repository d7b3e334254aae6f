import Evidence
import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoBuild

/// Sizes against `go tool nm`, frames against the compiler's own listing, stripped programs against those with symbols.
@Suite("Sizes and frames of functions") struct ProgramFactsTests {
    @Test("Sizes and names are those of go tool nm", arguments: ["1.21.13", "1.24.11", "1.27.3"])
    func sizes(version: String) throws {
        let built = try MachineProgram.build(version)
        let listed = try built.toolchain.run(["tool", "nm", "-size", built.executable])
        var expected: [String: Int] = [:]
        for line in listed.output.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
            guard words.count == 4, words[2] == "T" || words[2] == "t", let size = Int(words[1]), size > 0 else {
                continue
            }
            expected["\(words[0]) \(words[3])"] = size
        }
        let program = try ProgramFunctions(try MachineProgram.open(built), decoding: false)
        for function in program.functions where function.size > 0 {
            let address = String(program.table.entry(function.index).rawValue, radix: 16)
            #expect(expected["\(address) \(function.name)"] == function.size)
        }
        #expect(program.functions.count > 1500)
    }

    @Test(
        "Frames are those that the compiler lists",
        arguments: [("1.21.13", "amd64"), ("1.24.11", "amd64"), ("1.27.3", "amd64"), ("1.27.3", "arm64")])
    func frames(version: String, architecture: String) throws {
        let built = try MachineProgram.build(version, architecture: architecture)
        // The fixture's folder has the source; the build cache says again what the compiler said.
        let listing = try MachineProgram.listing(built.toolchain, architecture)
        let program = try ProgramFunctions(try MachineProgram.open(built), decoding: false)
        var compared = 0
        for (name, frame) in listing {
            guard let function = program.functions.first(where: { $0.name == name }) else { continue }
            compared += 1
            // A leaf of arm64 that stores nothing is listed with a negative frame: it does not save its return address.
            #expect(function.frame == max(0, frame), "\(name)")
        }
        #expect(compared >= 9)
    }

    @Test("A stripped program has the same facts", arguments: ["1.21.13", "1.24.11", "1.27.3"])
    func stripped(version: String) throws {
        let plain = try ProgramFunctions(try MachineProgram.open(try MachineProgram.build(version)))
        let stripped = try ProgramFunctions(
            try MachineProgram.open(try MachineProgram.build(version, flags: MachineProgram.stripped)))
        #expect(plain.functions.count == stripped.functions.count)
        for (a, b) in zip(plain.functions, stripped.functions) where a.cause != .data {
            var expected = a
            // Names without calling conventions; a trap at the end is taken for padding.
            #expect(plain.table.name(a.index) == b.name)
            #expect(a.size - b.size >= 0 && a.size - b.size <= 1, "\(a.name)")
            #expect(a.instructions - b.instructions == a.size - b.size, "\(a.name)")
            expected.name = b.name
            expected.package = b.package
            expected.cause = b.cause
            expected.size = b.size
            expected.instructions = b.instructions
            #expect(expected == b)
        }
        let sum = stripped.functions.filter { $0.name.hasPrefix("main.sum[go.shape.") }
        #expect(
            sum.count == 2 && sum.allSatisfy { $0.cause == .generic && $0.package == "main" && $0.boundsChecks == 1 })
    }

    @Test("Why functions are there") func causes() throws {
        let program = try ProgramFunctions(try MachineProgram.open(try MachineProgram.build("1.27.3")), decoding: false)
        let expected: [(String, ProgramFunction.Cause, String)] = [
            ("main.leaf", .own, "main"), ("main.sum[go.shape.int]", .generic, "main"),
            ("main.guarded.func1", .closure, "main"), ("main.(*square).area", .wrapper, "main"),
            ("main.named.area", .wrapper, "main"),
            ("runtime.memmove", .assembly, "runtime"), ("runtime.mcall", .assembly, "runtime"),
            ("strings.Repeat", .own, "strings"),
        ]
        for (name, cause, package) in expected {
            let found = program.functions.first { $0.name == name || $0.name == name + ".abi0" }
            #expect(found?.cause == cause && found?.package == package, "\(name): \(String(describing: found))")
        }
    }

    @Test("Comparisons of types", arguments: ["1.21.13", "1.24.11", "1.27.3"]) func algorithms(version: String) throws {
        let program = try ProgramFunctions(try MachineProgram.open(try MachineProgram.build(version)), decoding: false)
        for function in program.functions {
            #expect((function.cause == .typeAlgorithm) == function.name.hasPrefix("type:."), "\(function.name)")
        }
        // Go 1.27 names them by the layout of the type, so that types share them: they belong to no package.
        let areOwned = program.functions.contains { $0.cause == .typeAlgorithm && !$0.package.isEmpty }
        #expect(areOwned == (version != "1.27.3"))
        #expect(program.functions.contains { $0.cause == .typeAlgorithm })
    }

    @Test(
        "Packages of names",
        arguments: [
            ("gopkg.in/yaml%2ev3.(*parser).next", "gopkg.in/yaml.v3"), ("type:.eq.[2]string", ""),
            ("type:.eq.net/http.header", "net/http"), ("go:itab.*net/http.body,io.Reader", "net/http"),
            ("go:struct { io.Reader; n int }.Read", ""), ("slices.Sort[go.shape.struct { a/b.c int }]", "slices"),
            ("_rt0_amd64_linux", ""), ("memeqbody", ""), ("", ""), (".", ""), ("%", ""), ("a%2", ""),
            ("main..dict.f[int]", "main"), ("$f64.3ff0000000000000", ""),
        ])
    func packages(name: String, package: String) { #expect(FunctionKind.package(name) == package) }

    @Test("Facts to compare builds by") func facts() throws {
        let facts = BuildFacts(try ProgramFunctions(try MachineProgram.open(try MachineProgram.build("1.27.3"))))
        #expect(facts.toolchain == "go1.27.3" && facts.platform == "linux/amd64")
        #expect(!facts.functions.contains { $0.package == "fixture" && $0.name == "(*square).area" })
        let sum = try #require(facts.functions.first { $0.package == "fixture" && $0.name == "sum[go.shape.int]" })
        #expect(sum.boundsChecks == 1 && sum.allocations == 0 && sum.inlining == .unknown && sum.line > 20)
    }

    @Test("Functions that a user means") func search() throws {
        let program = try ProgramFunctions(try MachineProgram.open(try MachineProgram.build("1.27.3")), decoding: false)
        #expect(try program.functions(meant: "main.leaf").map(\.name) == ["main.leaf"])
        #expect(try program.functions(meant: "(*square).area").map(\.name) == ["main.(*square).area"])
        #expect(try program.functions(meant: "main.sum").count == 2)
        #expect(try program.functions(meant: "^main\\.(leaf|link)$").map(\.name) == ["main.link", "main.leaf"])
        #expect(throws: InputError.self) { try program.functions(meant: "main.(") }
        #expect(throws: InputError.self) { try program.functions(meant: "nowhere.toBeFound") }
    }
}
