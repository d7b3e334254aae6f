import Evidence
import TestSupport
import Testing
import Wire

@testable import GoBinary

/// Windows and macOS programs, cross-compiled.
@Suite struct OtherFormatsTests {
    /// A platform and a version of Go.
    struct Target: Sendable, CustomStringConvertible {
        var system: String
        var architecture: String
        var version: String
        var flags: [String] = []

        var description: String { "\(system)/\(architecture) go\(version) \(flags.joined(separator: " "))" }

        func build() throws -> GoProgram {
            try SmallProgram.build(version, .init(system: system, architecture: architecture, flags: flags))
        }
    }

    static let newest = GoToolchain.newestVersion
    static let targets: [Target] = [
        .init(system: "windows", architecture: "amd64", version: newest),
        .init(system: "windows", architecture: "arm64", version: newest),
        .init(system: "darwin", architecture: "amd64", version: newest),
        .init(system: "darwin", architecture: "arm64", version: newest),
        .init(system: "windows", architecture: "amd64", version: GoToolchain.oldestVersion),
        .init(system: "darwin", architecture: "arm64", version: GoToolchain.oldestVersion),
    ]

    @Test(arguments: targets) func symbolsTablesAndBuildInformation(target: Target) throws {
        let program = try target.build()
        let executable = try open(program.executable)
        #expect(executable.format == (target.system == "windows" ? .pe : .machO))
        #expect(executable.architecture == (target.architecture == "amd64" ? .amd64 : .arm64))
        let toolchain = try GoToolchain.newest()
        let listing = try toolchain.run(["tool", "nm", program.executable])
        let table = try executable.functionTable()
        var functions = 0
        var variables = 0
        let module = try executable.moduleData()
        for line in listing.output.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            guard words.count == 3, let value = UInt64(words[0], radix: 16) else { continue }
            let address = StaticAddress(value)
            let name = String(words[2])
            if words[1] == "T", name.hasPrefix("main.") || name.hasPrefix("runtime.gc") {
                let function = try #require(table.function(containing: address), "\(name)")
                #expect(table.entry(function) == address, "\(name)")
                functions += 1
            }
            if name.hasPrefix("runtime.") || name.hasPrefix("main.") {
                #expect(executable.symbol(named: name)?.address == address, "\(name)")
            }
            if name == "main.counter" || name == "runtime.allglen" {
                #expect(executable.symbol(containing: address) == name)
                #expect(module.holdsVariable(address))
                variables += 1
            }
        }
        #expect(functions > 50 && variables == 2)
        #expect(module.text == executable.symbol(named: "runtime.text")?.address)
        #expect(module.edata == executable.symbol(named: "runtime.edata")?.address)
        let identifier = try toolchain.run(["tool", "buildid", program.executable])
        #expect(executable.goBuildID.map { $0 + "\n" } == identifier.output)
        let information = try #require(try executable.buildInformation())
        #expect(information.goVersion == "go" + target.version)
        #expect(information.setting("GOOS") == target.system)
        #expect(information.setting("GOARCH") == target.architecture)
    }

    @Test(arguments: targets) func strippedFilesHaveTheSameTables(target: Target) throws {
        var stripped = target
        stripped.flags = ["-ldflags=-s -w"]
        let full = try open(try target.build().executable)
        let bare = try open(try stripped.build().executable)
        let (table, again) = (try full.functionTable(), try bare.functionTable())
        #expect(table.count == again.count)
        for name in ["main.touch", "main.both", "runtime.mallocgc"] {
            let function = try #require(table.function(named: name))
            let other = try #require(again.function(named: name))
            #expect(function == other)
            #expect(table.inlinedFunctionNames(function) == again.inlinedFunctionNames(other))
            // Each way to build has a folder of its own.
            let positions = [(table, function), (again, other)].map { $0.position($1, at: $0.entry($1)) }
            #expect(positions[0].line == positions[1].line && positions[0].line > 0)
            #expect(positions[0].file.split(separator: "/").last == positions[1].file.split(separator: "/").last)
        }
        // Runtime variables by the code of the stripped file are where the symbols of the other one are.
        let named = RuntimeGlobals.bySymbols(full)
        let found = RuntimeGlobals.byMachineCode(bare, again)
        #expect(RuntimeGlobals.byMachineCode(full, table).allglen == named.allglen)
        #expect(RuntimeGlobals.byMachineCode(full, table).semtable == named.semtable)
        let all = [found.allgs, found.allglen, found.allgptr, found.allm, found.allp, found.sched, found.semtable]
        #expect(!all.contains(nil))
    }

    /// DWARF sections under ELF's names, decompressed: the units' headers are at the start.
    @Test(arguments: targets) func debuggingSections(target: Target) throws {
        let executable = try open(try target.build().executable)
        let information = try #require(try executable.contents(ofSection: ".debug_info"))
        let length = try #require(information.load(0, as: UInt32.self))
        #expect(length > 0 && Int(length) < information.count)
        let version = try #require(information.load(4, as: UInt16.self))
        #expect(version == 4 || version == 5)
        #expect(try executable.contents(ofSection: ".debug_line") != nil)
    }

    /// A universal file gives the part of an architecture that sonde knows.
    @Test func universalFiles() throws {
        let paths = try ["amd64", "arm64"].map {
            try Target(system: "darwin", architecture: $0, version: Self.newest).build().executable
        }
        let parts = try paths.map { try Files.bytes($0) }
        var bytes: [UInt8] = [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2]
        func word(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        let second = 4096 + parts[0].count
        bytes += word(0x0100_0007) + word(3) + word(4096) + word(parts[0].count) + word(12)
        bytes += word(0x0100_000c) + word(0) + word(second) + word(parts[1].count) + word(12)
        bytes += [UInt8](repeating: 0, count: 4096 - bytes.count) + parts[0] + parts[1]
        let universal = try Executable(contents: Bytes(bytes), path: "universal")
        #expect(universal.architecture == .amd64)
        #expect(try universal.moduleData() == open(paths[0]).moduleData())
        // A class file of Java 8 begins with the same four bytes.
        #expect(throws: InputError.self) {
            try Executable(contents: Bytes([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52, 0, 1]), path: "Main.class")
        }
    }
}
