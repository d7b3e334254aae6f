import Evidence
import Wire

@testable import GoBinary

extension FuzzTarget {
    static let binaries = [
        FuzzTarget(
            name: "executable", what: "ELF, PE and Mach-O files: headers, build information, function tables",
            maximumLength: 1 << 16, seeds: { images.map { $0.bytes() } },
            run: { ExecutableFuzz.run($0) }),
        FuzzTarget(
            name: "image", what: "the same images in the memory of a process", maximumLength: 1 << 16,
            seeds: { images.map { $0.bytes() } }, run: { readImage($0) }),
        FuzzTarget(
            name: "dwarf", what: "DWARF sections", maximumLength: 1 << 14, seeds: { [dwarfSeed(4), dwarfSeed(5)] },
            run: { DWARFFuzz.run($0) }),
        FuzzTarget(
            name: "layouts", what: "cached layouts of the runtime's structures", maximumLength: 1 << 13,
            seeds: { [layoutsSeed()] }, run: { readLayouts($0) }),
        FuzzTarget(
            name: "buildinfo", what: "the text of build information, versions, quoted strings, function names",
            maximumLength: 1 << 12, seeds: { buildInformationSeeds.map { Array($0.utf8) } },
            run: { readBuildInformation(String(decoding: $0, as: UTF8.self)) }),
    ]

    static let machineCode = [
        FuzzTarget(
            name: "amd64", what: "machine code of amd64", maximumLength: 256,
            seeds: { [[0x48, 0x8d, 0x05, 1, 0, 0, 0, 0xe8, 4, 0, 0, 0, 0x66, 0x0f, 0x2e, 5, 1, 2, 3, 4, 0xc3]] },
            run: { readCode($0, AMD64Code.self) }),
        FuzzTarget(
            name: "arm64", what: "machine code of arm64", maximumLength: 256,
            seeds: { [[0x1b, 0, 0, 0xb0, 0x7b, 3, 0x10, 0x91, 0x60, 3, 0x40, 0xf9, 4, 0, 0, 0x94]] },
            run: { readCode($0, ARM64Code.self) }),
    ]

    private static let images: [TinyImage] = TinyImage.Tables.allCases.flatMap { tables in
        [
            TinyImage(tables: tables), TinyImage(tables: tables, pointerSize: 4),
            TinyImage(tables: tables, isBigEndian: true), TinyImage(container: .machO, tables: tables),
            TinyImage(container: .pe, tables: tables),
        ]
    }

    private static func readImage(_ bytes: [UInt8]) {
        let memory = ArrayMemory(start: 0x55_0000_0000, bytes: Bytes(bytes))
        guard let executable = try? Executable(memory: memory, imageBase: memory.start, path: "fuzz") else { return }
        consume(try? executable.buildInformation())
        consume((executable.goBuildID, executable.gnuBuildID, executable.memorySlide))
        guard let slide = executable.memorySlide else { return }
        consume(try? executable.moduleData(in: memory, slide: slide))
        guard let table = try? executable.functionTable(moduleData: try executable.moduleData()) else { return }
        consume(try? RuntimeGlobals.find(in: executable, functions: table))
        for number in 0..<min(table.count, 16) {
            let function = FunctionTable.FunctionIndex(rawValue: Int32(number))
            let entry = table.entry(function)
            consume(table.logicalFrames(function, at: StaticAddress(entry.rawValue &+ 1)))
            consume((table.frameSize(function, at: entry), table.position(function, at: entry), table.name(function)))
        }
    }

