import Evidence
import Wire

/// A symbol table in columns: names stay offsets into the file's string table.
struct SymbolTable: Sendable {
    private var addresses: [UInt64] = []
    private var sizes: [UInt64] = []
    private var names: [UInt32] = []
    private var strings = Bytes()
    /// Bytes before each name that belong to the object format and not to Go: 1 for the underscore of Mach-O.
    private var prefix = 0
    /// Indexes by ascending address.
    private var order: [UInt32] = []

    static let empty = SymbolTable()

    /// Most symbols that are read from one table.
    private static let limit = 1 << 26

    private init() {}

    /// Types of ELF's sections of symbols: `.symtab`, and `.dynsym`, which stripped files have still.
    static let allSymbols: UInt32 = 2
    static let dynamicSymbols: UInt32 = 11

    /// ELF's functions and objects.
    init(elf file: Bytes, layout: ExecutableLayout, type: UInt32 = SymbolTable.allSymbols) {
        guard let table = layout.sections.first(where: { $0.type == type }), Int(table.link) < layout.sections.count,
            let data = Self.part(file, table.fileOffset, table.fileSize)
        else { return }
        let stringSection = layout.sections[Int(table.link)]
        strings = Self.part(file, stringSection.fileOffset, stringSection.fileSize) ?? Bytes()
        let is64 = layout.pointerSize == 8
        let entry = is64 ? 24 : 16
        let entries = OrderedBytes(data, isBigEndian: layout.isBigEndian)
        let count = min(data.count / entry, Self.limit)
        reserve(count)
        for number in 0..<count {
            let at = number * entry
            guard let name = entries.load(at, as: UInt32.self),
                let info = entries.load(at + (is64 ? 4 : 12), as: UInt8.self),
                let section = entries.load(at + (is64 ? 6 : 14), as: UInt16.self),
                let value = entries.word(at + (is64 ? 8 : 4), size: layout.pointerSize),
                let size = entries.word(at + (is64 ? 16 : 8), size: layout.pointerSize)
            else { break }
            // Undefined symbols, sections, files and thread-local offsets have no address in the image.
            guard section != 0, info & 15 <= 2, name != 0 else { continue }
            append(name, value, size)
        }
        finish()
    }

    /// Columns that another format's reader filled. Sizes, which those formats do not record, are made up: up to the
    /// next symbol or the end of the section.
    init(entries: [(name: UInt32, address: UInt64)], strings: Bytes, prefix: Int, layout: ExecutableLayout) {
        self.strings = strings
        self.prefix = prefix
        reserve(entries.count)
        for entry in entries { append(entry.name, entry.address, 0) }
        finish()
        let ends = layout.sections.filter(\.isLoaded).map { ($0.address.rawValue, $0.address.rawValue &+ $0.size) }
            .sorted { $0 < $1 }
        var section = ends.count - 1
        var next = UInt64.max
        var current = UInt64.max
        for number in order.reversed().map(Int.init) {
            let address = addresses[number]
            if address != current { (next, current) = (current, address) }
            while section >= 0, ends[section].0 > address { section -= 1 }
            guard section >= 0, ends[section].1 > address else { continue }
            sizes[number] = min(next, ends[section].1) - address
        }
    }

    static func part(_ file: Bytes, _ offset: UInt64, _ size: UInt64) -> Bytes? {
        guard let offset = index(offset), let size = index(size) else { return nil }
        return file.slice(offset, size)
    }

    private mutating func reserve(_ count: Int) {
        addresses.reserveCapacity(count)
        sizes.reserveCapacity(count)
        names.reserveCapacity(count)
    }

    private mutating func append(_ name: UInt32, _ address: UInt64, _ size: UInt64) {
        names.append(name)
        addresses.append(address)
        sizes.append(size)
    }

    private mutating func finish() {
        order = (0..<UInt32(addresses.count)).sorted { (addresses[Int($0)], $0) < (addresses[Int($1)], $1) }
    }

    var isEmpty: Bool { addresses.isEmpty }

    /// Linear in the number of symbols: a few milliseconds in the largest programs.
    func symbol(named name: String) -> (address: StaticAddress, size: UInt64)? {
        let wanted = Array(name.utf8)
        guard !wanted.isEmpty else { return nil }
        for number in names.indices where matches(Int(names[number]), wanted) {
            return (StaticAddress(addresses[number]), sizes[number])
        }
        return nil
    }

    private func matches(_ offset: Int, _ wanted: [UInt8]) -> Bool {
        let start = offset + prefix
        let last = start + wanted.count - 1
        // The last byte differs between most names, the first ones seldom do.
        guard last + 1 < strings.count, strings[last + 1] == 0, strings[last] == wanted[wanted.count - 1]
        else { return false }
        for index in wanted.indices where strings[start + index] != wanted[index] { return false }
        return true
    }

    /// The symbol whose extent holds an address, by its name; the innermost when several do.
    func name(containing address: StaticAddress) -> String? { symbol(containing: address)?.name }

    /// The innermost symbol whose extent holds an address.
    func symbol(containing address: StaticAddress) -> (name: String, address: StaticAddress)? {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if addresses[Int(order[middle])] <= address.rawValue { low = middle + 1 } else { high = middle }
        }
        // Symbols without a size (labels such as runtime.bss) may stand between an object and its start.
        var position = low - 1
        var looked = 0
        while position >= 0, looked < 64 {
            let number = Int(order[position])
            if address.rawValue &- addresses[number] < sizes[number] {
                guard let name = strings.cString(at: Int(names[number]) + prefix) else { return nil }
                return (name, StaticAddress(addresses[number]))
            }
            position -= 1
            looked += 1
        }
        return nil
    }

    /// Every symbol by its number, ascending by address.
    func forEachPlace(_ body: (_ number: Int, _ address: StaticAddress, _ size: UInt64) -> Void) {
        for number in order.map(Int.init) { body(number, StaticAddress(addresses[number]), sizes[number]) }
    }

    func name(_ number: Int) -> String { strings.cString(at: Int(names[number]) + prefix) ?? "" }

    /// Every symbol, ascending by address: for tests and for listings.
    func forEach(_ body: (_ name: String, _ address: StaticAddress, _ size: UInt64) -> Void) {
        for number in order.map(Int.init) {
            guard let name = strings.cString(at: Int(names[number]) + prefix) else { continue }
            body(name, StaticAddress(addresses[number]), sizes[number])
        }
    }
}
