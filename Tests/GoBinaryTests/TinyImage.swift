/// Writes the smallest executables that have everything sonde reads: an encoder for the formats that GoBinary decodes.
///
/// One segment holds it all. The functions are `main.main` with a call of `main.leaf` inlined into it, `main.leaf`,
/// and `runtime.deferreturn`.
struct TinyImage: Sendable, CustomStringConvertible {
    enum Container: String, Sendable { case elf, pe, machO }
    enum Tables: String, Sendable, CaseIterable { case go116, go118, go120, go127 }

    var container = Container.elf
    var tables = Tables.go127
    var pointerSize = 8
    var isBigEndian = false

    var description: String { "\(container) \(tables) \(pointerSize * 8) bits\(isBigEndian ? " big-endian" : "")" }

    /// Static address of the file's first byte.
    var base: UInt64 { container == .pe ? 0x40_1000 : 0x10000 }
    static let textOffset = 0x400
    /// Address of `main.main`.
    var text: UInt64 { base + UInt64(Self.textOffset) }
    /// Sizes of the functions, in their order.
    static let sizes = [64, 64, 32]

    var version: String {
        switch tables {
        case .go116: "go1.17.2"
        case .go118: "go1.19.8"
        case .go120: "go1.25.5"
        case .go127: "go1.27.3"
        }
    }

    private var hasOffsets: Bool { tables != .go116 }

    func bytes() -> [UInt8] {
        var out = Writer(isBigEndian: isBigEndian, pointerSize: pointerSize)
        out.pad(to: Self.textOffset)
        out.bytes += [UInt8](repeating: 0x90, count: Self.sizes.reduce(0, +))
        out.align(32)
        let tree = out.count
        inlineTree(&out)
        out.align(32)
        let table = out.count
        functionTable(&out, at: table, tree: tree)
        out.align(32)
        let sections = out.count
        for value in [0, UInt64(Self.sizes.reduce(0, +)), text] { out.word(value) }
        out.align(32)
        moduleData(&out, table: table, tree: tree, sections: sections)
        out.align(16)
        buildInformation(&out)
        let size = out.count
        out.bytes.replaceSubrange(0..<Self.textOffset, with: header(size: size))
        return out.bytes
    }

    // MARK: - Tables

    private static let names = ["main.main", "main.leaf", "runtime.deferreturn"]

    private func nameOffset(_ number: Int) -> Int {
        Self.names[..<number].map { $0.utf8.count + 1 }.reduce(0, +)
    }

    private func inlineTree(_ out: inout Writer) {
        if tables == .go116 || tables == .go118 {
            out.integer(UInt16.max)
            out.integer(UInt16(0))
            out.integer(UInt32(0))
            out.integer(UInt32(12))
            out.integer(UInt32(nameOffset(1)))
            out.integer(UInt32(14))
        } else {
            out.integer(UInt32(0))
            out.integer(UInt32(nameOffset(1)))
            out.integer(UInt32(14))
            out.integer(UInt32(30))
        }
    }

    /// Values with the program counters at which they end.
    private func counterTable(_ values: [(value: Int, end: Int)]) -> [UInt8] {
        var result: [UInt8] = []
        var (value, counter) = (-1, 0)
        for entry in values {
            let difference = entry.value - value
            result += [UInt8(difference < 0 ? -2 * difference - 1 : 2 * difference), UInt8(entry.end - counter)]
            (value, counter) = (entry.value, entry.end)
        }
        return result + [0]
    }

