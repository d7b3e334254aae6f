import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoBuild

/// What executables are made of: sums, and the linker's own symbols.
@Suite("What executables are made of") struct ProgramSizeTests {
    private static func size(_ program: GoProgram) throws -> ProgramSize {
        let contents = try MappedFile.open(program.executable)
        return try ProgramSize(
            try Executable(contents: contents, path: program.executable), fileSize: contents.count)
    }

    @Test(
        "Parts add up to the file, groups to the code",
        arguments: [
            ("1.21.13", "linux", "amd64", []), ("1.21.13", "linux", "amd64", MachineProgram.stripped),
            ("1.24.11", "linux", "amd64", []), ("1.24.11", "linux", "amd64", MachineProgram.stripped),
            ("1.27.3", "linux", "amd64", []), ("1.27.3", "linux", "amd64", MachineProgram.stripped),
            ("1.27.3", "linux", "arm64", []), ("1.27.3", "linux", "amd64", ["-buildmode=pie"]),
            ("1.27.3", "windows", "amd64", []), ("1.27.3", "darwin", "arm64", []),
            ("1.27.3", "windows", "amd64", MachineProgram.stripped), ("1.27.3", "linux", "386", []),
        ] as [(String, String, String, [String])])
    func sums(version: String, system: String, architecture: String, flags: [String]) throws {
        let built = try MachineProgram.build(version, architecture: architecture, system: system, flags: flags)
        let size = try Self.size(built)
        #expect(size.parts.reduce(0) { $0 + $1.size } == size.fileSize)
        #expect(size.parts.map(\.part) == ProgramSize.Part.allCases)
        #expect(size.size(of: .goCode) == size.functions.reduce(0) { $0 + $1.size })
        for groups in [size.modules, size.packages, size.causes] {
            #expect(groups.reduce(0) { $0 + $1.code } == size.size(of: .goCode) + size.size(of: .otherCode))
            #expect(groups.reduce(0) { $0 + $1.functions } >= size.functions.count)
        }
        // Between functions there is little; tables take a quarter of a program, or more without the rest.
        #expect(size.size(of: .padding) * 15 < size.size(of: .goCode))
        #expect(size.size(of: .functionTables) * 5 > size.fileSize)
        #expect(size.size(of: .headers) * 15 < size.fileSize)
        #expect((size.size(of: .debugInformation) > 0) == flags.isEmpty || flags == ["-buildmode=pie"])
        #expect(size.modules.map(\.name).contains("std") && size.modules.map(\.name).contains("fixture"))
        #expect(size.packages.contains { $0.name == "main" && $0.functions > 9 && $0.code > 1000 })
    }

    @Test("The function table is what the linker's symbols enclose", arguments: ["1.21.13", "1.24.11", "1.27.3"])
    func functionTable(version: String) throws {
        let built = try MachineProgram.build(version)
        let listed = try built.toolchain.run(["tool", "nm", "-n", "-size", built.executable])
        var places: [String: Int] = [:]
        var sizes: [String: Int] = [:]
        for line in listed.output.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
            guard words.count == 4, let address = Int(words[0], radix: 16) else { continue }
            places[String(words[3])] = address
            sizes[String(words[3])] = Int(words[1])
        }
        let table = try #require(places["runtime.epclntab"]) - (try #require(places["runtime.pclntab"]))
        // Before Go 1.26 data of functions lie outside.
        var data = 0
        if let functions = places["go:func.*"], functions < places["runtime.pclntab"] ?? 0 {
            data = (places["runtime.gcbits.*"] ?? 0) - functions + (sizes["runtime.findfunctab"] ?? 0)
        }
        let size = try Self.size(built)
        let found = size.size(of: .functionTables)
        // Sections end behind the last byte that is used, and the marks of others may have padding in front.
        #expect((found - table - data).magnitude <= 8192, "\(found) for \(table) and \(data)")
    }

    @Test("What another build has more of") func difference() throws {
        let old = try Self.size(try MachineProgram.build("1.27.3"))
        let new = try Self.size(
            try MachineProgram.build(
                "1.27.3",
                added: """

                    //go:noinline
                    func added(a []int, i int) int { return a[i] + a[i+1] + leaf(i, i) }

                    func init() { fmt.Println(added([]int{1, 2, 3}, len(os.Args))) }

                    """))
        let difference = SizeDifference(old, new)
        let names = difference.functions.map(\.name)
        #expect(names.contains("main.added") && names.contains("main.init.0"))
        let added = try #require(difference.functions.first { $0.name == "main.added" })
        #expect(added.old == nil && added.new == new.functions.first { $0.name == "main.added" }?.size)
        #expect(
            difference.functions.allSatisfy { $0.name.hasPrefix("main.") || $0.name.hasPrefix("go:main.") }, "\(names)")
        let code = difference.functions.reduce(0) { $0 + $1.change }
        #expect(code == new.size(of: .goCode) - old.size(of: .goCode) && code > 0)
        #expect(difference.packages.first?.name == "main")
        #expect(difference.parts.reduce(0) { $0 + $1.change } == new.fileSize - old.fileSize)
        let none = SizeDifference(old, old)
        #expect(none.functions.isEmpty && none.packages.isEmpty && none.parts.allSatisfy { $0.change == 0 })
    }

    @Test("A stripped build differs in what was stripped alone") func strippedDifference() throws {
        let plain = try Self.size(try MachineProgram.build("1.27.3"))
        let stripped = try Self.size(try MachineProgram.build("1.27.3", flags: MachineProgram.stripped))
        let difference = SizeDifference(plain, stripped)
        // Traps at the ends of functions are taken for padding where there are no symbols.
        #expect(difference.functions.allSatisfy { $0.old != nil && $0.new != nil && $0.change.magnitude <= 1 })
        #expect(stripped.size(of: .debugInformation) == 0)
    }
}
