import TestSupport
import Testing

/// Two builds of fifty functions, with changes that were made on purpose, by three toolchains: what changed is found and
/// named, and nothing else is.
@Suite struct BuildDiffTests {
    static let versions = [GoToolchain.oldestVersion, "1.24.11", GoToolchain.newestVersion]

    private func compare(_ change: FiftyFunctions.Change, _ version: String) throws -> BuildDiffDocument {
        let folder = try TemporaryFolder()
        try FiftyFunctions().write(to: folder.file("old"))
        try FiftyFunctions(change).write(to: folder.file("new"))
        return try BuildCommandLine.diff(["old", "new"], GoToolchain(version: version), folder: folder.path)
    }

    @Test(arguments: versions) func unrelatedChangesAreNotListed(version: String) throws {
        let document = try compare(.unrelated, version)
        let (changed, added) = FiftyFunctions.touched(by: .unrelated, version: version)
        #expect(Set(document.order).subtracting(changed).subtracting(added) == [], "\(document.kinds)")
        #expect(document.functions(with: "function-added").isSuperset(of: added.subtracting(["init"])))
        #expect(document.functions(with: "function-gone") == [])
        #expect(document.functions(with: "inlining-lost") == [])
        #expect(document.kinds["main"]?.contains("allocation-added") == true)
        #expect(document.cosmetic["renumbered"] == 2)
        #expect((document.cosmetic["moved"] ?? 0) >= 70)
    }

    @Test(arguments: versions) func emptyLinesAreNoChange(version: String) throws {
        let folder = try TemporaryFolder()
        try FiftyFunctions().write(to: folder.file("old"))
        try FiftyFunctions().write(to: folder.file("new"))
        let source = try Files.text(folder.file("new/main.go"))
        let at = try #require(source.firstIndex(of: "\n"))
        try Files.write(source[..<at] + "\n\n\n" + source[at...], to: folder.file("new/main.go"))
        let toolchain = try GoToolchain(version: version)
        let document = try BuildCommandLine.diff(["old", "new"], toolchain, folder: folder.path)
        #expect(document.order == [])
        var baselines: [[UInt8]] = []
        for name in ["old", "new"] {
            let result = try BuildCommandLine.run(["facts"], toolchain, folder: folder.file(name))
            #expect(result.succeeded, "\(result.error)")
            baselines.append(result.outputBytes)
        }
        #expect(baselines[0] == baselines[1])
        #expect(String(decoding: baselines[0], as: UTF8.self).contains("toolchain go\(version)\nplatform linux/"))
    }

    @Test(arguments: versions) func lostInliningIsNamed(version: String) throws {
        let document = try compare(.inliningLost, version)
        #expect(document.functions(with: "inlining-lost") == ["helper2"])
        #expect(document.subjects.contains("closures2 inlined-call-lost: helper2"))
        let (changed, added) = FiftyFunctions.touched(by: .inliningLost, version: version)
        #expect(Set(document.order).subtracting(changed).subtracting(added) == [], "\(document.kinds)")
        #expect(document.order.first == "helper2")
    }

    @Test(arguments: versions) func addedEscapeIsNamed(version: String) throws {
        let document = try compare(.escapeAdded, version)
        #expect(document.order == ["make6"])
        #expect(document.subjects.contains("make6 escape-added: moved to heap: it"))
        #expect(document.functions(with: "allocation-added") == ["make6"])
    }

    @Test(arguments: versions) func addedBoundsCheckIsNamed(version: String) throws {
        let document = try compare(.boundsCheckAdded, version)
        #expect(document.order == ["loop4"])
        #expect(document.functions(with: "bounds-check-added") == ["loop4"])
    }

