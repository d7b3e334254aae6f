import Wire

/// Names of Go types, from their descriptors in memory (`abi.Type` in internal/abi/type.go), each read once.
struct TypeNames {
    /// `Str`, the offset of the name from the start of the types, and `TFlag`; alike in Go 1.21 to 1.27 on 64 bits.
    private static let nameOffset: UInt64 = 40
    private static let flagOffset = 20
    /// The recorded name begins with a star that is not part of it.
    private static let extraStar: UInt8 = 2

    let memory: any MemoryReader
    /// Runtime addresses of the type descriptors of the main module.
    let types: UInt64
    let end: UInt64
    private var known: [UInt64: String] = [:]

    init(memory: any MemoryReader, types: UInt64, end: UInt64) {
        self.memory = memory
        self.types = types
        self.end = end
    }

    /// The name of the type whose descriptor is at an address; empty when it cannot be read.
    mutating func name(_ address: UInt64) -> String {
        if let name = known[address] { return name }
        let name = read(address)
        known[address] = name
        return name
    }

    private func read(_ address: UInt64) -> String {
        guard address > 0x1000, let descriptor = try? memory.bytes(at: address, count: Int(Self.nameOffset) + 4),
            let flags: UInt8 = descriptor.load(Self.flagOffset),
            let offset: Int32 = descriptor.load(Int(Self.nameOffset)),
            offset > 0, types < end, UInt64(offset) < end - types,
            // A flag byte, the length as a varint of at most two bytes for any sane name, the text.
            let head = try? memory.bytes(at: types + UInt64(offset), count: 3)
        else { return "" }
        var cursor = ByteCursor(head, at: 1)
        guard let length = try? cursor.readUnsignedLEB(), length > 0, length <= 4096,
            let text = try? memory.bytes(at: types + UInt64(offset) + UInt64(cursor.offset), count: Int(length))
        else { return "" }
        return flags & Self.extraStar != 0 ? String(text.string.dropFirst()) : text.string
    }
}
