/// Tags of debugging entries that the reader knows (DWARF 5, section 7.5.3, table 7.3).
enum DWARFTag {
    static let arrayType: UInt64 = 0x01
    static let classType: UInt64 = 0x02
    static let enumerationType: UInt64 = 0x04
    static let member: UInt64 = 0x0d
    static let pointerType: UInt64 = 0x0f
    static let compileUnit: UInt64 = 0x11
    static let structureType: UInt64 = 0x13
    static let subroutineType: UInt64 = 0x15
    static let typedef: UInt64 = 0x16
    static let unionType: UInt64 = 0x17
    static let subrangeType: UInt64 = 0x21
    static let baseType: UInt64 = 0x24
    static let constType: UInt64 = 0x26
    static let constant: UInt64 = 0x27
    static let variable: UInt64 = 0x34
    static let volatileType: UInt64 = 0x35
    static let restrictType: UInt64 = 0x37
    static let atomicType: UInt64 = 0x47

    static func isStructure(_ tag: UInt64) -> Bool { tag == structureType || tag == classType || tag == unionType }

    /// Types that stand for another one and have its size.
    static func isAlias(_ tag: UInt64) -> Bool {
        switch tag {
        case typedef, constType, volatileType, restrictType, atomicType: true
        default: false
        }
    }
}

/// Attributes that the reader uses; the raw values are those of DWARF 5, section 7.5.4, table 7.5.
enum DWARFAttribute: UInt64 {
    case sibling = 0x01
    case location = 0x02
    case name = 0x03
    case byteSize = 0x0b
    case constValue = 0x1c
    case upperBound = 0x2f
    case count = 0x37
    case dataMemberLocation = 0x38
    case declaration = 0x3c
    case type = 0x49
    case stringOffsetsBase = 0x72
    case addressBase = 0x73
}

/// Encodings of attribute values (DWARF 5, section 7.5.6, table 7.6, with the GNU forms that predate it).
enum DWARFForm: UInt16 {
    case address = 0x01
    case block2 = 0x03
    case block4 = 0x04
    case data2 = 0x05
    case data4 = 0x06
    case data8 = 0x07
    case string = 0x08
    case block = 0x09
    case block1 = 0x0a
    case data1 = 0x0b
    case flag = 0x0c
    case signedData = 0x0d
    case stringPointer = 0x0e
    case unsignedData = 0x0f
    case referenceAddress = 0x10
    case reference1 = 0x11
    case reference2 = 0x12
    case reference4 = 0x13
    case reference8 = 0x14
    case referenceUnsigned = 0x15
    case indirect = 0x16
    case sectionOffset = 0x17
    case expression = 0x18
    case flagPresent = 0x19
    case stringIndex = 0x1a
    case addressIndex = 0x1b
    case supplementaryReference4 = 0x1c
    case supplementaryString = 0x1d
    case data16 = 0x1e
    case lineStringPointer = 0x1f
    case signatureReference = 0x20
    case implicitConstant = 0x21
    case locationListIndex = 0x22
    case rangeListIndex = 0x23
    case supplementaryReference8 = 0x24
    case stringIndex1 = 0x25
    case stringIndex2 = 0x26
    case stringIndex3 = 0x27
    case stringIndex4 = 0x28
    case addressIndex1 = 0x29
    case addressIndex2 = 0x2a
    case addressIndex3 = 0x2b
    case addressIndex4 = 0x2c
    case gnuAddressIndex = 0x1f01
    case gnuStringIndex = 0x1f02
    case gnuAlternativeReference = 0x1f20
    case gnuAlternativeString = 0x1f21
}

/// How many bytes a value of a form takes in `.debug_info`.
enum DWARFFormSize {
    case fixed(Int)
    case leb
    case terminatedString
    /// A length of so many bytes, and then the block.
    case block(lengthSize: Int)
    case blockWithLEBLength
    /// The form stands before the value.
    case indirect

    init(_ form: DWARFForm, _ encoding: DWARFUnitEncoding) {
        switch form {
        case .flagPresent, .implicitConstant: self = .fixed(0)
        case .data1, .flag, .reference1, .stringIndex1, .addressIndex1: self = .fixed(1)
        case .data2, .reference2, .stringIndex2, .addressIndex2: self = .fixed(2)
        case .stringIndex3, .addressIndex3: self = .fixed(3)
        case .data4, .reference4, .stringIndex4, .addressIndex4, .supplementaryReference4: self = .fixed(4)
        case .data8, .reference8, .signatureReference, .supplementaryReference8: self = .fixed(8)
        case .data16: self = .fixed(16)
        case .address: self = .fixed(encoding.addressSize)
        case .stringPointer, .lineStringPointer, .sectionOffset, .supplementaryString, .gnuAlternativeReference,
            .gnuAlternativeString:
            self = .fixed(encoding.offsetSize)
        case .referenceAddress: self = .fixed(encoding.version < 3 ? encoding.addressSize : encoding.offsetSize)
        case .signedData, .unsignedData, .referenceUnsigned, .stringIndex, .addressIndex, .locationListIndex,
            .rangeListIndex, .gnuAddressIndex, .gnuStringIndex:
            self = .leb
        case .string: self = .terminatedString
        case .block1: self = .block(lengthSize: 1)
        case .block2: self = .block(lengthSize: 2)
        case .block4: self = .block(lengthSize: 4)
        case .block, .expression: self = .blockWithLEBLength
        case .indirect: self = .indirect
        }
    }
}
