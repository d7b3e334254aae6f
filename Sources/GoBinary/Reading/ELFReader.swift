import Evidence
import Wire

/// Headers of an ELF file (System V gABI, chapters 4 and 5), 32 and 64 bits, both byte orders.
struct ELFReader {
    static let magic: [UInt8] = [0x7f, 0x45, 0x4c, 0x46]
    /// More headers than any linker writes; a file that claims more is damaged.
    static let headerLimit = 1 << 16

    let file: OrderedBytes
    let path: String
    let is64: Bool

    private struct Header {
        var type: UInt16 = 0
        var machine: UInt16 = 0
        var programOffset: UInt64 = 0
        var sectionOffset: UInt64 = 0
        var programEntrySize = 0
        var programCount = 0
        var sectionEntrySize = 0
        var sectionCount = 0
        var nameSection = 0
    }

    /// - Throws: `notRecognised`, `truncated` or `malformed`.
    init(_ contents: Bytes, path: String) throws {
        guard contents.starts(with: Self.magic), contents.count >= 20 else {
            throw InputError(.notRecognised, "is not an ELF file", file: path)
        }
        let order = contents[5]
        guard contents[4] == 1 || contents[4] == 2, order == 1 || order == 2 else {
            throw InputError(
                .malformed, "is an ELF file of class \(contents[4]) and byte order \(order); 1 or 2 is expected",
                file: path, offset: 4)
        }
        is64 = contents[4] == 2
        file = OrderedBytes(contents, isBigEndian: order == 2)
        self.path = path
    }

    private var pointerSize: Int { is64 ? 8 : 4 }

    /// - Parameter sections: false for an image in memory, whose section headers were not loaded.
    func layout(sections wantsSections: Bool = true) throws -> ExecutableLayout {
        let header = try readHeader()
        var layout = ExecutableLayout(format: .elf, architecture: architecture(header.machine))
        layout.isBigEndian = file.isBigEndian
        layout.pointerSize = pointerSize
        layout.isPositionIndependent = header.type == 3
        try readSegments(header, into: &layout)
        layout.preferredBase = layout.segments.map(\.address.rawValue).min() ?? 0
        if wantsSections { readSections(header, into: &layout) }
        return layout
    }

