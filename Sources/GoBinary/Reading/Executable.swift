import Evidence
import Synchronization
import Wire

/// An executable image, from a file or out of memory.
///
/// Parts are read when they are first asked for; all members may be used from several threads.
public final class Executable: Sendable {
    public typealias Format = ExecutableFormat
    public typealias Architecture = ExecutableArchitecture
    public typealias Section = ExecutableSection
    public typealias Segment = ExecutableSegment

    /// What the image is called in errors.
    public let path: String
    let layout: ExecutableLayout
    /// The file (a fat file's chosen part); nil for an image in memory.
    let file: Bytes?
    let contents: SegmentContents
    private let lazy = Mutex(LazyParts())

    private struct LazyParts {
        var symbols: SymbolTable?
        var dynamicSymbols: SymbolTable?
        var relocations: ELFRelocations?
        var header: FunctionTableHeader?
        var buildInformation: BuildInformation??
    }

    /// The image in a file's contents: ELF, PE or Mach-O, of the latter also a universal file.
    /// - Throws: `notRecognised`, `truncated`, `malformed` with the path and the offset.
    public init(contents bytes: Bytes, path: String) throws {
        self.path = path
        let bytes = MachOReader.part(ofUniversal: bytes) ?? bytes
        layout = try Self.layout(bytes, path, isMemory: false)
        file = bytes
        contents = SegmentContents(source: .file(bytes), segments: layout.segments)
    }

    /// The image that a process or core file has at `imageBase` (the runtime address of its first byte), known by its
    /// program headers (ELF), section headers (PE) or load commands (Mach-O), which the loader maps.
    /// - Throws: as for a file, or `notFound` when the memory cannot be read.
    public init(memory: any MemoryReader, imageBase: UInt64, path: String) throws {
        self.path = path
        layout = try Self.layout(try Self.headerBytes(memory, imageBase, path), path, isMemory: true)
        file = nil
        let page = UInt64(4095)
        // The first segment starts at the file's first byte in every linker's output; its page is the image base.
        let slide = Slide(imageBase &- (layout.preferredBase & ~page))
        contents = SegmentContents(source: .memory(memory, slide), segments: layout.segments)
    }

    private static func layout(_ bytes: Bytes, _ path: String, isMemory: Bool) throws -> ExecutableLayout {
        if bytes.starts(with: ELFReader.magic) {
            return try ELFReader(bytes, path: path).layout(sections: !isMemory)
        }
        if bytes.starts(with: PEReader.magic) { return try PEReader(bytes, path: path).layout() }
        if MachOReader.isThin(bytes) { return try MachOReader(bytes, path: path).layout() }
        throw InputError(
            .notRecognised, "is not an executable: name an ELF, PE or Mach-O file", file: path, offset: 0)
    }

    /// As much as can be had of the first pages: all headers, unless there are very many.
    private static func headerBytes(_ memory: any MemoryReader, _ base: UInt64, _ path: String) throws -> Bytes {
        for size in [1 << 16, 1 << 14] {
            if let bytes = try? memory.bytes(at: base, count: size) { return bytes }
        }
        do { return try memory.bytes(at: base, count: 4096) } catch let error as InputError { throw error.inFile(path) }
    }

    public var format: Format { layout.format }
    public var architecture: Architecture { layout.architecture }
    public var isPositionIndependent: Bool { layout.isPositionIndependent }
    public var isBigEndian: Bool { layout.isBigEndian }
    /// Bytes in an address: 4 or 8.
    public var pointerSize: Int { layout.pointerSize }
    /// Empty when the file has no section headers and for an image in memory.
    public var sections: [Section] { layout.sections }
    /// The loadable segments, as in the file.
    public var segments: [Segment] { layout.segments }

    /// The distance that the image was moved; nil for a file.
    public var memorySlide: Slide? {
        if case .memory(_, let slide) = contents.source { slide } else { nil }
    }

    /// Bytes that the file holds for a range of static addresses; nil when a part of the range has none.
    public func bytes(at address: StaticAddress, count: Int) -> Bytes? {
        contents.bytes(at: address, count: count)
    }

