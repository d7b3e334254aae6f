import Evidence
import Synchronization
import Wire

/// Function, file, line, inline and frame-size tables: the pclntab of Go 1.16 to 1.27.
///
/// Nothing is decoded in advance: each question reads the bytes that answer it. Sources: cmd/link/internal/ld/pcln.go,
/// runtime/symtab.go.
public final class FunctionTable: Sendable {
    /// A function of the table: its place in ascending order of addresses.
    public struct FunctionIndex: Hashable, Sendable, Comparable {
        public let rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// A function name: its offset in the table of names. Equal names of one program have equal values.
    public struct NameIndex: Hashable, Sendable {
        public let rawValue: Int32
    }

    /// A file name: its offset in the table of files.
    public struct FileIndex: Hashable, Sendable {
        public let rawValue: UInt32
        /// What the runtime prints as `?`.
        public static let unknown = FileIndex(rawValue: .max)
    }

    let header: FunctionTableHeader
    /// Start of the code, which offsets of functions count from.
    public let textStart: StaticAddress
    public let architecture: Executable.Architecture
    /// Number of functions.
    public let count: Int

    let names: OrderedBytes
    let units: OrderedBytes
    let files: OrderedBytes
    let functions: OrderedBytes
    let counters: CounterValues
    /// From the base of per-function data to the end of its segment.
    let functionData: OrderedBytes?
    /// For those who read machine code, and for pointers in tables before Go 1.18.
    let executable: Executable
    /// Starts of functions from the start of the code, where the table has pointers (before Go 1.18): those of a
    /// position-independent file, or of an image in memory, are not the words that stand there.
    private let pointedEntries: [UInt64]
    private let lazy = Mutex(LazyParts())

    private struct LazyParts {
        var names: [NameIndex: String] = [:]
        var files: [FileIndex: String] = [:]
        var index: FunctionNameIndex?
        /// Functions that were looked at in search of names.
        var lookedAt = 0
        var wrapperIdentifier: UInt8??
    }

    init(header: FunctionTableHeader, textStart: StaticAddress, goFunc: StaticAddress?, executable: Executable) {
        self.header = header
        self.textStart = textStart
        architecture = executable.architecture
        self.executable = executable
        func part(_ start: Int, _ end: Int) -> OrderedBytes {
            OrderedBytes(header.bytes.slice(start, end - start) ?? Bytes(), isBigEndian: header.isBigEndian)
        }
        names = part(header.nameOffset, header.unitOffset)
        units = part(header.unitOffset, header.fileOffset)
        files = part(header.fileOffset, header.counterOffset)
        functions = part(header.functionOffset, header.bytes.count)
        counters = CounterValues(
            table: part(header.counterOffset, header.functionOffset).bytes,
            quantum: UInt32(header.instructionQuantum))
        functionData = goFunc.flatMap { executable.contents.tail(at: $0) }.map {
            OrderedBytes($0, isBigEndian: header.isBigEndian)
        }
        count = header.functionCount
        guard !header.layout.hasTextOffsets else {
            pointedEntries = []
            return
        }
        let size = UInt64(2 * header.pointerSize)
        let start = header.address.rawValue &+ UInt64(header.functionOffset)
        pointedEntries = (0...header.functionCount).map { number in
            let place = StaticAddress(start &+ UInt64(number) &* size)
            return executable.pointer(at: place).map { $0.rawValue &- textStart.rawValue } ?? .max
        }
    }

    /// True when inlined calls can be told: the place of their table is known.
    public var hasInlineTables: Bool { functionData != nil || !header.layout.hasTextOffsets }

    // MARK: - Records

    /// Bytes of one entry of the function index.
    private var entrySize: Int { header.layout.hasTextOffsets ? 8 : 2 * header.pointerSize }

    /// Start of a function (or of the end mark), from the start of the code.
    @inline(__always)
    func entryOffset(_ number: Int) -> UInt64 {
        if header.layout.hasTextOffsets {
            return UInt64(functions.load(number &* 8, as: UInt32.self) ?? .max)
        }
        return pointedEntries.indices.contains(number) ? pointedEntries[number] : .max
    }

    /// Offset of a function's record (`runtime._func`) within the functions, or nil when it cannot lie there.
    @inline(__always)
    func recordOffset(_ function: FunctionIndex) -> Int? {
        let number = Int(function.rawValue)
        guard number >= 0, number < count else { return nil }
        if header.layout.hasTextOffsets {
            return functions.load(number &* 8 &+ 4, as: UInt32.self).map(Int.init)
        }
        let at = number &* entrySize &+ header.pointerSize
        return functions.word(at, size: header.pointerSize).flatMap { Int(exactly: $0) }
    }

    /// Bytes of a record's entry field.
    var entryFieldSize: Int { header.layout.hasTextOffsets ? 4 : header.pointerSize }

