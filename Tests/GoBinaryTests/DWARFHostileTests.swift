import GoBinary
import TestSupport
import Testing
import Wire

/// Damaged and hostile debugging information: an answer in bounded time, whatever it is.
@Suite("Hostile DWARF")
struct DWARFHostileTests {
    @Test("Damaged sections of real programs", arguments: [GoToolchain.oldestVersion, GoToolchain.newestVersion])
    func damagedPrograms(version: String) throws {
        let sections = try smallSections(version)
        let information = try #require(sections[".debug_info"]).array
        for input in Hostile.truncations(of: information, step: max(1, information.count / 40)) {
            look(sections, ".debug_info", input)
        }
        for input in Hostile.bitFlips(of: information, count: 40, seed: 11) { look(sections, ".debug_info", input) }
        for input in Hostile.absurdIntegers(of: information, count: 40, seed: 12) {
            look(sections, ".debug_info", input)
        }
        let abbreviations = try #require(sections[".debug_abbrev"]).array
        for input in Hostile.truncations(of: abbreviations, step: 13) { look(sections, ".debug_abbrev", input) }
        for input in Hostile.bitFlips(of: abbreviations, count: 60, seed: 13) { look(sections, ".debug_abbrev", input) }
        for input in Hostile.absurdIntegers(of: abbreviations, count: 60, seed: 14) {
            look(sections, ".debug_abbrev", input)
        }
    }

    @Test("The fuzzing entry takes any bytes")
    func fuzz() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            DWARFFuzz.run(
                (0..<Int.random(in: 0...400, using: &generator)).map { _ in .random(in: 0...255, using: &generator) })
        }
        var builder = DWARFBuilder()
        builder.declare(1, tag: 0x11, children: true, [(0x03, 0x08), (0x72, 0x17), (0x73, 0x17)])
        builder.declare(2, tag: 0x13, children: true, [(0x03, 0x1a), (0x0b, 0x0f)])
        builder.declare(3, tag: 0x0d, children: false, [(0x03, 0x08), (0x38, 0x0f), (0x49, 0x13)])
        builder.declare(4, tag: 0x34, children: false, [(0x03, 0x0e), (0x02, 0x18), (0x49, 0x10)])
        builder.strings = DWARFBuilder.text("runtime.g") + DWARFBuilder.text("runtime.allgs")
        builder.stringOffsets = [UInt8](repeating: 0, count: 12)
        builder.addresses = [UInt8](repeating: 0, count: 24)
        var entries: [UInt8] = [1] + DWARFBuilder.text("runtime") + [8, 0, 0, 0, 8, 0, 0, 0]
        entries += [2, 0, 64, 3] + DWARFBuilder.text("m") + [8, 28, 0, 0, 0, 0]
        entries += [4, 10, 0, 0, 0, 2, 0xa1, 1, 28, 0, 0, 0, 0]
        builder.unit(entries)
        let sections = builder.sections
        #expect(try builder.types().structure(named: "runtime.g")?.size == 64)
        #expect(try builder.types().variable(named: "runtime.allgs") != nil)
        var bytes: [UInt8] = []
        let names = [".debug_abbrev", ".debug_str", ".debug_str_offsets", ".debug_addr", ".debug_line_str"]
        for name in names { bytes += DWARFBuilder.number(UInt64(sections[name]?.count ?? 0), size: 4) }
        for name in names + [".debug_info"] { bytes += sections[name]?.array ?? [] }
        for input in Hostile.all(of: bytes, seed: 21) { DWARFFuzz.run(input.bytes) }
    }

    @Test("Declarations of thousands of empty values do not multiply")
    func emptyValues() throws {
        var builder = DWARFBuilder()
        builder.declare(1, tag: 0x11, children: true, [(0x03, 0x08)])
        builder.declare(2, tag: 0x13, children: false, (0..<200_000).map { _ in (0x03, 0x19) })
        builder.unit([1] + DWARFBuilder.text("runtime") + [UInt8](repeating: 2, count: 1_000_000))
        try expectQuick(builder)
    }

    @Test("Units that each start elsewhere in one long table do not multiply")
    func overlappingTables() throws {
        var builder = DWARFBuilder()
        for code in 1...60_000 { builder.declare(UInt64(code), tag: 0x11, children: true, [(0x03, 0x08)]) }
        for index in 0..<20_000 { builder.unit([1, 0x61, 0], abbreviationOffset: UInt64(index * 7)) }
        try expectQuick(builder)
    }

    @Test("A string that every entry refers to does not multiply")
    func sharedString() throws {
        var builder = DWARFBuilder()
        builder.strings = [UInt8](repeating: 0x61, count: 8 << 20)
        builder.declare(1, tag: 0x11, children: true, [(0x03, 0x08)])
        builder.declare(2, tag: 0x24, children: false, [(0x03, 0x0e)])
        let entry: [UInt8] = [2, 0, 0, 0, 0]
        builder.unit([1] + DWARFBuilder.text("runtime") + Array(repeatElement(entry, count: 200_000).joined()))
        try expectQuick(builder)
    }

    @Test("A structure whose fields all refer to one long entry does not multiply")
    func longEntry() throws {
        var builder = DWARFBuilder()
        builder.declare(1, tag: 0x11, children: true, [(0x03, 0x08)])
        builder.declare(2, tag: 0x24, children: false, (0..<200_000).map { _ in (0x2001, 0x0f) })
        builder.declare(3, tag: 0x13, children: true, [(0x03, 0x08), (0x0b, 0x0b)])
        builder.declare(4, tag: 0x0d, children: false, [(0x38, 0x0b), (0x49, 0x13)])
        var entries: [UInt8] = [1] + DWARFBuilder.text("runtime")
        let long = UInt64(builder.headerSize + entries.count)
        entries += [2] + [UInt8](repeating: 2, count: 200_000)
        entries += [3] + DWARFBuilder.text("runtime.g") + [8]
        for index in 0..<4000 { entries += [4, 0] + DWARFBuilder.number(long + UInt64(index), size: 4) }
        builder.unit(entries + [0, 0])
        try expectQuick(builder)
    }

    @Test("Nesting as deep as the input is long takes no stack")
    func deepNesting() throws {
        var builder = DWARFBuilder()
        builder.declare(1, tag: 0x11, children: true, [])
        builder.unit([UInt8](repeating: 1, count: 4_000_000))
        try expectQuick(builder)
    }

    private func expectQuick(_ builder: DWARFBuilder) throws {
        let clock = ContinuousClock()
        let elapsed = clock.measure { DWARFFuzz.run(builder.sections) }
        #expect(elapsed < .seconds(60), "hostile input took \(elapsed)")
    }

    private func look(_ sections: [String: Bytes], _ name: String, _ input: HostileInput) {
        var copy = sections
        copy[name] = Bytes(input.bytes)
        DWARFFuzz.run(copy)
    }

    private func smallSections(_ version: String) throws -> [String: Bytes] {
        let program = try GoProgram.build(
            source: "package main\n\nfunc main() {}\n", toolchain: try GoToolchain(version: version))
        return try FixtureSections(program.executable).decompressed
    }
}