    /// The pointer stored at an address, as a static address, after the relocations of a position-independent file.
    public func pointer(at address: StaticAddress) -> StaticAddress? {
        guard let tail = contents.tail(at: address),
            let raw = OrderedBytes(tail, isBigEndian: isBigEndian).word(0, size: pointerSize)
        else { return nil }
        if case .memory(_, let slide) = contents.source { return StaticAddress(raw == 0 ? 0 : raw &- slide.rawValue) }
        if layout.hasChainedPointers { return StaticAddress(unchained(raw)) }
        guard isPositionIndependent, format == .elf else { return StaticAddress(raw) }
        return StaticAddress(relocations.target(at: address.rawValue) ?? raw)
    }

    /// The target of a pointer of dyld's chains, in either of their 64-bit forms (mach-o/fixup-chains.h).
    func unchained(_ raw: UInt64) -> UInt64 {
        guard raw &>> 63 == 0 else { return raw }
        let target = raw & 0xf_ffff_ffff
        return target == 0 || target >= layout.preferredBase ? target : target &+ layout.preferredBase
    }

    /// The word stored at an address, as the file has it.
    func number(at address: StaticAddress) -> UInt64? {
        contents.tail(at: address).flatMap {
            OrderedBytes($0, isBigEndian: isBigEndian).word(0, size: pointerSize)
        }
    }

    /// Nil before it was read; the value inside is nil when the program has none.
    var cachedBuildInformation: BuildInformation?? { lazy.withLock { $0.buildInformation } }

    func cacheBuildInformation(_ information: BuildInformation?) {
        lazy.withLock { $0.buildInformation = .some(information) }
    }

    var relocations: ELFRelocations {
        if let known = lazy.withLock({ $0.relocations }) { return known }
        let read = ELFRelocations(layout, contents)
        lazy.withLock { $0.relocations = read }
        return read
    }

    var symbols: SymbolTable {
        if let known = lazy.withLock({ $0.symbols }) { return known }
        let read = file.map(readSymbols) ?? .empty
        lazy.withLock { $0.symbols = read }
        return read
    }

    private func readSymbols(_ file: Bytes) -> SymbolTable {
        switch format {
        case .elf: SymbolTable(elf: file, layout: layout)
        case .pe: PEReader.symbols(file, layout)
        case .machO: MachOReader.symbols(file, layout)
        }
    }

    /// False for a stripped file and for an image in memory.
    public var hasSymbols: Bool { !symbols.isEmpty }

    /// A function or variable of the symbol table, by its linker name. Linear in the number of symbols.
    public func symbol(named name: String) -> (address: StaticAddress, size: UInt64)? { symbols.symbol(named: name) }

    /// The name of the symbol whose extent holds an address, such as that of a package-level variable. Stripped files
    /// have those that other files may use.
    public func symbol(containing address: StaticAddress) -> String? {
        symbols.name(containing: address) ?? dynamicSymbols.name(containing: address)
    }

    /// The function or variable that an address lies in, and the distance from its start.
    public func placeName(at address: StaticAddress) -> (name: String, offset: UInt64)? {
        if let symbol = symbols.symbol(containing: address) ?? dynamicSymbols.symbol(containing: address) {
            return (symbol.name, address.rawValue &- symbol.address.rawValue)
        }
        return codeName(at: address)
    }

    private var dynamicSymbols: SymbolTable {
        if let known = lazy.withLock({ $0.dynamicSymbols }) { return known }
        var read = SymbolTable.empty
        if let file, format == .elf, symbols.isEmpty {
            read = SymbolTable(elf: file, layout: layout, type: SymbolTable.dynamicSymbols)
        }
        lazy.withLock { $0.dynamicSymbols = read }
        return read
    }

    /// Position and header of the function table, found once.
    func functionTableHeader() throws -> FunctionTableHeader {
        if let known = lazy.withLock({ $0.header }) { return known }
        guard let found = FunctionTableHeader.find(in: self) else {
            throw InputError(
                .notFound,
                "has no Go function table (pclntab); is it a Go program, of Go 1.16 or later, and not packed?",
                file: path)
        }
        lazy.withLock { $0.header = found }
        return found
    }
}
