import Evidence
import Wire

/// A function's code in an executable.
public struct CodeFunction: Hashable, Sendable {
    /// As the linker spells it, where the file has symbols; else as Go's function table does.
    public var name: String
    /// As Go's function table spells it: generic functions have `[...]` there. Empty for code of other languages.
    public var tableName: String
    public var start: StaticAddress
    /// Behind the last byte, without padding where that is known.
    public var end: StaticAddress

    public init(name: String, tableName: String, start: StaticAddress, end: StaticAddress) {
        self.name = name
        self.tableName = tableName
        self.start = start
        self.end = end
    }

    public func contains(_ address: StaticAddress) -> Bool { address >= start && address < end }
}

extension Executable {
    /// The functions that hold any of the addresses, ascending by address; several of one extent have several names.
    public func codeFunctions(holding addresses: some Sequence<StaticAddress>) -> [CodeFunction] {
        let wanted = Set(addresses).sorted()
        func isWanted(_ start: StaticAddress, _ end: StaticAddress) -> Bool {
            let first = wanted.firstIndex(from: start)
            return first < wanted.count && wanted[first] < end
        }
        let table = try? functionTable()
        var result: [CodeFunction] = []
        symbols.forEach { name, address, size in
            let (end, overflow) = address.rawValue.addingReportingOverflow(size)
            guard size > 0, !overflow, !name.isEmpty, isWanted(address, StaticAddress(end)), isCode(address)
            else { return }
            let index = table?.function(containing: address).flatMap { table?.entry($0) == address ? $0 : nil }
            result.append(
                CodeFunction(
                    name: name, tableName: index.flatMap { table?.name($0) } ?? "", start: address,
                    end: StaticAddress(end)))
        }
        // Ascending, as symbols come.
        let named = result.map(\.start)
        if let table {
            for index in Set(wanted.compactMap(table.function(containing:))) {
                let next = named.firstIndex(from: table.entry(index))
                if next < named.count, named[next] == table.entry(index) { continue }
                let name = table.name(index)
                let function = CodeFunction(
                    name: name, tableName: name, start: table.entry(index), end: unpaddedEnd(table, index))
                // The table knows no end of the last Go function before code of C.
                let isKnown = next < named.count && named[next] < function.end
                if function.end > function.start, !isKnown { result.append(function) }
            }
        }
        return result.sorted { ($0.start.rawValue, $0.name) < ($1.start.rawValue, $1.name) }
    }

    /// The function that starts or goes on at an address, by name, and the distance from its start.
    public func codeName(at address: StaticAddress) -> (name: String, offset: UInt64)? {
        if let symbol = symbols.symbol(containing: address), isCode(address) {
            return (symbol.name, address.rawValue &- symbol.address.rawValue)
        }
        guard isCode(address), let table = try? functionTable(), let function = table.function(containing: address)
        else { return nil }
        return (table.name(function), address.rawValue &- table.entry(function).rawValue)
    }

    func isCode(_ address: StaticAddress) -> Bool {
        segments.contains { $0.isExecutable && $0.contains(address) }
    }

    /// The linker fills up with INT3 on amd64 and with zeros on arm64, which seldom end a function.
    func unpaddedEnd(_ table: FunctionTable, _ index: FunctionTable.FunctionIndex) -> StaticAddress {
        guard let code = table.machineCode(index) else { return table.end(index) }
        var count = code.count
        switch architecture {
        case .amd64:
            while count > 1, code[count - 1] == 0xcc { count -= 1 }
            // A short jump by 52 bytes back, at the end of a loop, has the same byte.
            if count < code.count, code[count - 1] == 0xeb || code[count - 1] & 0xf0 == 0x70 { count += 1 }
        case .arm64: while count > 4, code.load(count - 4, as: UInt32.self) == 0 { count -= 4 }
        case .other: break
        }
        return StaticAddress(table.entry(index).rawValue &+ UInt64(count))
    }
}

extension Array where Element == StaticAddress {
    /// Index of the first address, in ascending ones, that is not below another; `count` for none.
    fileprivate func firstIndex(from address: StaticAddress) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < address { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
