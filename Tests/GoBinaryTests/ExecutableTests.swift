import Evidence
import TestSupport
import Testing
import Wire

@testable import GoBinary

@Suite struct ExecutableTests {
    typealias Variant = SmallProgram.Variant

    /// The module data of the file against its symbols, for all ways to link.
    @Test(arguments: versions, [Variant.plain, .positionIndependent, .arm64])
    func moduleDataAgreesWithSymbols(version: String, variant: Variant) throws {
        let executable = try open(try SmallProgram.build(version, variant).executable)
        #expect(executable.format == .elf)
        #expect(executable.isPositionIndependent == (variant.flags == ["-buildmode=pie"]))
        #expect(executable.architecture == (variant.architecture == "arm64" ? .arm64 : .amd64))
        let module = try executable.moduleData()
        func address(_ name: String) -> StaticAddress? { executable.symbol(named: "runtime." + name)?.address }
        #expect(module.address == address("firstmoduledata"))
        #expect(module.text == address("text"))
        #expect(module.etext == address("etext"))
        #expect(module.noptrdata == address("noptrdata"))
        #expect(module.enoptrdata == address("enoptrdata"))
        #expect(module.data == address("data"))
        #expect(module.edata == address("edata"))
        #expect(module.bss == address("bss"))
        #expect(module.ebss == address("ebss"))
        #expect(module.noptrbss == address("noptrbss"))
        #expect(module.enoptrbss == address("enoptrbss"))
        #expect(module.rodata == address("rodata"))
        #expect(module.types == address("types") || module.types == executable.symbol(named: "type:*")?.address)
        #expect(module.etypes == address("etypes"))
        #expect(module.findFunctionTable == address("findfunctab"))
        #expect(module.next == nil)
        let goFunc = try #require(module.goFunc)
        #expect(executable.symbol(named: "go:func.*").map { $0.address == goFunc } ?? true)
    }

    /// The module data and the function table of a stripped file, with section headers and without.
    @Test(arguments: versions, [Variant.stripped, .strippedPositionIndependent, .strippedARM64])
    func strippedFilesHaveTheSameTables(version: String, variant: Variant) throws {
        let path = try SmallProgram.build(version, variant).executable
        let executable = try open(path)
        let table = try executable.functionTable()
        #expect(table.hasInlineTables)
        let touch = try #require(table.function(named: "main.touch"))
        #expect(table.inlinedFunctionNames(touch).contains("sync.(*Mutex).Lock"))

        // As sstrip(1) or a packer leaves it: no section headers at all.
        var bytes = try Files.bytes(path)
        for at in 40..<48 { bytes[at] = 0 }
        for at in 58..<64 { bytes[at] = 0 }
        let bare = try Executable(contents: Bytes(bytes), path: "bare")
        #expect(bare.sections.isEmpty)
        #expect(try bare.moduleData() == executable.moduleData())
        #expect(try bare.buildInformation() == executable.buildInformation())
        #expect(bare.goBuildID == executable.goBuildID)
        let again = try bare.functionTable()
        #expect(again.count == table.count && again.textStart == table.textStart)
        #expect(again.function(named: "main.touch") == touch)
        #expect(again.inlinedFunctionNames(touch) == table.inlinedFunctionNames(touch))
    }

    @Test(arguments: versions) func buildIDsAreThoseOfTheGoCommand(version: String) throws {
        let toolchain = try GoToolchain(version: version)
        for variant in [Variant.plain, .strippedPositionIndependent] {
            let path = try SmallProgram.build(version, variant).executable
            let printed = try toolchain.run(["tool", "buildid", path])
            let executable = try open(path)
            #expect(executable.goBuildID == printed.output.split(separator: "\n").first.map(String.init))
            let notes = try Command.run("readelf", ["--notes", path])
            let line = notes.output.split(separator: "\n").first { $0.contains("Build ID: ") }
            #expect(executable.gnuBuildID == line.flatMap { $0.split(separator: " ").last.map(String.init) })
        }
    }

    /// Compressed and plain DWARF sections have the same contents as objcopy gives them.
    @Test func sectionsAreDecompressed() throws {
        let path = try SmallProgram.build(GoToolchain.newestVersion).executable
        let executable = try open(path)
        let folder = try TemporaryFolder()
        #expect(executable.section(named: ".debug_info")?.isCompressed == true)
        for name in [".debug_info", ".debug_line", ".go.buildinfo"] {
            let plain = try Command.run(
                "objcopy", ["--decompress-debug-sections", path, folder.file("plain")])
            #expect(plain.succeeded)
            let dump = try Command.run(
                "objcopy",
                ["--dump-section", "\(name)=\(folder.file("part"))", folder.file("plain"), folder.file("copy")])
            #expect(dump.succeeded)
            let expected = try Files.bytes(folder.file("part"))
            #expect(try executable.contents(ofSection: name)?.array == expected)
        }
        #expect(try executable.contents(ofSection: ".absent") == nil)
        #expect(try executable.contents(ofSection: ".bss") == nil)
    }

    @Test func slideIsFoundInTheMap() throws {
        let executable = try open(try SmallProgram.build(GoToolchain.newestVersion, .positionIndependent).executable)
        let segment = try #require(executable.segments.first { $0.isExecutable })
        let base: UInt64 = 0x5555_0000_0000
        func mapping(_ path: String, inode: UInt64 = 7) -> MemoryMapping {
            let start = base &+ segment.address.rawValue
            return MemoryMapping(
                start: start, end: start + (segment.memorySize + 4095) & ~4095, isReadable: true, isWritable: false,
                isExecutable: true, fileOffset: segment.fileOffset, inode: inode, path: path)
        }
        let other = MemoryMapping(
            start: 0x7fff_0000_0000, end: 0x7fff_0000_1000, isReadable: true, isWritable: false, isExecutable: true,
            fileOffset: segment.fileOffset, inode: 9, path: "/lib/other.so")
        for path in ["/srv/app", "/srv/app (deleted)", "/other/mount/app"] {
            #expect(executable.slide(in: [other, mapping(path)], executablePath: "/srv/app") == Slide(base))
        }
        #expect(executable.slide(in: [other, mapping("/x", inode: 3)], executablePath: "/y", inode: 3) == Slide(base))
        #expect(executable.slide(in: [], executablePath: "/srv/app") == nil)
        let fixed = try open(try SmallProgram.build(GoToolchain.newestVersion).executable)
        #expect(fixed.slide(in: [mapping("/srv/app")], executablePath: "/srv/app") == Slide.none)
    }

    @Test func whatIsNoExecutableIsRefused() {
        for bytes in [[], Array("#!/bin/sh\n".utf8), [0x7f, 0x45, 0x4c, 0x46]] as [[UInt8]] {
            #expect(throws: InputError.self) { try Executable(contents: Bytes(bytes), path: "x") }
        }
    }

    @Test func programsInOtherLanguagesHaveNoTables() throws {
        let executable = try open("/bin/ls")
        #expect(try executable.buildInformation() == nil)
        #expect(throws: InputError.self) { try executable.functionTable() }
        #expect(throws: InputError.self) { try executable.moduleData() }
    }
}
