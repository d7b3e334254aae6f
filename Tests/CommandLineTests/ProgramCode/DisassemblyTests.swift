import Evidence
import GoProfile
import TestSupport
import Testing
import Wire

/// `disasm` against pprof: the same functions, addresses, values and source lines; instructions are in another syntax.
@Suite struct DisassemblyTests {
    /// A line of a listing without its instruction.
    private struct Line: Equatable {
        var values: Substring
        var address: Substring
        var place: Substring
    }

    private struct Routine {
        var head: [Substring]
        var lines: [Line]
        /// Lines in front of the first instruction of AVX, which pprof takes for others of other lengths.
        var linesWithoutVectors: Int?
    }

    /// The place stands behind column 74, or in front of the line if the instruction is long.
    private static func routines(_ text: String) -> (first: Substring, routines: [Routine]) {
        var first: Substring = ""
        var result: [Routine] = []
        var pending: Substring = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("Total: ") {
                first = line
            } else if line.hasPrefix("ROUTINE ====") {
                result.append(Routine(head: [line], lines: []))
            } else if result.last?.head.count == 1 {
                result[result.count - 1].head.append(line)
            } else if line.allSatisfy({ $0 == " " }) == false, line.prefix(74).allSatisfy({ $0 == " " }) {
                pending = line.dropFirst(74)
            } else {
                let instruction = line.dropFirst(36)
                if instruction.hasPrefix("v") || instruction.hasPrefix("{"), result.last?.linesWithoutVectors == nil {
                    result[result.count - 1].linesWithoutVectors = result.last?.lines.count
                }
                let place = line.dropFirst(74)
                let isPlace = place.first == ";"
                result[result.count - 1].lines.append(
                    Line(
                        values: line.prefix(22), address: line.dropFirst(22).prefix(12),
                        place: isPlace ? place : pending))
                pending = ""
            }
        }
        return (first, result)
    }

    private func compare(_ program: String, _ profile: String, _ options: [String], _ folder: String) throws -> Int {
        let expected = try Pprof.run(["-disasm=."] + options + [program, profile], folder: folder)
        let actual = try SondeProgram.run(["profile", "disasm"] + options + [".", program, profile])
        #expect(expected.succeeded == actual.succeeded, "\(expected.error) \(actual.error)")
        // No sample is left that lies in code.
        if !expected.succeeded { return 0 }
        let (oldFirst, old) = Self.routines(expected.output)
        let (newFirst, new) = Self.routines(actual.output)
        #expect(oldFirst == newFirst)
        var count = 0
        let listed = Dictionary(old.map { ($0.head.first, $0) }) { first, _ in first }
        // The same routines in the same order.
        #expect(new.map(\.head.first).filter { listed[$0] != nil } == old.map(\.head.first))
        for new in new {
            // pprof cuts the last byte off each function: what it prints for the last instruction is not one, and a
            // sample that is there, such as at a lone RET, is in none of its sums. A function that has no other one is
            // not listed.
            let atTheEnd = new.lines.last?.values.contains { $0.isNumber } ?? false
            guard let old = listed[new.head.first] else {
                #expect(atTheEnd, "\(new.head)")
                continue
            }
            if !atTheEnd { #expect(old.head == new.head) }
            let sure = new.linesWithoutVectors ?? new.lines.count - 1
            #expect(Array(old.lines.prefix(sure)) == Array(new.lines.prefix(sure)), "\(new.head)")
            count += sure
        }
        return count
    }

    @Test(arguments: [("1.21.13", []), ("1.27.3", []), ("1.27.3", ["-buildmode=pie"])] as [(String, [String])])
    func listingsAreThoseOfPprof(version: String, flags: [String]) throws {
        let profiles = try StrippedProfiles(version, isPositionIndependent: !flags.isEmpty)
        var count = 0
        for kind in ["cpu", "heap", "mutex"] {
            for options in [[], ["-focus=recurse"], ["-divide_by=3", "-unit=us"]] as [[String]] {
                let (program, original) = (profiles.program, profiles.original(kind))
                count += try compare(program, original, options, profiles.folder.path)
            }
        }
        // How many there are depends on where the samples of a busy machine fall.
        #expect(count > 40, "\(count) instructions")
    }

    /// Without symbols pprof lists nothing; the function table knows the same functions.
    @Test func programsWithoutSymbols() throws {
        let profiles = try StrippedProfiles("1.27.3", flags: ["-ldflags=-s -w"])
        let result = try SondeProgram.run(["profile", "disasm", "main\\.", profiles.program, profiles.original("cpu")])
        let (_, routines) = Self.routines(result.output)
        #expect(routines.contains { $0.head[0].hasSuffix(" main.main") }, "\(result.error)")
        #expect(result.output.contains("call runtime."))
    }

    @Test func syntaxes() throws {
        let profiles = try StrippedProfiles("1.27.3")
        let rest = ["main\\.main$", profiles.program, profiles.original("cpu")]
        let gnu = try SondeProgram.run(["profile", "disasm"] + rest)
        let intel = try SondeProgram.run(["profile", "disasm", "-intel_syntax"] + rest)
        #expect(gnu.output.contains("push %rbp") && !gnu.output.contains("push rbp"))
        #expect(intel.output.contains("push rbp") && !intel.output.contains("push %rbp"))
        let (old, new) = (Self.routines(gnu.output).routines, Self.routines(intel.output).routines)
        #expect(old.map { $0.lines.map(\.address) } == new.map { $0.lines.map(\.address) })
    }

    @Test func whatCannotBeListed() throws {
        let profiles = try StrippedProfiles("1.27.3")
        let profile = profiles.original("cpu")
        func disasm(_ arguments: String...) throws -> CommandResult {
            try SondeProgram.run(["profile", "disasm"] + arguments)
        }
        let none = try disasm("no-such-function", profiles.program, profile)
        #expect(none.status.code == 2 && none.error.contains("no matches found for regexp no-such-function"))
        let other = try GoProgram.zoo("demo", toolchain: try GoToolchain.newest())
        let wrong = try disasm("main", other.executable, profile)
        #expect(wrong.status.code == 2 && wrong.error.contains("build id mismatch"), "\(wrong.error)")
        let anonymous = profiles.folder.file("anonymous")
        var named = try ProfileReader.read(try MappedFile.open(profile), file: profile)
        for at in named.mappings.indices { named.mappings[at].buildID = .empty }
        try Files.write(ProtoWriter.uncompressed(named), to: anonymous)
        let misfit = try disasm(".", other.executable, anonymous)
        #expect(misfit.error.contains("is probably not the program that ran"), "\(misfit.error)")

        let arm = try GoProgram.build(
            source: ProfiledProgram.source, toolchain: try GoToolchain.newest(),
            environment: ["CGO_ENABLED": "0", "GOARCH": "arm64"])
        let foreign = try disasm(".", arm.executable, anonymous)
        #expect(foreign.status.code == 2 && foreign.error.contains("only code of amd64 is decoded"), "\(foreign.error)")

        let address = try disasm("main\\.main$", profiles.program, profile).output.split(separator: "\n")
            .compactMap { $0.dropFirst(22).prefix(10).split(separator: " ").last }.last
        let byAddress = try disasm("0x" + (address ?? ""), profiles.program, profile)
        #expect(byAddress.output.contains("ROUTINE ======================== main.main\n"), "\(byAddress.error)")
    }
}
