import Wire

/// A hash table from function names to functions, without a string per function.
struct FunctionNameIndex: Sendable {
    /// Function number + 1, or 0 for a free slot; linear probing.
    private var slots: [UInt32]
    /// Longest search for a slot. Half of the slots are free, so only a table made for it comes near.
    private static let probeLimit = 256

    init(_ table: FunctionTable) {
        // A damaged table can claim more functions than it has bytes for names; the claim was checked against those.
        var size = 16
        while size < table.count * 2 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        let names = table.names.bytes
        for number in 0..<table.count {
            let index = table.nameIndex(.init(rawValue: Int32(truncatingIfNeeded: number)))
            var slot = Int(truncatingIfNeeded: Self.hash(names, at: Int(index.rawValue))) & (size - 1)
            var probes = 0
            var isKnown = false
            while slots[slot] != 0, probes < Self.probeLimit {
                // The linker writes equal names once: the first function of a name stays.
                let other = FunctionTable.FunctionIndex(rawValue: Int32(truncatingIfNeeded: slots[slot] - 1))
                if table.nameIndex(other) == index {
                    isKnown = true
                    break
                }
                slot = (slot + 1) & (size - 1)
                probes += 1
            }
            if !isKnown, slots[slot] == 0 { slots[slot] = UInt32(number) + 1 }
        }
    }

    /// FNV-1a of the bytes before the NUL.
    private static func hash(_ names: Bytes, at offset: Int) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var at = offset
        while let byte = names.load(at, as: UInt8.self), byte != 0, at - offset < 1 << 16 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            at += 1
        }
        return hash ^ (hash &>> 29)
    }

    func find(_ name: String, in table: FunctionTable) -> FunctionTable.FunctionIndex? {
        let wanted = Array(name.utf8)
        var slot = Int(truncatingIfNeeded: Self.hash(Bytes(wanted), at: 0)) & (slots.count - 1)
        var best: UInt32?
        // The first function of a name is the one of least number, wherever collisions put it.
        for _ in 0...Self.probeLimit {
            guard slots[slot] != 0 else { break }
            let number = slots[slot] - 1
            let function = FunctionTable.FunctionIndex(rawValue: Int32(truncatingIfNeeded: number))
            let offset = Int(table.nameIndex(function).rawValue)
            if matches(table.names.bytes, offset, wanted) { best = min(best ?? number, number) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return best.map { FunctionTable.FunctionIndex(rawValue: Int32(truncatingIfNeeded: $0)) }
    }

    private func matches(_ names: Bytes, _ offset: Int, _ wanted: [UInt8]) -> Bool {
        guard let part = names.slice(offset, wanted.count), names.load(offset + wanted.count, as: UInt8.self) == 0
        else { return false }
        return part.starts(with: wanted)
    }
}
