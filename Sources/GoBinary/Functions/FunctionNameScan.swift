import Wire

/// A search for a few names through the whole table, in one pass and without an index.
///
/// An index of all names takes as long as ten to twenty passes: the largest programs have half a million functions. A
/// pass ends as soon as all names are found, which for the runtime's own is early: it is linked first.
struct FunctionNameScan {
    private struct Wanted {
        var name: [UInt8]
        /// The first four bytes, or fewer with zeros behind them.
        var start: UInt32
    }

    private let wanted: [Wanted]
    /// The first function of each name.
    private(set) var found: [FunctionTable.FunctionIndex?]
    /// Functions that were looked at.
    private(set) var lookedAt = 0

    init(_ names: [String], in table: FunctionTable) {
        let wanted = names.map { name in
            let bytes = Array(name.utf8)
            return Wanted(
                name: bytes, start: (Bytes(bytes + [0, 0, 0, 0]).load(0) ?? UInt32(0)) & Self.mask(bytes.count))
        }
        self.wanted = wanted
        found = Array(repeating: nil, count: names.count)
        run(table)
    }

    /// The bytes of a word that belong to a name of `count` bytes and to the zero behind it.
    private static func mask(_ count: Int) -> UInt32 { count >= 3 ? .max : (1 << UInt32((count + 1) * 8)) - 1 }

    private mutating func run(_ table: FunctionTable) {
        let names = table.names.bytes
        var missing = wanted.count
        for number in 0..<table.count where missing > 0 {
            lookedAt = number + 1
            let function = FunctionTable.FunctionIndex(rawValue: Int32(truncatingIfNeeded: number))
            let offset = Int(table.nameIndex(function).rawValue)
            // The last name of all may have fewer than four bytes behind it.
            let start = names.load(offset, as: UInt32.self)
            for index in wanted.indices where found[index] == nil {
                if let start, start & Self.mask(wanted[index].name.count) != wanted[index].start { continue }
                guard matches(names, offset, wanted[index].name) else { continue }
                found[index] = function
                missing -= 1
            }
        }
    }

    private func matches(_ names: Bytes, _ offset: Int, _ name: [UInt8]) -> Bool {
        guard names.load(offset + name.count, as: UInt8.self) == 0, let part = names.slice(offset, name.count) else {
            return false
        }
        return part.starts(with: name)
    }
}
