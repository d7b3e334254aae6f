import Evidence

/// Frames of stacks that a log gives by name, as strace -k and perf script do: each has an address of its own making in
/// one space, under which `ActivityTables.symbols` has its name.
struct NamedFrames {
    private struct Frame: Hashable {
        var function: StringID
        var module: StringID
        var offset: UInt64
    }

    private static let space = ActivitySymbols.Space(path: "frames of the log", entry: 0)
    private var addresses: [Frame: UInt64] = [:]
    /// In `ActivityTables.spaces`, and in the symbols.
    private var numbers: (space: Int32, symbols: Int)?

    /// What stands for a frame in a stack.
    /// - Parameters:
    ///   - function: empty when unknown.
    ///   - offset: where it is in the module's file.
    mutating func address(
        function: ArraySlice<UInt8>, module: ArraySlice<UInt8>, offset: UInt64, _ tables: inout ActivityTables
    ) -> UInt64 {
        let frame = Frame(
            function: tables.strings.intern(bytes: function), module: tables.strings.intern(bytes: module),
            offset: function.isEmpty && module.isEmpty ? 0 : offset)
        if let known = addresses[frame] { return known }
        let symbols = prepare(&tables).symbols
        var name = String(decoding: function, as: UTF8.self)
        if name.isEmpty, module.isEmpty {
            // Of what nothing is known, one is like the other.
            name = "?"
        } else if name.isEmpty {
            let file = module.lastIndex(of: UInt8(ascii: "/")).map { module[($0 + 1)...] } ?? module
            name = String(decoding: file, as: UTF8.self) + "+0x" + String(offset, radix: 16)
        }
        let id = tables.symbols.table.intern(
            function: name, file: String(decoding: module, as: UTF8.self), line: 0)
        // Outer frames are looked up by the address before their own, so that each frame has two.
        let address = UInt64(addresses.count) * 2 + 1
        addresses[frame] = address
        tables.symbols.add(address, in: symbols, [id])
        tables.symbols.add(address - 1, in: symbols, [id])
        return address
    }

    /// The number of a stack of such addresses, innermost first.
    mutating func stack(_ addresses: [UInt64], _ tables: inout ActivityTables) -> UInt32 {
        tables.stacks.intern(addresses[...], in: prepare(&tables).space)
    }

    private mutating func prepare(_ tables: inout ActivityTables) -> (space: Int32, symbols: Int) {
        if let numbers { return numbers }
        let made = (space: Int32(clamping: tables.spaces.count), symbols: tables.symbols.add(Self.space))
        tables.spaces.append(Self.space)
        numbers = made
        return made
    }
}
