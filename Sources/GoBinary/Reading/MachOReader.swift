import Evidence
import Wire

/// Headers and symbols of a macOS or iOS executable (mach-o/loader.h, mach-o/nlist.h of Apple's cctools).
struct MachOReader {
    private enum Command {
        static let segment32: UInt32 = 1
        static let symbols: UInt32 = 2
        static let segment64: UInt32 = 0x19
        static let identifier: UInt32 = 0x1b
        static let chainedFixups: UInt32 = 0x8000_0034
    }

    private let file: OrderedBytes
    private let path: String
    private let is64: Bool

    /// True for the first bytes of a thin file.
    static func isThin(_ bytes: Bytes) -> Bool {
        [0xfeed_face, 0xfeed_facf, 0xcefa_edfe, 0xcffa_edfe].contains(bytes.load(0, as: UInt32.self))
    }

    /// The part of a universal file for an architecture that sonde knows best, or the first one; nil for other files.
    static func part(ofUniversal bytes: Bytes) -> Bytes? {
        let ordered = OrderedBytes(bytes, isBigEndian: true)
        guard let magic = ordered.load(0, as: UInt32.self), magic == 0xcafe_babe || magic == 0xcafe_babf,
            // Class files of Java begin alike; their version number stands where the count does.
            let count = ordered.load(4, as: UInt32.self), (1..<32).contains(count)
        else { return nil }
        let isWide = magic == 0xcafe_babf
        var parts: [(kind: UInt32, bytes: Bytes)] = []
        for number in 0..<Int(count) {
            let at = 8 + number * (isWide ? 32 : 20)
            guard let kind = ordered.load(at, as: UInt32.self),
                let offset = ordered.word(at + 8, size: isWide ? 8 : 4),
                let size = ordered.word(at + (isWide ? 16 : 12), size: isWide ? 8 : 4),
                let part = SymbolTable.part(bytes, offset, size), isThin(part)
            else { continue }
            parts.append((kind, part))
        }
        return (parts.first { $0.kind == 0x0100_0007 || $0.kind == 0x0100_000c } ?? parts.first)?.bytes
    }

    /// - Throws: `notRecognised`.
    init(_ contents: Bytes, path: String) throws {
        guard Self.isThin(contents), let magic = contents.load(0, as: UInt32.self) else {
            throw InputError(.notRecognised, "is not a Mach-O file", file: path, offset: 0)
        }
        let isBigEndian = magic == 0xcefa_edfe || magic == 0xcffa_edfe
        is64 = magic == 0xfeed_facf || magic == 0xcffa_edfe
        file = OrderedBytes(contents, isBigEndian: isBigEndian)
        self.path = path
    }

    private var headerSize: Int { is64 ? 32 : 28 }
    private var pointerSize: Int { is64 ? 8 : 4 }

    func layout() throws -> ExecutableLayout {
        guard let machine = file.load(4, as: UInt32.self), let count = file.load(16, as: UInt32.self),
            let size = file.load(20, as: UInt32.self), let flags = file.load(24, as: UInt32.self),
            file.bytes.count >= headerSize
        else {
            throw InputError(.truncated, "the Mach-O header is cut off", file: path, offset: 0)
        }
        var layout = ExecutableLayout(format: .machO, architecture: architecture(machine))
        layout.isBigEndian = file.isBigEndian
        layout.pointerSize = pointerSize
        layout.isPositionIndependent = flags & 0x20_0000 != 0
        var at = headerSize
        for number in 0..<count {
            guard let kind = file.load(at, as: UInt32.self), let length = file.load(at + 4, as: UInt32.self),
                length >= 8, Int(length) <= file.bytes.count - at, at + Int(length) <= headerSize + Int(size)
            else {
                throw InputError(
                    .truncated, "load command \(number) of \(count) lies behind the end of the commands", file: path,
                    offset: UInt64(at))
            }
            read(kind, at, Int(length), into: &layout)
            at += Int(length)
        }
        let text = layout.segments.first { $0.isExecutable } ?? layout.segments.first
        layout.preferredBase = text?.address.rawValue ?? 0
        return layout
    }

