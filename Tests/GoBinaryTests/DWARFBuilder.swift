import GoBinary
import Wire

/// A writer of small DWARF sections, value by value, for forms that Go does not write.
struct DWARFBuilder {
    var version: UInt16 = 5
    var is64Bit = false
    private(set) var information: [UInt8] = []
    private(set) var abbreviations: [UInt8] = []
    var strings: [UInt8] = []
    var lineStrings: [UInt8] = []
    var stringOffsets: [UInt8] = []
    var addresses: [UInt8] = []

    static func number(_ value: UInt64, size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }

    static func leb(_ value: UInt64) -> [UInt8] {
        var rest = value
        var result: [UInt8] = []
        while rest >= 0x80 {
            result.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return result + [UInt8(rest)]
    }

    static func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    /// Adds a declaration: attributes are pairs of an attribute's and a form's number, implicit constants excepted.
    mutating func declare(
        _ code: UInt64, tag: UInt64, children: Bool, _ attributes: [(UInt64, UInt64)], implicit: [UInt64: Int64] = [:]
    ) {
        abbreviations += Self.leb(code) + Self.leb(tag) + [children ? 1 : 0]
        for (attribute, form) in attributes {
            abbreviations += Self.leb(attribute) + Self.leb(form)
            if form == 0x21 { abbreviations.append(UInt8(truncatingIfNeeded: implicit[attribute] ?? 0) & 0x7f) }
        }
        abbreviations += [0, 0]
    }

    /// Adds a unit with the given entries; offsets of entries count from the start of the unit's header.
    mutating func unit(_ entries: [UInt8], abbreviationOffset: UInt64 = 0) {
        let offsetSize = is64Bit ? 8 : 4
        var body = Self.number(UInt64(version), size: 2)
        if version >= 5 {
            body += [1, 8] + Self.number(abbreviationOffset, size: offsetSize)
        } else {
            body += Self.number(abbreviationOffset, size: offsetSize) + [8]
        }
        body += entries
        if is64Bit { information += [0xff, 0xff, 0xff, 0xff] }
        information += Self.number(UInt64(body.count), size: offsetSize) + body
    }

    /// Bytes of a unit's header.
    var headerSize: Int { (is64Bit ? 12 : 4) + 2 + (version >= 5 ? 2 : 1) + (is64Bit ? 8 : 4) }

    var sections: [String: Bytes] {
        [
            ".debug_info": Bytes(information), ".debug_abbrev": Bytes(abbreviations + [0]),
            ".debug_str": Bytes(strings), ".debug_line_str": Bytes(lineStrings),
            ".debug_str_offsets": Bytes(stringOffsets), ".debug_addr": Bytes(addresses),
        ]
    }

    func types() throws -> DWARFTypes {
        let sections = sections
        return try DWARFTypes(DWARFSectionFunction { sections[$0] })
    }
}
