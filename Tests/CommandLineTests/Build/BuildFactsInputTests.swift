import TestSupport
import Testing

/// Files that are no facts: a message that says what to give instead, and exit status 2.
@Suite struct BuildFactsInputTests {
    private func refused(_ bytes: [UInt8], _ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let folder = try TemporaryFolder()
        try Files.write(bytes, to: folder.file("input"))
        for command in [["facts", "input"], ["diff", "input", "input2"], ["facts", "-"]] {
            if command[0] == "diff" { try Files.write(bytes, to: folder.file("input2")) }
            let result = try SondeProgram.run(
                ["build"] + command, input: command.last == "-" ? bytes : [], folder: folder.path)
            #expect(result.status.code == 2, "\(command)", sourceLocation: sourceLocation)
            #expect(result.output.isEmpty, sourceLocation: sourceLocation)
            guard command.last != "-" else { continue }
            #expect(result.error.contains(words), "\(result.error)", sourceLocation: sourceLocation)
        }
    }

    @Test func filesThatAreNoFacts() throws {
        try refused([], "has no functions: give a baseline")
        try refused(Array("root:x:0:0\n".utf8), "one line was not understood, the first at byte 0: root:x:0:0")
        let binary = (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 31 | 1) }
        try refused(binary, "has no functions: give a baseline")
        try refused([0x8a, 0x1b] + binary, "not understood, the first at byte 0, which is no text")
        let long = String(repeating: "é", count: 118)
        try refused(Array("?\(long)ééé".utf8), "the first at byte 0: ?\(long)…\n")
        try refused([0x7f, 0x45, 0x4c, 0x46] + binary, "is an ELF file of class 1 and byte order 31")
        try refused(Array(repeating: 0, count: 17 << 20), "has a line of more than 16 MiB")
        try refused(Array("sonde.build.facts/2\n".utf8), "is of another version")
        let conflict = "sonde.build.facts/1\npackage a\n<<<<<<< HEAD\nfunc F\n"
        try refused(Array(conflict.utf8), "line 3 is in a conflict of a merge")
        try refused(
            Array("sonde.build.facts/1\nfunc F\n".utf8), "line 2 names a function before any package (at byte 0x14)")
    }

    @Test func aListingThatEndsWithinALineIsRemarked() throws {
        let folder = try TemporaryFolder()
        let text =
            "# a\nmain.F STEXT nosplit size=1 args=0x0 locals=0x0 funcid=0x0 align=0x0\n\t0x0000 00000 (/a.go:1)\tRE"
        try Files.write(text, to: folder.file("cut"))
        let result = try SondeProgram.run(["build", "facts", "cut"], folder: folder.path)
        #expect(result.succeeded)
        #expect(result.error.contains("cut ends within a line: its last function is incomplete"))
    }

    @Test func sidesThatAreTheSame() throws {
        let result = try SondeProgram.run(["build", "diff"])
        #expect(result.status.code == 2)
        #expect(result.error.contains("Both sides are the same"))
    }
}