    private func read(_ kind: UInt32, _ at: Int, _ length: Int, into layout: inout ExecutableLayout) {
        switch kind {
        case Command.segment64 where is64, Command.segment32 where !is64:
            readSegment(at, length, into: &layout)
        case Command.symbols:
            guard let offset = file.load(at + 8, as: UInt32.self), let count = file.load(at + 12, as: UInt32.self),
                let strings = file.load(at + 16, as: UInt32.self), let size = file.load(at + 20, as: UInt32.self)
            else { return }
            layout.symbols = SymbolTableLocation(
                offset: UInt64(offset), count: UInt64(count), stringsOffset: UInt64(strings),
                stringsSize: UInt64(size))
        case Command.identifier:
            layout.headerBuildID = file.bytes.slice(at + 8, 16).map(hexadecimal)
        case Command.chainedFixups:
            layout.hasChainedPointers = true
        default: break
        }
    }

    private func readSegment(_ at: Int, _ length: Int, into layout: inout ExecutableLayout) {
        let words = at + 24
        let size = pointerSize
        guard let name = file.bytes.slice(at + 8, 16).map(Self.text), let address = file.word(words, size: size),
            let memory = file.word(words + size, size: size), let offset = file.word(words + 2 * size, size: size),
            let inFile = file.word(words + 3 * size, size: size),
            let protection = file.load(words + 4 * size + 4, as: UInt32.self),
            let count = file.load(words + 4 * size + 8, as: UInt32.self)
        else { return }
        let segment = ExecutableSegment(
            address: StaticAddress(address), fileOffset: offset, fileSize: min(inFile, memory), memorySize: memory,
            isReadable: protection & 1 != 0, isWritable: protection & 2 != 0, isExecutable: protection & 4 != 0)
        let isImpossible = address.addingReportingOverflow(memory).overflow
        // The zero page has no protection, and the debugging information no memory.
        let isDebugging = name == "__DWARF"
        if memory > 0, protection != 0, !isDebugging, !isImpossible { layout.segments.append(segment) }
        let sectionSize = is64 ? 80 : 68
        let first = at + (is64 ? 72 : 56)
        for number in 0..<min(Int(count), max(0, length / sectionSize)) {
            readSection(first + number * sectionSize, segment, isDebugging, into: &layout)
        }
    }

    private func readSection(
        _ at: Int, _ segment: ExecutableSegment, _ isDebugging: Bool, into layout: inout ExecutableLayout
    ) {
        let size = pointerSize
        guard let name = file.bytes.slice(at, 16).map(Self.text), let address = file.word(at + 32, size: size),
            let length = file.word(at + 32 + size, size: size),
            let offset = file.load(at + 32 + 2 * size, as: UInt32.self),
            let flags = file.load(at + 32 + 2 * size + 16, as: UInt32.self)
        else { return }
        // Kinds 1 and 12 are filled with zeros.
        let isZero = flags & 0xff == 1 || flags & 0xff == 0xc
        layout.sections.append(
            ExecutableSection(
                name: name, address: StaticAddress(address), size: length, fileOffset: UInt64(offset),
                fileSize: isZero ? 0 : length, isLoaded: !isDebugging,
                isExecutable: flags & 0x8000_0400 != 0, isWritable: segment.isWritable && !isDebugging,
                isCompressed: name.hasPrefix("__zdebug_")))
    }

    private static func text(_ field: Bytes) -> String { field.cString(at: 0) ?? field.string }

    private func architecture(_ kind: UInt32) -> ExecutableArchitecture {
        switch kind {
        case 0x0100_0007: .amd64
        case 0x0100_000c: .arm64
        case 7: .other("386")
        case 12: .other("arm")
        default: .other("Mach-O processor \(kind)")
        }
    }

    /// Symbols that lie in a section. Each has an underscore in front, which is taken off.
    static func symbols(_ file: Bytes, _ layout: ExecutableLayout) -> SymbolTable {
        let size = layout.pointerSize == 8 ? 16 : 12
        guard let place = layout.symbols, let start = index(place.offset),
            let strings = SymbolTable.part(file, place.stringsOffset, place.stringsSize)
        else { return .empty }
        let ordered = OrderedBytes(file, isBigEndian: layout.isBigEndian)
        var entries: [(name: UInt32, address: UInt64)] = []
        for number in 0..<Int(clamping: place.count) {
            let at = start &+ number &* size
            guard let name = ordered.load(at, as: UInt32.self), let kind = ordered.load(at &+ 4, as: UInt8.self),
                let value = ordered.word(at &+ 8, size: layout.pointerSize)
            else { break }
            // Neither debugging entries nor undefined symbols.
            guard kind & 0xe0 == 0, kind & 0x0e == 0x0e, name != 0 else { continue }
            entries.append((name, value))
        }
        return SymbolTable(entries: entries, strings: strings, prefix: 1, layout: layout)
    }
}
