import Evidence
import Wire

/// Where the functions of the function table end, and what the linker calls them.
public struct FunctionExtents: Sendable {
    /// Bytes of code of each function, without padding, by number.
    public private(set) var sizes: [UInt32]
    /// The linker's names; empty for a stripped file.
    private let names: [String]

    /// Longest function that is believed: a damaged table may claim any.
    private static let limit: UInt64 = 1 << 28

    init(_ table: FunctionTable, _ executable: Executable) {
        let symbols = executable.symbols
        var names = [String](repeating: "", count: symbols.isEmpty ? 0 : table.count)
        var sizes = [UInt32](repeating: 0, count: table.count)
        // Only ELF says how long a symbol is; the others' sizes reach to the next one.
        let areExact = executable.format == .elf
        var function = 0
        symbols.forEachPlace { number, address, size in
            guard size > 0 else { return }
            while function < table.count, table.entry(Self.index(function)) < address { function += 1 }
            // Several functions may claim one place when a symbol is of no size; the table is ascending.
            guard function < table.count, table.entry(Self.index(function)) == address, names[function].isEmpty else {
                return
            }
            names[function] = symbols.name(number)
            if areExact, size <= Self.limit { sizes[function] = UInt32(truncatingIfNeeded: size) }
        }
        for number in 0..<table.count where sizes[number] == 0 {
            let index = Self.index(number)
            guard table.end(index) > table.entry(index) else { continue }
            let end = executable.unpaddedEnd(table, index)
            let size = end.rawValue &- table.entry(index).rawValue
            sizes[number] = size <= Self.limit ? UInt32(truncatingIfNeeded: size) : 0
        }
        self.names = names
        self.sizes = sizes
    }

    private static func index(_ number: Int) -> FunctionTable.FunctionIndex {
        .init(rawValue: Int32(truncatingIfNeeded: number))
    }

    /// The linker's name of a function. That of the table, which is all there is in a stripped file, does not name the
    /// calling convention, and has `[...]` for type arguments in programs of Go 1.18 to 1.20.
    public func name(_ function: FunctionTable.FunctionIndex, _ table: FunctionTable) -> String {
        let number = Int(function.rawValue)
        if number < names.count, !names[number].isEmpty { return names[number] }
        return table.name(function)
    }
}

extension Executable {
    /// Sizes and names of all functions of a table, in one pass.
    public func functionExtents(_ table: FunctionTable) -> FunctionExtents { FunctionExtents(table, self) }
}

extension FunctionTable {
    /// All functions, ascending by address.
    public var allFunctions: some Sequence<FunctionIndex> {
        (0..<count).lazy.map { FunctionIndex(rawValue: Int32(truncatingIfNeeded: $0)) }
    }

    /// Bytes from the head of the table to the end of its last record.
    var byteCount: Int {
        guard let record = recordOffset(FunctionIndex(rawValue: Int32(truncatingIfNeeded: count - 1))) else { return 0 }
        // What is attached to the last record is 16 offsets at most.
        return min(header.bytes.count, header.functionOffset &+ record &+ entryFieldSize &+ attachedOffset &+ 64)
    }

    /// A wrapper that the compiler made: around a method, a deferred call or a call in a goroutine.
    public func isWrapper(_ function: FunctionIndex) -> Bool {
        wrapperIdentifier.map { identifier(function) == $0 } ?? false
    }

    /// Number of bodies that the compiler put in the place of calls, those within others too.
    public func inlinedCallCount(_ function: FunctionIndex) -> Int {
        guard let record = recordOffset(function), let table = inlineIndexTable(record) else { return 0 }
        var last: Int32 = -1
        counters.forEach(table: table) { _, number in
            last = max(last, number)
            return true
        }
        return last < 1 << 20 ? Int(last) + 1 : 0
    }
}