    private func readHeader() throws -> Header {
        func field<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: T.Type) throws -> T {
            guard let value = file.load(offset, as: T.self) else {
                throw InputError(
                    .truncated, "the ELF header is cut off: the file has \(file.bytes.count) bytes", file: path,
                    offset: UInt64(offset))
            }
            return value
        }
        func word(_ offset: Int) throws -> UInt64 {
            is64 ? try field(offset, UInt64.self) : UInt64(try field(offset, UInt32.self))
        }
        var header = Header()
        header.type = try field(16, UInt16.self)
        header.machine = try field(18, UInt16.self)
        header.programOffset = try word(is64 ? 32 : 28)
        header.sectionOffset = try word(is64 ? 40 : 32)
        let counts = is64 ? 54 : 42
        header.programEntrySize = Int(try field(counts, UInt16.self))
        header.programCount = Int(try field(counts + 2, UInt16.self))
        header.sectionEntrySize = Int(try field(counts + 4, UInt16.self))
        header.sectionCount = Int(try field(counts + 6, UInt16.self))
        header.nameSection = Int(try field(counts + 8, UInt16.self))
        return header
    }

    private func readSegments(_ header: Header, into layout: inout ExecutableLayout) throws {
        guard header.programCount > 0 else { return }
        guard header.programEntrySize >= (is64 ? 56 : 32), let start = index(header.programOffset) else {
            throw InputError(
                .malformed, "ELF program headers of \(header.programEntrySize) bytes are too small", file: path)
        }
        for number in 0..<header.programCount {
            let at = start &+ number * header.programEntrySize
            guard at >= start, let type = file.load(at, as: UInt32.self),
                let segment = readSegment(at)
            else {
                throw InputError(
                    .truncated, "program header \(number) of \(header.programCount) lies behind the end of the file",
                    file: path, offset: header.programOffset)
            }
            switch type {
            case 1:
                guard segment.address.rawValue.addingReportingOverflow(segment.memorySize).overflow == false,
                    segment.fileSize <= segment.memorySize
                else {
                    throw InputError(
                        .malformed, "loadable segment \(number) has impossible sizes", file: path,
                        offset: UInt64(at))
                }
                layout.segments.append(segment)
            case 2: layout.dynamic = segment
            case 4: layout.notes.append(segment)
            default: break
            }
        }
    }

    private func readSegment(_ at: Int) -> ExecutableSegment? {
        let words = is64 ? [8, 16, 32, 40] : [4, 8, 16, 20]
        guard let flags = file.load(at &+ (is64 ? 4 : 24), as: UInt32.self),
            let offset = file.word(at &+ words[0], size: pointerSize),
            let address = file.word(at &+ words[1], size: pointerSize),
            let fileSize = file.word(at &+ words[2], size: pointerSize),
            let memorySize = file.word(at &+ words[3], size: pointerSize)
        else { return nil }
        return ExecutableSegment(
            address: StaticAddress(address), fileOffset: offset, fileSize: fileSize, memorySize: memorySize,
            isReadable: flags & 4 != 0, isWritable: flags & 2 != 0, isExecutable: flags & 1 != 0)
    }

    /// Section headers are a convenience of the file: damaged ones are left out, since the segments suffice.
    private func readSections(_ header: Header, into layout: inout ExecutableLayout) {
        guard header.sectionOffset > 0, header.sectionEntrySize >= (is64 ? 64 : 40),
            let start = index(header.sectionOffset)
        else { return }
        var count = header.sectionCount
        var nameSection = header.nameSection
        // Numbers that do not fit 16 bits stand in the first section header (gABI, "Extended numbering").
        if count == 0, let extended = file.word(start &+ (is64 ? 32 : 20), size: pointerSize) {
            count = Int(clamping: extended)
        }
        if nameSection == 0xffff, let extended = file.load(start &+ (is64 ? 40 : 24), as: UInt32.self) {
            nameSection = Int(extended)
        }
        count = min(count, Self.headerLimit)
        var named: [(section: ExecutableSection, name: UInt32)] = []
        for number in 0..<count {
            let at = start.addingReportingOverflow(number * header.sectionEntrySize)
            guard !at.overflow, let section = readSection(at.partialValue) else { break }
            named.append(section)
        }
        var names = Bytes()
        if nameSection < named.count {
            let section = named[nameSection].section
            if let offset = index(section.fileOffset), let size = index(section.fileSize) {
                names = file.bytes.slice(offset, size) ?? Bytes()
            }
        }
        layout.sections = named.map { entry in
            var section = entry.section
            section.name = names.cString(at: Int(entry.name)) ?? ""
            if section.name.hasPrefix(".zdebug_") { section.isCompressed = true }
            return section
        }
    }

    private func readSection(_ at: Int) -> (ExecutableSection, UInt32)? {
        let words = is64 ? [8, 16, 24, 32] : [8, 12, 16, 20]
        guard let name = file.load(at, as: UInt32.self), let type = file.load(at &+ 4, as: UInt32.self),
            let flags = file.word(at &+ words[0], size: pointerSize),
            let address = file.word(at &+ words[1], size: pointerSize),
            let offset = file.word(at &+ words[2], size: pointerSize),
            let size = file.word(at &+ words[3], size: pointerSize),
            let link = file.load(at &+ (is64 ? 40 : 24), as: UInt32.self)
        else { return nil }
        let section = ExecutableSection(
            name: "", address: StaticAddress(address), size: size, fileOffset: offset,
            fileSize: type == 8 ? 0 : size, isLoaded: flags & 2 != 0, isExecutable: flags & 4 != 0,
            isWritable: flags & 1 != 0, isCompressed: flags & 0x800 != 0, type: type, link: link)
        return (section, name)
    }

    private func architecture(_ machine: UInt16) -> ExecutableArchitecture {
        switch machine {
        case 62: .amd64
        case 183: .arm64
        case 3: .other("386")
        case 40: .other("arm")
        case 8: .other(mipsName)
        case 20, 21: .other(file.isBigEndian ? "ppc64" : "ppc64le")
        case 22: .other("s390x")
        case 243: .other("riscv64")
        case 258: .other("loong64")
        default: .other("ELF machine \(machine)")
        }
    }

    private var mipsName: String { (is64 ? "mips64" : "mips") + (file.isBigEndian ? "" : "le") }
}
