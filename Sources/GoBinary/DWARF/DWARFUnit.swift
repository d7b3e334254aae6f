import Wire

/// Sizes that decide how values of a unit are stored.
struct DWARFUnitEncoding: Hashable {
    var version: UInt16
    /// Bytes of a target address: 4 or 8.
    var addressSize: Int
    /// Bytes of an offset into a section: 4 in the 32-bit format, 8 in the 64-bit format.
    var offsetSize: Int
}

/// The header of one unit in `.debug_info` (DWARF 5, section 7.5.1).
struct DWARFUnit {
    /// Offset of the header in the section.
    var start: Int
    /// Offset of the first entry.
    var entries: Int
    /// Offset behind the last entry.
    var end: Int
    /// Offset of its table in `.debug_abbrev`.
    var abbreviations: Int
    var encoding: DWARFUnitEncoding
    /// Start of its part of `.debug_str_offsets`, and of `.debug_addr`.
    var stringOffsetsBase: Int
    var addressBase: Int
    /// Entries of other units cannot be named in it, and its names are not those of the program (type and split units).
    var isCompileUnit: Bool

    /// Reads the header at the cursor, which moves to the next unit.
    /// - Throws: `malformed`, `truncated`, or `unsupported` for a version other than 2 to 5. The cursor has moved to the
    ///   next unit when the length at least is sound.
    init(_ cursor: inout ByteCursor, sectionCount: Int) throws {
        start = cursor.offset
        var header = cursor
        var offsetSize = 4
        var length = UInt64(try header.read(UInt32.self))
        if length == 0xffff_ffff {
            offsetSize = 8
            length = try header.read(UInt64.self)
        } else if length >= 0xffff_fff0 {
            throw cursor.error(.malformed, "a unit has the reserved length 0x\(String(length, radix: 16))")
        }
        guard length <= UInt64(header.remaining) else {
            throw cursor.error(.truncated, "a unit announces \(length) bytes and \(header.remaining) are left")
        }
        end = header.offset + Int(length)
        cursor.offset = end
        let version = try header.read(UInt16.self)
        guard (2...5).contains(version) else {
            throw header.error(.unsupported, "a unit is of DWARF version \(version); 2 to 5 are read")
        }
        var addressSize: UInt8 = 0
        var unitType: UInt8 = 1
        let abbreviations: UInt64
        if version >= 5 {
            unitType = try header.read()
            addressSize = try header.read()
            abbreviations = try header.readOffset(offsetSize)
        } else {
            abbreviations = try header.readOffset(offsetSize)
            addressSize = try header.read()
        }
        switch unitType {
        case 1, 3: break
        case 4, 5: try header.skip(8)
        case 2, 6: try header.skip(8 + offsetSize)
        default: throw header.error(.unsupported, "a unit has the unknown type \(unitType)")
        }
        guard addressSize == 4 || addressSize == 8 else {
            throw header.error(.unsupported, "a unit has addresses of \(addressSize) bytes; 4 or 8 are read")
        }
        guard header.offset <= end else { throw header.error(.truncated, "a unit ends inside of its header") }
        guard let table = Int(exactly: abbreviations) else {
            throw header.error(.malformed, "a unit's abbreviations lie outside of the section")
        }
        self.abbreviations = table
        entries = header.offset
        encoding = DWARFUnitEncoding(version: version, addressSize: Int(addressSize), offsetSize: offsetSize)
        isCompileUnit = unitType == 1 || unitType == 3
        // What a unit without the attribute means: the first part, behind its header (sections 7.26 and 7.27).
        stringOffsetsBase = version >= 5 ? offsetSize * 2 : 0
        addressBase = version >= 5 ? offsetSize + 4 : 0
    }
}

extension ByteCursor {
    /// An offset into a section, of 4 or 8 bytes.
    mutating func readOffset(_ size: Int) throws -> UInt64 {
        size == 8 ? try read(UInt64.self) : UInt64(try read(UInt32.self))
    }

    /// A little-endian number of 1 to 8 bytes.
    mutating func readUnsigned(_ size: Int) throws -> UInt64 {
        switch size {
        case 1: return UInt64(try read(UInt8.self))
        case 2: return UInt64(try read(UInt16.self))
        case 4: return UInt64(try read(UInt32.self))
        case 8: return try read(UInt64.self)
        default:
            var value: UInt64 = 0
            for index in 0..<size { value |= UInt64(try read(UInt8.self)) << UInt64(index * 8 & 63) }
            return value
        }
    }
}
