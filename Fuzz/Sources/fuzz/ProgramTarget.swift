import GoBinary
import Wire

extension FuzzTarget {
    static let program = [
        FuzzTarget(
            name: "program", what: "the executable of a real Go program with some bytes replaced",
            maximumLength: 24 * recordSize, seeds: { recordSeeds }, run: { readProgram($0) }),
        FuzzTarget(
            name: "symbols", what: "the DWARF of a real Go program with some bytes replaced",
            maximumLength: 24 * recordSize, seeds: { recordSeeds }, run: { readSymbols($0) }),
    ]

    /// A replacement: how long (1 byte), where (4), by what (8).
    private static let recordSize = 13

    private static let recordSeeds: [[UInt8]] = (0..<4).map { region in
        [region * 2, 77, 1, 0, region << 6, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0]
    }

    private static let contents = FrozenProcess.shared.contents.array

    /// Where the header of the function table lies (its magic number of Go 1.20 and later); 0 when it is not there.
    private static let functionTable =
        FrozenProcess.shared.contents.firstRange(of: [0xf1, 0xff, 0xff, 0xff, 0, 0]) ?? 0

    private static func readProgram(_ input: [UInt8]) {
        var spoilt = contents
        replace(input) { selector, bytes in
            let start = place(selector)
            let count = min(bytes.count, spoilt.count - start)
            spoilt.replaceSubrange(start..<start + count, with: bytes.prefix(count))
        }
        consume(ExecutableFuzz.run(spoilt))
    }

    /// Gives each replacement of the input to `use`.
    private static func replace(_ input: [UInt8], _ use: (UInt32, ArraySlice<UInt8>) -> Void) {
        let records = Bytes(input)
        for at in stride(from: 0, to: input.count, by: recordSize) {
            guard let kind: UInt8 = records.load(at), let selector: UInt32 = records.load(at + 1),
                let value = records.slice(at + 5, 8)?.array
            else { break }
            use(selector, value.prefix([1, 2, 4, 8][Int(kind & 3)]))
        }
    }

    /// The sections of the same program with its DWARF, of which the unit of package runtime is large.
    private static let sections: [String: Bytes] = {
        do {
            let path = FrozenProcess.shared.executable.path + "-with-symbols"
            let executable = try Executable(contents: try MappedFile.open(path), path: path)
            let names = ["abbrev", "info", "str", "str_offsets", "addr", "line_str"].map { ".debug_" + $0 }
            return try names.reduce(into: [:]) { $0[$1] = try executable.contents(ofSection: $1) }
        } catch { Main.end("\(error)") }
    }()

    /// The sections that are spoilt, by the two upper bits of a selector.
    private static let spoiltSections = [".debug_abbrev", ".debug_info", ".debug_info", ".debug_addr"]

    private static func readSymbols(_ input: [UInt8]) {
        var spoilt = sections
        replace(input) { selector, bytes in
            let name = spoiltSections[Int(selector >> 30)]
            guard var section = spoilt[name]?.array, !section.isEmpty else { return }
            let start = Int(selector & 0xff_ffff) % section.count
            let count = min(bytes.count, section.count - start)
            section.replaceSubrange(start..<start + count, with: bytes.prefix(count))
            spoilt[name] = Bytes(section)
        }
        DWARFFuzz.run(spoilt)
    }

    /// Half of all selectors mean the headers of the file and of the function table.
    private static func place(_ selector: UInt32) -> Int {
        let offset = Int(selector & 0xff_ffff)
        switch selector >> 30 {
        case 0: return offset % 1024
        case 1: return min(functionTable + offset % 256, contents.count - 1)
        case 2: return functionTable + offset % (contents.count - functionTable)
        default: return offset % contents.count
        }
    }
}
