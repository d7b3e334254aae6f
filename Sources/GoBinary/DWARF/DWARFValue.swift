import Wire

/// A decoded attribute value; what it points to is read on demand.
enum DWARFValue {
    case absent
    case unsigned(UInt64)
    case signed(Int64)
    /// Text inside of `.debug_info`.
    case inlineText(offset: Int, count: Int)
    /// Offset in `.debug_str`.
    case text(offset: UInt64)
    /// Offset in `.debug_line_str`.
    case lineText(offset: UInt64)
    /// Index into the unit's part of `.debug_str_offsets`.
    case textIndex(UInt64)
    case address(UInt64)
    /// Index into the unit's part of `.debug_addr`.
    case addressIndex(UInt64)
    /// Offset of another entry in `.debug_info`.
    case reference(Int)
    case block(offset: Int, count: Int)

    /// A size or count, when it is one that fits.
    var count: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .signed(let value): value >= 0 ? Int(exactly: value) : nil
        default: nil
        }
    }

    var isTrue: Bool { if case .unsigned(let value) = self { value != 0 } else { false } }
}

extension ByteCursor {
    /// Reads the value of an attribute of a unit.
    /// - Throws: `truncated`, or `malformed` for forms that contradict themselves.
    mutating func readValue(_ form: DWARFForm, implicit: Int64, unit: DWARFUnit) throws -> DWARFValue {
        switch form {
        case .address: return .address(try readUnsigned(unit.encoding.addressSize))
        case .data1, .flag: return .unsigned(UInt64(try read(UInt8.self)))
        case .data2: return .unsigned(UInt64(try read(UInt16.self)))
        case .data4: return .unsigned(UInt64(try read(UInt32.self)))
        case .data8: return .unsigned(try read(UInt64.self))
        case .unsignedData: return .unsigned(try readUnsignedLEB())
        case .signedData: return .signed(try readSignedLEB())
        case .flagPresent: return .unsigned(1)
        case .implicitConstant: return .signed(implicit)
        case .sectionOffset: return .unsigned(try readOffset(unit.encoding.offsetSize))
        case .data16: return try readBlock(16)
        case .block1: return try readBlock(Int(try read(UInt8.self)))
        case .block2: return try readBlock(Int(try read(UInt16.self)))
        case .block4: return try readBlock(Int(try read(UInt32.self)))
        case .block, .expression:
            let length = try readUnsignedLEB()
            guard let count = Int(exactly: length) else {
                throw error(.malformed, "a block announces \(length) bytes")
            }
            return try readBlock(count)
        case .string:
            let start = offset
            try skipCString()
            return .inlineText(offset: start, count: offset - 1 - start)
        case .stringPointer: return .text(offset: try readOffset(unit.encoding.offsetSize))
        case .lineStringPointer: return .lineText(offset: try readOffset(unit.encoding.offsetSize))
        case .stringIndex, .gnuStringIndex: return .textIndex(try readUnsignedLEB())
        case .stringIndex1: return .textIndex(try readUnsigned(1))
        case .stringIndex2: return .textIndex(try readUnsigned(2))
        case .stringIndex3: return .textIndex(try readUnsigned(3))
        case .stringIndex4: return .textIndex(try readUnsigned(4))
        case .addressIndex, .gnuAddressIndex: return .addressIndex(try readUnsignedLEB())
        case .addressIndex1: return .addressIndex(try readUnsigned(1))
        case .addressIndex2: return .addressIndex(try readUnsigned(2))
        case .addressIndex3: return .addressIndex(try readUnsigned(3))
        case .addressIndex4: return .addressIndex(try readUnsigned(4))
        case .reference1, .reference2, .reference4, .reference8, .referenceUnsigned, .referenceAddress:
            return try readReference(form, unit: unit)
        case .locationListIndex, .rangeListIndex:
            _ = try readUnsignedLEB()
            return .absent
        // They lead into another file, or to a type unit, which Go does not write.
        case .supplementaryReference4, .supplementaryReference8, .supplementaryString, .signatureReference,
            .gnuAlternativeReference, .gnuAlternativeString:
            if case .fixed(let size) = DWARFFormSize(form, unit.encoding) { try skip(size) }
            return .absent
        case .indirect:
            let inner = try readIndirectForm()
            return try readValue(inner, implicit: 0, unit: unit)
        }
    }

    /// The form that stands before an indirect value: any but one that needs more of the declaration.
    mutating func readIndirectForm() throws -> DWARFForm {
        let code = try readUnsignedLEB()
        guard let form = UInt16(exactly: code).flatMap(DWARFForm.init(rawValue:)), form != .indirect,
            form != .implicitConstant
        else { throw error(.malformed, "an attribute value has the indirect form 0x\(String(code, radix: 16))") }
        return form
    }

    mutating func skipCString() throws {
        guard let end = bytes.firstIndex(of: 0, from: offset) else {
            throw error(.truncated, "a string has no terminating zero byte")
        }
        offset = end + 1
    }

    private mutating func readBlock(_ count: Int) throws -> DWARFValue {
        let start = offset
        try skip(count)
        return .block(offset: start, count: count)
    }

    /// An offset from the unit's start, or from the section's.
    private mutating func readReference(_ form: DWARFForm, unit: DWARFUnit) throws -> DWARFValue {
        if form == .referenceAddress {
            let size = unit.encoding.version < 3 ? unit.encoding.addressSize : unit.encoding.offsetSize
            return .reference(Int(truncatingIfNeeded: try readUnsigned(size)))
        }
        let distance: UInt64
        switch form {
        case .reference1: distance = try readUnsigned(1)
        case .reference2: distance = try readUnsigned(2)
        case .reference4: distance = try readUnsigned(4)
        case .reference8: distance = try readUnsigned(8)
        default: distance = try readUnsignedLEB()
        }
        guard distance < UInt64(unit.end - unit.start) else {
            throw error(.malformed, "a reference leads \(distance) bytes into a unit of \(unit.end - unit.start)")
        }
        return .reference(unit.start + Int(distance))
    }
}
