import Evidence
import Wire

/// Stacks of events in Process Monitor's XML: `<frame>` elements with an address, and the function where symbols were
/// there when it was exported (`ntdll.dll!NtCreateFile + 0x14`).
struct ProcmonXMLStacks {
    private enum Name {
        static let frame = Array("frame".utf8)
        static let address = Array("address".utf8)
        static let path = Array("path".utf8)
        static let location = Array("location".utf8)
    }

    /// Of a stack; Windows itself records fewer.
    private static let mostFrames = 256

    private var addresses: [UInt64] = []
    private var text: [UInt8] = []

    /// - Parameters:
    ///   - range: what stands between the marks of a stack.
    ///   - space: of the process, in `ActivityTables.spaces`.
    /// - Returns: the number of the stack; 0 when it has no frames.
    mutating func read(_ bytes: Bytes, _ range: Range<Int>, space: Int32, _ tables: inout ActivityTables) -> UInt32 {
        addresses.removeAll(keepingCapacity: true)
        var scanner = XMLScanner(bytes, at: range.lowerBound)
        var (address, path): (UInt64?, Range<Int>?) = (nil, nil)
        while scanner.offset < range.upperBound, addresses.count < Self.mostFrames, let token = scanner.next() {
            guard case .start(let name) = token else { continue }
            if scanner.isName(name, Name.frame) {
                (address, path) = (nil, nil)
            } else if scanner.isName(name, Name.address) {
                address = Self.hexadecimal(bytes, scanner.content())
                if let address { addresses.append(address) }
            } else if scanner.isName(name, Name.path) {
                path = scanner.content()
            } else if scanner.isName(name, Name.location), let address {
                note(bytes, scanner.content(), path, address, space, &tables)
            }
        }
        return addresses.isEmpty ? 0 : tables.stacks.intern(addresses[...], in: space)
    }

    /// Gives an address the name of its function, when the location has one.
    private mutating func note(
        _ bytes: Bytes, _ location: Range<Int>, _ path: Range<Int>?, _ address: UInt64, _ space: Int32,
        _ tables: inout ActivityTables
    ) {
        let number = tables.symbols.add(tables.spaces[Int(space)])
        let key = ActivitySymbols.key(address, isInnermost: addresses.count == 1)
        guard tables.symbols.frames(of: key, in: number).isEmpty else { return }
        text.removeAll(keepingCapacity: true)
        XMLScanner.append(bytes, location, to: &text)
        guard let mark = text.firstIndex(of: UInt8(ascii: "!")) else { return }
        var name = String(decoding: text[(mark + 1)...], as: UTF8.self)
        if let offset = name.firstRange(of: " + 0x") { name = String(name[..<offset.lowerBound]) }
        text.removeAll(keepingCapacity: true)
        if let path { XMLScanner.append(bytes, path, to: &text) }
        let frame = tables.symbols.table.intern(function: name, file: String(decoding: text, as: UTF8.self), line: 0)
        tables.symbols.add(key, in: number, [frame])
    }

    /// `0xfffff80002a6e0cc`.
    private static func hexadecimal(_ bytes: Bytes, _ range: Range<Int>) -> UInt64? {
        guard range.count > 2, let text = bytes.slice(range.lowerBound + 2, range.count - 2)?.string else { return nil }
        return UInt64(text, radix: 16)
    }
}