    private func functionTable(_ out: inout Writer, at start: Int, tree: Int) {
        var names: [UInt8] = []
        for name in Self.names { names += Array(name.utf8) + [0] }
        let files = Array("main.go\0leaf.go\0".utf8)
        // Tables start at 1: 0 stands for none.
        var counters: [UInt8] = [0]
        func table(_ values: [(Int, Int)]) -> Int {
            let start = counters.count
            counters += counterTable(values)
            return start
        }
        let frames = [table([(0, 4), (24, 60), (0, 64)]), table([(0, 64)]), table([(0, 32)])]
        let fileNumbers = [table([(0, 16), (1, 32), (0, 64)]), table([(1, 64)]), table([(0, 32)])]
        let lines = [table([(11, 14), (12, 16), (31, 32), (13, 64)]), table([(30, 64)]), table([(50, 32)])]
        let inlined = table([(-1, 16), (0, 32), (-1, 64)])
        let header = 8 + pointerSize * (hasOffsets ? 8 : 7)
        let nameStart = header
        let unitStart = (nameStart + names.count + 3) & ~3
        let fileStart = unitStart + 8
        let counterStart = fileStart + files.count
        let functionStart = (counterStart + counters.count + 7) & ~7
        let magic: UInt32 =
            switch tables {
            case .go116: 0xffff_fffa
            case .go118: 0xffff_fff0
            case .go120, .go127: 0xffff_fff1
            }
        out.integer(magic)
        out.bytes += [0, 0, 1, UInt8(pointerSize)]
        out.word(3)
        out.word(2)
        if hasOffsets { out.word(tables == .go127 ? 0 : text) }
        for offset in [nameStart, unitStart, fileStart, counterStart, functionStart] { out.word(UInt64(offset)) }
        out.bytes += names
        out.pad(to: start + unitStart)
        out.integer(UInt32(0))
        out.integer(UInt32(8))
        out.bytes += files + counters
        out.pad(to: start + functionStart)
        let entrySize = hasOffsets ? 8 : 2 * pointerSize
        let records = (0..<3).map { 4 * entrySize + $0 * 128 }
        for (number, entry) in [0, 64, 128, 160].enumerated() {
            let record = number < 3 ? records[number] : 0
            if hasOffsets {
                out.integer(UInt32(entry))
                // The end mark has no record.
                if number < 3 { out.integer(UInt32(record)) } else { out.integer(UInt32(0)) }
            } else {
                out.word(text + UInt64(entry))
                out.word(UInt64(record))
            }
        }
        for number in 0..<3 {
            out.pad(to: start + functionStart + records[number])
            let entry = [0, 64, 128][number]
            if hasOffsets { out.integer(UInt32(entry)) } else { out.word(text + UInt64(entry)) }
            let fields = [nameOffset(number), 0, 0, frames[number], fileNumbers[number], lines[number], 3, 0]
            for field in fields { out.integer(UInt32(field)) }
            if tables == .go120 || tables == .go127 { out.integer(UInt32([11, 30, 50][number])) }
            // The identifier of wrappers, and the flags of a function at the end of its stack.
            out.bytes += [number == 2 ? 23 : 0, number == 0 ? 1 : 0, 0, 4]
            for counter in [0, 0, number == 0 ? inlined : 0] { out.integer(UInt32(counter)) }
            if hasOffsets {
                for attached in 0..<4 { out.integer(attached == 3 && number == 0 ? UInt32(0) : UInt32.max) }
            } else {
                let place = start + functionStart + records[number]
                while (out.count - place) % pointerSize != 0 { out.bytes.append(0) }
                for attached in 0..<4 { out.word(attached == 3 && number == 0 ? base + UInt64(tree) : 0) }
            }
        }
        out.pad(to: start + functionStart + 4 * entrySize + 3 * 128)
    }

    private func moduleData(_ out: inout Writer, table: Int, tree: Int, sections: Int) {
        var words = [UInt64](repeating: 0, count: 75)
        let end = text + UInt64(Self.sizes.reduce(0, +))
        words[0] = base + UInt64(table)
        (words[17], words[18]) = (4, 4)
        (words[20], words[21], words[22], words[23]) = (text, end, text, end)
        for word in 24...31 { words[word] = base + UInt64(out.count) + (word % 2 == 0 ? 0 : 64) }
        let places: (types: Int, etypes: Int, goFunc: Int?, map: Int) =
            switch tables {
            case .go116: (35, 36, nil, 37)
            case .go118: (35, 36, 38, 39)
            case .go120: (37, 38, 40, 41)
            case .go127: (37, 39, 43, 45)
            }
        words[places.types] = base + 0x10
        words[places.etypes] = base + 0x20
        if let goFunc = places.goFunc { words[goFunc] = base + UInt64(tree) }
        (words[places.map], words[places.map + 1], words[places.map + 2]) = (base + UInt64(sections), 1, 1)
        for word in words { out.word(word) }
    }

    static let moduleText = """
        path\texample.org/tiny
        mod\texample.org/tiny\t(devel)\t
        dep\texample.org/other\tv1.0.0\th1:abc=
        build\t-gcflags=all=-N
        build\tCGO_ENABLED=1

        """

    private func buildInformation(_ out: inout Writer) {
        let marks = [UInt8](repeating: 0xf9, count: 16)
        let module = marks + Array(Self.moduleText.utf8) + marks
        out.bytes += [0xff] + Array(" Go buildinf:".utf8)
        if tables == .go116 {
            out.bytes += [UInt8(pointerSize), isBigEndian ? 1 : 0]
            let strings = base + UInt64(out.count) + 16
            out.word(strings)
            out.word(strings + UInt64(2 * pointerSize))
            if pointerSize == 4 { out.bytes += [UInt8](repeating: 0, count: 8) }
            let texts = strings + UInt64(4 * pointerSize)
            out.word(texts)
            out.word(UInt64(version.utf8.count))
            out.word(texts + UInt64(version.utf8.count))
            out.word(UInt64(module.count))
            out.bytes += Array(version.utf8) + module
        } else {
            out.bytes += [UInt8(pointerSize), 2] + [UInt8](repeating: 0, count: 16)
            out.bytes += [UInt8(version.utf8.count)] + Array(version.utf8)
            out.bytes += [UInt8(module.count & 0x7f | 0x80), UInt8(module.count >> 7)] + module
        }
    }
}
