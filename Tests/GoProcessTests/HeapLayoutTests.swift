import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoProcess

/// The committed table of the heap's layouts against the debugging information of each version and processor.
@Suite("Heap layouts")
struct HeapLayoutTests {
    @Test(
        "The table says what DWARF says, on amd64 and arm64", arguments: GoToolchain.versions, ["amd64", "arm64"])
    func table(version: String, name: String) throws {
        let program = try GoProgram.build(
            source: "package main\n\nfunc main() {}\n", toolchain: try GoToolchain(version: version),
            flags: ["-ldflags=-compressdwarf=false"], environment: ["GOARCH": name])
        let sections = try UncompressedSections(program.executable)
        let index = RuntimeLayoutIndex(try DWARFTypes(sections))
        let minor = program.toolchain.minor
        let architecture = name == "amd64" ? HeapArchitecture.amd64 : .arm64
        let known = try #require(HeapLayout.known(minorVersion: minor, architecture: architecture))
        let extracted = try #require(HeapLayout(index, minorVersion: minor, architecture: architecture))
        #expect(known == extracted, "\(version) \(name)")
        #expect(index.constant(named: "runtime.heapArenaBytes") == Int64(HeapLayout.arenaSize))
        #expect(index.constant(named: "runtime.pagesPerArena") == Int64(HeapLayout.pagesPerArena))
        #expect(index.constant(named: "runtime._PageSize") == Int64(HeapLayout.pageSize))
        #expect(index.constant(named: "runtime.arenaL1Bits") == 0)
        #expect(index.constant(named: "runtime.arenaL2Bits").map { 1 << UInt64($0) } == HeapLayout.arenaTableCount)
        let base = try #require(index.constant(named: "runtime.arenaBaseOffsetUintptr"))
        #expect(architecture.position(0) == 0 &- UInt64(bitPattern: base))
        #expect(
            architecture.address(ofArena: architecture.position(0xc0_0000_0000) / HeapLayout.arenaSize)
                == 0xc0_0000_0000)
    }

    @Test("Offsets that do not fit their structures are refused")
    func hostile() throws {
        func layout(_ change: (inout StructureLayout) -> Void) -> HeapLayout? {
            var span = StructureLayout(name: "runtime.mspan", size: 160, fields: [])
            let fields = [
                ("startAddr", 24, 8), ("npages", 32, 8), ("freeindex", 48, 2), ("nelems", 50, 2), ("allocBits", 64, 8),
                ("spanclass", 98, 1), ("state", 99, 1), ("elemsize", 104, 8), ("specials", 128, 8),
            ]
            span.fields = fields.map { .init(name: $0.0, offset: $0.1, size: $0.2, typeName: "") }
            change(&span)
            func structure(_ name: String, _ size: Int, _ fields: [(String, Int, Int)]) -> StructureLayout {
                StructureLayout(
                    name: "runtime." + name, size: size,
                    fields: fields.map { .init(name: $0.0, offset: $0.1, size: $0.2, typeName: "") })
            }
            let index = RuntimeLayoutIndex(
                structures: [
                    span,
                    structure(
                        "mheap", 93464, [("arenas", 66008, 8), ("heapArenas", 66096, 24), ("allspans", 65864, 24)]),
                    structure("heapArena", 69648, [("spans", 0, 65536)]),
                    structure("special", 24, [("next", 0, 8), ("offset", 8, 8), ("kind", 16, 1)]),
                    structure("p", 15920, [("gcw", 4696, 4856), ("wbBuf", 9552, 4112), ("pcache", 64, 24)]),
                ], variables: [], constants: [])
            return HeapLayout(index, minorVersion: 27)
        }
        #expect(layout { _ in } == HeapLayout.known(minorVersion: 27))
        #expect(layout { $0.fields[0].offset = 153 } == nil)
        #expect(layout { $0.fields[3].size = 4 } == nil)
        #expect(layout { $0.fields[7].offset = .max } == nil)
        #expect(layout { $0.fields[6].offset = 160 } == nil)
        #expect(layout { $0.size = 0 } == nil)
        #expect(layout { $0.fields.removeLast() } == nil)
    }
}

/// Sections of an ELF file whose debugging sections are not compressed.
private struct UncompressedSections: DWARFSectionSource {
    private var found: [String: Bytes] = [:]

    init(_ path: String) throws {
        let file = try MappedFile.open(path)
        let table = Int(file.load(0x28, as: UInt64.self) ?? 0)
        let count = Int(file.load(0x3c, as: UInt16.self) ?? 0)
        func contents(_ index: Int) -> Bytes {
            let header = table + index * 64
            return file.slice(
                Int(file.load(header + 24, as: UInt64.self) ?? 0), Int(file.load(header + 32, as: UInt64.self) ?? 0))
                ?? Bytes()
        }
        let names = contents(Int(file.load(0x3e, as: UInt16.self) ?? 0))
        for index in 0..<count {
            let name = names.cString(at: Int(file.load(table + index * 64, as: UInt32.self) ?? 0))
            if let name, name.hasPrefix(".debug_") { found[name] = contents(index) }
        }
    }

    func section(named name: String) -> Bytes? { found[name] }
}