    /// All at once, in words.
    @Test func textNamesAll() throws {
        let folder = try TemporaryFolder()
        try FiftyFunctions().write(to: folder.file("old"))
        try FiftyFunctions(.unrelated, .inliningLost, .escapeAdded, .boundsCheckAdded).write(to: folder.file("new"))
        let result = try BuildCommandLine.run(["diff", "old", "new"], .newest(), folder: folder.path)
        #expect(result.succeeded, "\(result.error)")
        for words in [
            "82 functions are in both builds: 6 changed; 6 added, 0 gone.", "example.com/fifty.helper2 (./main.go:",
            "  inlining lost: cost 4 → unhandled op DEFER\n", "  inlined call lost: helper2, inlined once → called\n",
            "  escape added: moved to heap: it, 0 → 1\n", "  bounds check added: 0 → 1\n",
            "  function added: 83 bytes\n",
            "Only cosmetic: 2 closures with another number; 82 functions at another line.",
        ] { #expect(result.output.contains(words), "\(words)\n\(result.output)") }
    }

    @Test func oneToolchainAgainstAnother() throws {
        let folder = try TemporaryFolder()
        try FiftyFunctions().write(to: folder.path)
        let (old, new) = (try GoToolchain(version: "1.24.11"), try GoToolchain.newest())
        let result = try BuildCommandLine.run(
            ["diff", "--go-old", old.go, "--go-new", new.go], new, folder: folder.path)
        #expect(result.succeeded, "\(result.error)")
        #expect(result.output.contains(". (go1.24.11 linux/amd64) against . (go\(new.version) linux/amd64)"))
        #expect(result.output.contains("82 functions are in both builds"))
        #expect(result.output.contains("0 added, 0 gone"))
    }

    /// Saved output and a baseline say the same as a build.
    @Test func savedSides() throws {
        let folder = try TemporaryFolder()
        let toolchain = try GoToolchain.newest()
        try FiftyFunctions().write(to: folder.file("old"))
        try FiftyFunctions(.boundsCheckAdded).write(to: folder.file("new"))
        let facts = try BuildCommandLine.run(["facts", "-o", "../old.facts"], toolchain, folder: folder.file("old"))
        #expect(facts.succeeded && facts.output.isEmpty, "\(facts.error)")
        let built = try toolchain.run(
            ["build", "-gcflags=-m=2 -S", "-o", "/dev/null", "."], folder: folder.file("new"))
        try Files.write(built.errorBytes, to: folder.file("new.txt"))
        for sides in [["old.facts", "new.txt"], ["old.facts", "new"], ["old", "new.txt"]] {
            let document = try BuildCommandLine.diff(sides, toolchain, folder: folder.path)
            #expect(document.order == ["loop4"], "\(sides)")
        }
    }

    /// Without a listing, what is known is compared, and what is not is said.
    @Test func messagesAlone() throws {
        let folder = try TemporaryFolder()
        let toolchain = try GoToolchain.newest()
        for (name, program) in [
            ("old", FiftyFunctions()), ("new", FiftyFunctions(.unrelated, .inliningLost, .boundsCheckAdded)),
        ] {
            try program.write(to: folder.file(name))
            let built = try toolchain.run(
                ["build", "-gcflags=-m=2 -d=ssa/check_bce/debug=1", "-o", "/dev/null", "."], folder: folder.file(name))
            try Files.write(built.errorBytes, to: folder.file("\(name).txt"))
        }
        let document = try BuildCommandLine.diff(["old.txt", "new.txt"], toolchain, folder: folder.path)
        #expect(document.functions(with: "inlining-lost") == ["helper2"])
        #expect(document.functions(with: "bounds-check-added") == ["loop4"])
        #expect(document.functions(with: "function-added") == ["added"])
        let mixed = try BuildCommandLine.run(["diff", "old.txt", "new"], toolchain, folder: folder.path)
        #expect(mixed.output.contains("Not compared: size, frame, calls and allocations: only the new side has them."))
    }

    /// Executables have machine code alone, and that of all packages.
    @Test(arguments: versions) func executables(version: String) throws {
        let folder = try TemporaryFolder()
        let toolchain = try GoToolchain(version: version)
        for (name, program) in [("old", FiftyFunctions()), ("new", FiftyFunctions(.boundsCheckAdded))] {
            try program.write(to: folder.file(name))
            let built = try toolchain.run(["build", "-o", "../\(name).exe", "."], folder: folder.file(name))
            #expect(built.succeeded, "\(built.error)")
        }
        let document = try BuildCommandLine.diff(["old.exe", "new.exe"], toolchain, folder: folder.path)
        #expect(document.order == ["loop4"], "\(document.kinds)")
        #expect(document.functions(with: "bounds-check-added") == ["loop4"])
    }
}