    private static func dwarfSeed(_ version: UInt16) -> [UInt8] {
        var builder = DWARFBuilder()
        builder.version = version
        builder.declare(1, tag: 0x11, children: true, [(0x03, 0x08), (0x72, 0x17), (0x73, 0x17)])
        builder.declare(2, tag: 0x13, children: true, [(0x03, 0x1a), (0x0b, 0x0f)])
        builder.declare(3, tag: 0x0d, children: false, [(0x03, 0x08), (0x38, 0x0f), (0x49, 0x13)])
        builder.declare(4, tag: 0x34, children: false, [(0x03, 0x0e), (0x02, 0x18), (0x49, 0x10)])
        // A basic type, a pointer, a typedef, an array with its range, a constant.
        builder.declare(5, tag: 0x24, children: false, [(0x03, 0x08), (0x0b, 0x0b)])
        builder.declare(6, tag: 0x0f, children: false, [(0x03, 0x08), (0x49, 0x13)])
        builder.declare(7, tag: 0x16, children: false, [(0x03, 0x08), (0x49, 0x13)])
        builder.declare(8, tag: 0x01, children: true, [(0x03, 0x08), (0x49, 0x13), (0x0b, 0x0b)])
        builder.declare(9, tag: 0x21, children: false, [(0x49, 0x13), (0x37, 0x0b)])
        builder.declare(10, tag: 0x27, children: false, [(0x03, 0x08), (0x1c, 0x0d)])
        builder.strings = DWARFBuilder.text("runtime.g") + DWARFBuilder.text("runtime.allgs")
        builder.stringOffsets = [UInt8](repeating: 0, count: 12)
        builder.addresses = [UInt8](repeating: 0, count: 24)
        var entries: [UInt8] = [1] + DWARFBuilder.text("runtime") + [8, 0, 0, 0, 8, 0, 0, 0]
        entries += [2, 0, 64, 3] + DWARFBuilder.text("m") + [8, 28, 0, 0, 0, 0]
        entries += [4, 10, 0, 0, 0, 2, 0xa1, 1, 28, 0, 0, 0]
        let types = UInt64(builder.headerSize + entries.count)
        func reference(_ offset: UInt64) -> [UInt8] { DWARFBuilder.number(types + offset, size: 4) }
        var more: [UInt8] = [5] + DWARFBuilder.text("int") + [8]
        let pointer = UInt64(more.count)
        more += [6] + DWARFBuilder.text("*int") + reference(0)
        let alias = UInt64(more.count)
        more += [7] + DWARFBuilder.text("runtime.hchan") + reference(pointer)
        let array = UInt64(more.count)
        more += [8] + DWARFBuilder.text("[4]int") + reference(alias) + [32, 9] + reference(0) + [4, 0]
        more += [2, 0, 64, 3] + DWARFBuilder.text("goid") + [8] + reference(array)
        more += [3] + DWARFBuilder.text("sched") + [16] + reference(alias) + [0]
        more += [10] + DWARFBuilder.text("runtime._Gwaiting") + [4]
        builder.unit(entries + more + [0])
        let sections = builder.sections
        let names = [".debug_abbrev", ".debug_str", ".debug_str_offsets", ".debug_addr", ".debug_line_str"]
        var bytes: [UInt8] = []
        for name in names { bytes += DWARFBuilder.number(UInt64(sections[name]?.count ?? 0), size: 4) }
        for name in names + [".debug_info"] { bytes += sections[name]?.array ?? [] }
        return bytes
    }

    /// The header of an entry of the cache holds a length and a checksum, which no fuzzer guesses: the input is what
    /// they are of.
    private static func readLayouts(_ body: [UInt8]) {
        let header = RuntimeLayoutIndex(structures: [], variables: [], constants: []).encoded(buildID: "").prefix(16)
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in body { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let numbers = DWARFBuilder.number(UInt64(body.count), size: 8) + DWARFBuilder.number(hash, size: 8)
        let bytes = Bytes(Array(header) + numbers + body)
        guard let index = RuntimeLayoutIndex(decoding: bytes, buildID: "fuzz") else { return }
        let again = RuntimeLayoutIndex(decoding: Bytes(index.encoded(buildID: "fuzz")), buildID: "fuzz")
        precondition(again == index, "an index comes back from the cache as another one")
    }

    private static func layoutsSeed() -> [UInt8] {
        let index = RuntimeLayoutIndex(
            structures: [
                StructureLayout(
                    name: "runtime.g", size: 440,
                    fields: [.init(name: "goid", offset: 152, size: 8, typeName: "uint64")])
            ], variables: [.init(name: "runtime.allgs", address: StaticAddress(0x50_0000), size: 24, typeName: "[]*g")],
            constants: [.init(name: "runtime.waitReasonZero", value: 0)])
        return Array(index.encoded(buildID: "fuzz").dropFirst(32))
    }

    private static let buildInformationSeeds = [
        TinyImage.moduleText,
        """
        path\texample.org/a
        mod\texample.org/a\tv1.2.3\th1:abc=
        dep\texample.org/b\tv0.0.0-20240102030405-abcdef012345
        =>\t../b\t\t
        build\t-ldflags="-s -w"
        build\tvcs.time=2024-01-02T03:04:05Z
        build\tvcs.modified=true
        build\t"a \\x41\\u00e9"=`b`

        """, "go1.27.3 X:nodwarf5", "devel go1.28-4fd94b9 Fri", "go1.25rc1",
        "main.Map[go.shape.int,*main.T[int]].F.func1",
        "example%2eorg/a.(*T).Method-fm", "type:.eq.[2]interface {}",
    ]

    private static func readBuildInformation(_ text: String) {
        let information = BuildInformationText.parse(text, goVersion: text)
        consume(BuildWarnings.of(information))
        consume((information.revision, information.isModified))
        consume((GoVersion(text), GoQuotedText.unquote(text), GoQuotedText.prefixLength(text)))
        consume(printableFunctionName(text))
    }

    private static func readCode(_ bytes: [UInt8], _ reader: any MachineCodeReader.Type) {
        for start in [0x40_0000, UInt64.max - 8, 0] {
            let code = CodeBytes(bytes: Bytes(bytes), start: start)
            consume((reader.references(in: code), reader.calls(in: code)))
            for range in [0..<UInt64.max, 0x50_0000..<0x50_0008, start..<start] {
                consume(reader.refers(code, to: range))
            }
        }
    }
}
