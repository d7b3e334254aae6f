import Wire

/// One step of moving over an entry's attributes without decoding them.
enum DWARFSkipStep {
    /// Values of known size, one after another.
    case fixed(Int)
    case leb
    case terminatedString
    case block(lengthSize: Int)
    case blockWithLEBLength
    case indirect
    /// The entry's name.
    case name(DWARFForm)
    /// Where the entry's next sibling starts.
    case sibling(DWARFForm)
}

/// An attribute that the reader uses, and how it is stored.
struct DWARFAttributeSpecification {
    var attribute: DWARFAttribute
    var form: DWARFForm
    /// The value itself, with `implicitConstant`.
    var implicitValue: Int64
}

/// One declaration of a kind of entry (DWARF 5, section 7.5.3).
struct DWARFAbbreviation {
    var tag: UInt64
    var hasChildren: Bool
    /// All attributes, in order: those that the reader does not use are only stepped over.
    var steps: [DWARFSkipStep]
    /// The attributes that the reader uses, each with the step before which it stands in `decoding`.
    var decoding: [DecodingStep]

    enum DecodingStep {
        case skip(DWARFSkipStep)
        case read(DWARFAttributeSpecification)
    }
}

/// The declarations of one table in `.debug_abbrev`, for units of one encoding.
final class DWARFAbbreviationTable {
    /// By code when codes are small (compilers number them from 1), otherwise in `sparse`.
    private var dense: [DWARFAbbreviation?] = [nil]
    private var sparse: [UInt64: DWARFAbbreviation] = [:]
    /// Bytes that the table takes in the section.
    let byteCount: Int

    /// - Throws: `truncated` or `malformed`, or `unsupported` for a form that has no known size.
    init(_ section: Bytes, at offset: Int, encoding: DWARFUnitEncoding, limit: Int) throws {
        guard offset >= 0, offset < section.count else {
            throw InputError(.malformed, "abbreviations lie outside of .debug_abbrev", offset: UInt64(max(offset, 0)))
        }
        var cursor = ByteCursor(section, at: offset, file: ".debug_abbrev")
        while true {
            guard cursor.offset - offset <= limit else {
                throw cursor.error(.tooLarge, "the tables of abbreviations overlap beyond reason")
            }
            let code = try cursor.readUnsignedLEB()
            if code == 0 { break }
            let entry = try Self.declaration(&cursor, encoding)
            if code == UInt64(dense.count) {
                dense.append(entry)
            } else if code < UInt64(dense.count) {
                throw cursor.error(.malformed, "abbreviation \(code) is declared twice")
            } else {
                sparse[code] = entry
            }
        }
        byteCount = cursor.offset - offset
    }

    subscript(_ code: UInt64) -> DWARFAbbreviation? {
        code < UInt64(dense.count) ? dense[Int(code)] : sparse[code]
    }

    private static func declaration(
        _ cursor: inout ByteCursor, _ encoding: DWARFUnitEncoding
    ) throws -> DWARFAbbreviation {
        let tag = try cursor.readUnsignedLEB()
        let hasChildren = try cursor.read(UInt8.self) != 0
        var steps: [DWARFSkipStep] = []
        var decoding: [DWARFAbbreviation.DecodingStep] = []
        var seen: Set<DWARFAttribute> = []
        while true {
            let attributeCode = try cursor.readUnsignedLEB()
            let formCode = try cursor.readUnsignedLEB()
            guard let form = UInt16(exactly: formCode).flatMap(DWARFForm.init(rawValue:)) else {
                if attributeCode == 0, formCode == 0 { break }
                let number = String(formCode, radix: 16)
                throw cursor.error(.unsupported, "attribute values are of the unknown form 0x\(number)")
            }
            let implicit = form == .implicitConstant ? try cursor.readSignedLEB() : 0
            let attribute = DWARFAttribute(rawValue: attributeCode)
            let step = skipStep(attribute, form, encoding)
            // Each attribute is read at most once: otherwise a declaration of thousands of values of size 0 would cost
            // that much for every entry of one byte.
            if let attribute, attribute != .sibling, seen.insert(attribute).inserted {
                decoding.append(
                    .read(DWARFAttributeSpecification(attribute: attribute, form: form, implicitValue: implicit)))
                append(step, to: &steps)
            } else {
                let plain = skipStep(nil, form, encoding)
                append(attribute == .sibling && seen.insert(.sibling).inserted ? step : plain, to: &steps)
                append(plain, to: &decoding)
            }
        }
        return DWARFAbbreviation(tag: tag, hasChildren: hasChildren, steps: steps, decoding: decoding)
    }

    private static func skipStep(
        _ attribute: DWARFAttribute?, _ form: DWARFForm, _ encoding: DWARFUnitEncoding
    ) -> DWARFSkipStep {
        if attribute == .name { return .name(form) }
        if attribute == .sibling, form != .indirect, form != .implicitConstant { return .sibling(form) }
        switch DWARFFormSize(form, encoding) {
        case .fixed(let size): return .fixed(size)
        case .leb: return .leb
        case .terminatedString: return .terminatedString
        case .block(let size): return .block(lengthSize: size)
        case .blockWithLEBLength: return .blockWithLEBLength
        case .indirect: return .indirect
        }
    }

    private static func append(_ step: DWARFSkipStep, to steps: inout [DWARFSkipStep]) {
        if case .fixed(let size) = step {
            if size == 0 { return }
            if case .fixed(let before)? = steps.last {
                steps[steps.count - 1] = .fixed(before + size)
                return
            }
        }
        steps.append(step)
    }

    private static func append(_ step: DWARFSkipStep, to steps: inout [DWARFAbbreviation.DecodingStep]) {
        if case .fixed(let size) = step {
            if size == 0 { return }
            if case .skip(.fixed(let before))? = steps.last {
                steps[steps.count - 1] = .skip(.fixed(before + size))
                return
            }
        }
        steps.append(.skip(step))
    }
}