    /// A 32-bit field of a function's record; `offset` counts from the end of the entry field.
    @inline(__always)
    func field(_ record: Int, _ offset: Int) -> UInt32? {
        functions.load(record &+ entryFieldSize &+ offset, as: UInt32.self)
    }

    func byte(_ record: Int, _ offset: Int) -> UInt8? {
        functions.bytes.load(record &+ entryFieldSize &+ offset, as: UInt8.self)
    }

    // MARK: - Lookup

    /// The function that an address lies in; nil before the first and behind the last one.
    public func function(containing address: StaticAddress) -> FunctionIndex? {
        guard address >= textStart else { return nil }
        let offset = address.rawValue &- textStart.rawValue
        var low = 0
        var high = count + 1
        while low < high {
            let middle = (low &+ high) &>> 1
            if entryOffset(middle) <= offset { low = middle &+ 1 } else { high = middle }
        }
        guard low > 0, low <= count else { return nil }
        return FunctionIndex(rawValue: Int32(truncatingIfNeeded: low - 1))
    }

    /// The first function of a name, as the table spells it (`main.(*T[...]).Get`).
    public func function(named name: String) -> FunctionIndex? {
        functions(named: [name])[0]
    }

    /// The first function of each name; all are looked for at once.
    public func functions(named names: [String]) -> [FunctionIndex?] {
        if let index = index() { return names.map { index.find($0, in: self) } }
        let scan = FunctionNameScan(names, in: self)
        lazy.withLock { $0.lookedAt += scan.lookedAt }
        return scan.found
    }

    /// The index of all names, which is made once the searches without it have taken about as long as that.
    private func index() -> FunctionNameIndex? {
        let (known, lookedAt) = lazy.withLock { ($0.index, $0.lookedAt) }
        if let known { return known }
        guard lookedAt >= count * 8 else { return nil }
        let built = FunctionNameIndex(self)
        lazy.withLock { $0.index = built }
        return built
    }

    /// The address of a function's first instruction.
    public func entry(_ function: FunctionIndex) -> StaticAddress {
        StaticAddress(textStart.rawValue &+ entryOffset(Int(function.rawValue)))
    }

    /// The address behind a function: where the next one starts, so padding is counted in.
    public func end(_ function: FunctionIndex) -> StaticAddress {
        StaticAddress(textStart.rawValue &+ entryOffset(Int(function.rawValue) + 1))
    }

    // MARK: - Names

    /// A function's name as the table spells it.
    public func name(_ function: FunctionIndex) -> String { name(nameIndex(function)) }

    public func nameIndex(_ function: FunctionIndex) -> NameIndex {
        guard let record = recordOffset(function), let offset = field(record, 0) else { return NameIndex(rawValue: 0) }
        return NameIndex(rawValue: Int32(bitPattern: offset))
    }

    public func name(_ index: NameIndex) -> String {
        if let known = lazy.withLock({ $0.names[index] }) { return known }
        // The runtime itself prints nothing for offset 0, where the name of one function stands all the same.
        let name = names.bytes.cString(at: Int(index.rawValue)) ?? ""
        lazy.withLock { $0.names[index] = name }
        return name
    }

    public func file(_ index: FileIndex) -> String {
        guard index != .unknown else { return "?" }
        if let known = lazy.withLock({ $0.files[index] }) { return known }
        let name = files.bytes.cString(at: Int(index.rawValue)) ?? "?"
        lazy.withLock { $0.files[index] = name }
        return name
    }

    /// The number by which the runtime knows functions that tracebacks leave out: wrappers made by the compiler.
    ///
    /// The numbers move between versions, but `runtime.deferreturn` has had that one in all of them.
    var wrapperIdentifier: UInt8? {
        if let known = lazy.withLock({ $0.wrapperIdentifier }) { return known }
        let found = function(named: "runtime.deferreturn").flatMap(identifier)
        lazy.withLock { $0.wrapperIdentifier = .some(found) }
        return found
    }
}

extension Executable {
    /// The function table.
    /// - Parameter moduleData: of the process when it is known; by default that of the file. It holds the start of the
    ///   code, which the table itself does not say since Go 1.26, and the base of inline tables.
    /// - Throws: `notFound` when there is no table, or when the start of the code is not to be found.
    public func functionTable(moduleData: ModuleData? = nil) throws -> FunctionTable {
        let header = try functionTableHeader()
        let module = moduleData ?? (try? self.moduleData())
        let text = symbol(named: "runtime.text")?.address
        guard let start = module?.text ?? header.textStart ?? text ?? section(named: ".text")?.address else {
            throw InputError(
                .notFound, "has a function table that does not say where the code starts, and no module data",
                file: path)
        }
        let goFunc = module?.goFunc ?? symbol(named: "go:func.*")?.address ?? symbol(named: "go.func.*")?.address
        return FunctionTable(header: header, textStart: start, goFunc: goFunc, executable: self)
    }

    /// A section by its name.
    public func section(named name: String) -> Section? { sections.first { $0.name == name } }
}
