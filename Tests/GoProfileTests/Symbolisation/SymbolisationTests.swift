import Evidence
import GoBinary
import GoProfile
import TestSupport
import Testing
import Wire

/// Profiles whose names were taken away get them back out of the program, compared with what runtime/pprof wrote.
@Suite struct SymbolisationTests {
    /// The lines of a location as text.
    private static func frames(_ profile: Profile, _ location: Int) -> [String] {
        profile.locations.lines(location).map { line in
            let function = Int(line.function)
            return "\(profile.text(profile.functions.names[function])) "
                + "\(profile.text(profile.functions.files[function])):\(line.line) "
                + "\(profile.functions.startLines[function])"
        }
    }

    private static func stripped(_ profile: Profile) -> Profile {
        var result = profile
        for location in 0..<profile.locations.count { result.locations.setLines(location, []) }
        result.functions = ProfileFunctions()
        for at in result.mappings.indices {
            result.mappings[at].hasFunctions = false
            result.mappings[at].hasFileNames = false
            result.mappings[at].hasLineNumbers = false
            result.mappings[at].hasInlineFrames = false
        }
        // Through a file, as such a profile comes.
        return (try? ProfileReader.read(Bytes(ProtoWriter.uncompressed(result)), file: "stripped")) ?? result
    }

    @Test(arguments: ["1.21.13", "1.27.3"], [false, true])
    func strippedProfilesGetTheirNamesBack(version: String, isPositionIndependent: Bool) throws {
        let folder = try TemporaryFolder()
        let path = try ProfiledProgram.run(version, isPositionIndependent: isPositionIndependent, folder: folder.path)
        let executable = try Executable(contents: try MappedFile.open(path), path: path)
        #expect(executable.isPositionIndependent == isPositionIndependent)
        var compared = 0
        var inlined = 0
        for name in ["cpu", "heap", "allocs", "goroutine", "block", "mutex"] {
            let original = try ProfileReader.read(try MappedFile.open(folder.file(name)), file: name)
            let bare = Self.stripped(original)
            #expect(bare.mappingsToSymbolise(isForced: false).contains(0))
            var symboliser = ProfileSymboliser(bare)
            let outcome = symboliser.symbolise(mapping: 0, from: executable)
            // Nobody calls runtime.goexit, where stacks begin, nor what stands below a goroutine's preemption.
            #expect(!outcome.isMisfit && outcome.strangers <= 2 + outcome.callers / 5, "\(name): \(outcome)")
            let result = symboliser.profile
            #expect(result.mappings[0].hasFunctions && result.mappings[0].hasInlineFrames)
            for location in 0..<original.locations.count where original.locations.mappings[location] == 0 {
                let expected = Self.frames(original, location)
                let actual = Self.frames(result, location)
                #expect(actual == expected, "\(name), \(String(original.locations.addresses[location], radix: 16))")
                compared += 1
                if expected.count > 1 { inlined += 1 }
            }
        }
        #expect(compared > 50 && inlined > 5, "\(compared) locations, \(inlined) of them with inlined calls")
    }

    /// Functions of C are in the symbol table alone.
    @Test(.enabled(if: Files.isExecutable("/usr/bin/cc"), "no C compiler"))
    func functionsOfC() throws {
        let source = """
            package main

            // static volatile unsigned sink;
            // __attribute__((noinline)) void spin_in_c(int n) { for (int i = 0; i < n; i++) sink += i; }
            import "C"

            func main() { C.spin_in_c(1000) }
            """
        let program = try GoProgram.build(
            source: source, toolchain: try GoToolchain.newest(), environment: ["CGO_ENABLED": "1"])
        let path = program.executable
        let executable = try Executable(contents: try MappedFile.open(path), path: path)
        let symbol = try #require(executable.symbol(named: "spin_in_c"))
        let inside = StaticAddress(symbol.address.rawValue + symbol.size / 2)
        #expect(
            FrameNames(executable).frames(at: inside)
                == [FrameName(function: "spin_in_c", file: "", line: 0, startLine: 0)])
        let function = try #require(executable.codeFunctions(holding: [inside]).first)
        #expect(function.name == "spin_in_c" && function.tableName.isEmpty && function.start == symbol.address)
        let code = try Disassembler(executable, syntax: .gnu).instructions(function)
        #expect(code.count > 5 && code.contains { $0.flow == .return } && code.allSatisfy { $0.line == 0 })
        #expect(FrameNames(executable).frames(at: StaticAddress(0)).isEmpty)
        #expect(FrameNames(executable).frames(at: StaticAddress(.max)).isEmpty)
        #expect(executable.codeFunctions(holding: [StaticAddress(0), StaticAddress(.max)]).isEmpty)
    }
}
