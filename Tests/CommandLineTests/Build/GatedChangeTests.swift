import TestSupport
import Testing

/// Changes of a real module against its baseline: each thing that is made worse on purpose fails and is named, and changes
/// of the text alone pass.
struct GatedChangeTests {
    /// Fifty functions that decide nothing, and those that are changed.
    private static let source = """
        package shop

        var last int
        var keep *Item

        type Item struct{ Price int }

        func add(a, b int) int { return a + b }

        func Sum(xs []int) int {
        	s := 0
        	for _, x := range xs {
        		s = add(s, x)
        	}
        	return s
        }

        func Total(prices []int) int {
        	it := Item{}
        	for _, p := range prices {
        		it.Price += p
        	}
        	return it.Price
        }

        func First(xs []int, n int) int {
        	s := 0
        	for i := 0; i < len(xs); i++ {
        		s += xs[i] * n
        	}
        	return s
        }

        """ + (0..<50).map { "func Plain\($0)(x int) int { return x*\($0 + 2) + \($0) }\n" }.joined()

    private struct Change: Sendable, CustomStringConvertible {
        var name: String
        var old: String
        var new: String
        /// Lines that the gate says, each the first words of one; none when it passes.
        var failures: [String]
        var description: String { name }
    }

    private static let changes = [
        Change(
            name: "inlining lost", old: "{ return a + b }", new: "{\n\tdefer func() { last = a }()\n\treturn a + b\n}",
            failures: ["inlining-lost example.com/shop.add"]),
        Change(
            name: "escape added", old: "\tit := Item{}\n", new: "\tit := Item{}\n\tkeep = &it\n",
            failures: ["escape-added example.com/shop.Total moved to heap: it"]),
        Change(
            name: "bounds check added", old: "s += xs[i] * n", new: "s += xs[i+n] * n",
            failures: ["bounds-check-added example.com/shop.First"]),
        Change(
            name: "blank lines and an unrelated function", old: "var last int\n",
            new: "\n\n\nvar other int\n\nfunc Unrelated() int { return other }\n\nvar last int\n", failures: []),
    ]

    /// The program is built by the toolchain's own go command, in a cache that tests share.
    private func run(_ arguments: [String], in folder: String, _ toolchain: GoToolchain) throws -> CommandResult {
        try SondeProgram.run(
            ["build"] + arguments + ["--go", toolchain.go], environment: toolchain.environment, folder: folder)
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func whatIsMadeWorseIsNamedAndFails() throws {
        let toolchain = try GoToolchain.newest()
        let folder = try TemporaryFolder()
        try Files.write("module example.com/shop\n\ngo 1.21\n", to: folder.file("go.mod"))
        try Files.write(Self.source, to: folder.file("shop.go"))
        let facts = try run(["facts", "./...", "-o", "build.facts"], in: folder.path, toolchain)
        try #require(facts.succeeded, "\(facts.error)")
        let same = try run(["gate", "--baseline", "build.facts"], in: folder.path, toolchain)
        #expect(same.output == "PASS: 54 functions compared; nothing is worse\n")
        for change in Self.changes {
            try #require(Self.source.contains(change.old))
            try Files.write(Self.source.replacing(change.old, with: change.new), to: folder.file("shop.go"))
            let result = try run(
                ["gate", "--baseline", "build.facts", "--format", "json"], in: folder.path, toolchain)
            #expect(result.status.code == (change.failures.isEmpty ? 0 : 1), "\(change): \(result.error)")
            let failed = """
                '|'.join(' '.join([i['kind'], i['function'], i['subject']]).strip() \
                for i in d['items'] if i['outcome'] == 'failed')
                """
            #expect(
                try Python.evaluate(failed, on: result.output) == change.failures.joined(separator: "|"), "\(change)")
        }
    }

    /// Profiles of a service before and after its encoder was changed, and one held against itself.
    @Test(.enabled(if: SharedCorpus.path("corpus/pprof/inputs/orders-b.cpu.pb.gz") != nil, "no shared corpus"))
    func profilesFailByWhatTheirDiffSaysFirst() throws {
        let folder = try #require(SharedCorpus.path("corpus/pprof/inputs"))
        func gate(_ old: String, _ new: String) throws -> CommandResult {
            try SondeProgram.run(["build", "gate", "--profile-old", old, "--profile-new", new], folder: folder)
        }
        let worse = try gate("orders-a.cpu.pb.gz", "orders-b.cpu.pb.gz")
        #expect(worse.status.code == 1)
        #expect(
            worse.output.hasPrefix(
                "FAIL: 1 profiled function: main.encode and what it calls in the cpu profile: +106.92%"))
        let same = try gate("orders-a.cpu.pb.gz", "orders-a.cpu.pb.gz")
        #expect(same.status.code == 0)
        #expect(same.output.hasPrefix("PASS: 12 profiled functions compared; nothing is worse\n"))
    }
}
