import Wire

/// One debugging entry with the attributes that the reader uses.
struct DWARFEntry {
    /// Offset in `.debug_info`.
    var offset: Int
    /// Offset behind its attributes: of its first child, or of what follows it.
    var end: Int
    var tag: UInt64
    var hasChildren: Bool
    var name = DWARFValue.absent
    var type = DWARFValue.absent
    var byteSize = DWARFValue.absent
    var location = DWARFValue.absent
    var memberLocation = DWARFValue.absent
    var constant = DWARFValue.absent
    var count = DWARFValue.absent
    var upperBound = DWARFValue.absent
    var stringOffsetsBase = DWARFValue.absent
    var addressBase = DWARFValue.absent
    var isDeclaration = false
}

/// Reading of single entries, with the tables of abbreviations kept.
final class DWARFEntryReader {
    let sections: DWARFSections
    private let file: String?
    private struct TableKey: Hashable {
        var offset: Int
        var encoding: DWARFUnitEncoding
    }
    private var tables: [TableKey: DWARFAbbreviationTable] = [:]
    /// Bytes of `.debug_abbrev` that may still be read: a few times the section, since units of a sound file share
    /// tables or have their own, and hostile ones could have each unit start at another byte of one long table.
    private var abbreviationBudget: Int
    /// Steps of decoding single entries that may still be taken, and bytes of shared text that may still be searched:
    /// far more than any lookup in a sound file needs. References and text offsets of a hostile one can lead to the same
    /// long entry or string over and over.
    private var stepBudget: Int
    private var textBudget: Int

    init(_ sections: DWARFSections, file: String?) {
        self.sections = sections
        self.file = file
        abbreviationBudget = sections.abbreviations.count.multipliedReportingOverflow(by: 4).partialValue + 4096
        stepBudget = sections.information.count.multipliedReportingOverflow(by: 4).partialValue + (1 << 24)
        textBudget = sections.information.count.multipliedReportingOverflow(by: 16).partialValue + (1 << 24)
    }

    /// A cursor over `.debug_info` that ends with the unit.
    func cursor(in unit: DWARFUnit, at offset: Int) throws -> ByteCursor {
        guard offset >= unit.entries, offset <= unit.end, let bytes = sections.information.slice(0, unit.end) else {
            throw InputError(
                .malformed, "a reference leads outside of its unit", file: file, offset: UInt64(max(offset, 0)))
        }
        return ByteCursor(bytes, at: offset, file: file ?? ".debug_info")
    }

    func table(of unit: DWARFUnit) throws -> DWARFAbbreviationTable {
        let key = TableKey(offset: unit.abbreviations, encoding: unit.encoding)
        if let known = tables[key] { return known }
        do {
            let table = try DWARFAbbreviationTable(
                sections.abbreviations, at: unit.abbreviations, encoding: unit.encoding, limit: abbreviationBudget)
            abbreviationBudget -= table.byteCount
            tables[key] = table
            return table
        } catch {
            // A damaged table may have been read to the section's end before that showed.
            abbreviationBudget -= max(0, min(abbreviationBudget, sections.abbreviations.count - unit.abbreviations))
            throw error
        }
    }

    /// The entry at an offset; nil for the null entry that ends a list of children.
    /// - Throws: `truncated` or `malformed`.
    func entry(at offset: Int, in unit: DWARFUnit) throws -> DWARFEntry? {
        let table = try table(of: unit)
        var cursor = try cursor(in: unit, at: offset)
        return try entry(&cursor, table, unit)
    }

    /// The entry at the cursor, which moves behind its attributes.
    func entry(
        _ cursor: inout ByteCursor, _ table: DWARFAbbreviationTable, _ unit: DWARFUnit
    ) throws -> DWARFEntry? {
        let start = cursor.offset
        let code = try cursor.readUnsignedLEB()
        if code == 0 { return nil }
        guard let abbreviation = table[code] else {
            throw cursor.error(.malformed, "an entry has the undeclared abbreviation \(code)")
        }
        guard stepBudget > 0 else {
            throw cursor.error(.tooLarge, "references between entries lead in circles beyond reason")
        }
        var entry = DWARFEntry(offset: start, end: 0, tag: abbreviation.tag, hasChildren: abbreviation.hasChildren)
        for step in abbreviation.decoding {
            switch step {
            case .skip(let skipped): try cursor.skip(skipped, unit)
            case .read(let specification):
                let value = try cursor.readValue(
                    specification.form, implicit: specification.implicitValue, unit: unit)
                entry.set(specification.attribute, value)
            }
        }
        entry.end = cursor.offset
        stepBudget -= 1 + abbreviation.decoding.count + (cursor.offset - start) >> 4
        return entry
    }

    /// The text in a section of strings at an offset.
    func terminatedText(_ section: Bytes, _ offset: UInt64) -> Bytes? {
        guard let start = Int(exactly: offset), start < section.count, textBudget > 0,
            let rest = section.slice(start, min(section.count - start, Self.textLimit))
        else { return nil }
        let end = rest.firstIndex(of: 0)
        textBudget -= (end ?? rest.count) + 1
        return end.flatMap { rest.slice(0, $0) }
    }

    /// Longest text that is read, bytes.
    private static let textLimit = 1 << 16
}

extension DWARFEntry {
    mutating func set(_ attribute: DWARFAttribute, _ value: DWARFValue) {
        switch attribute {
        case .name: name = value
        case .type: type = value
        case .byteSize: byteSize = value
        case .location: location = value
        case .dataMemberLocation: memberLocation = value
        case .constValue: constant = value
        case .count: count = value
        case .upperBound: upperBound = value
        case .stringOffsetsBase: stringOffsetsBase = value
        case .addressBase: addressBase = value
        case .declaration: isDeclaration = value.isTrue
        case .sibling: break
        }
    }
}

extension ByteCursor {
    /// Moves over values that are not used.
    mutating func skip(_ step: DWARFSkipStep, _ unit: DWARFUnit) throws {
        switch step {
        case .fixed(let count): try skip(count)
        case .leb: try skipLEB()
        case .terminatedString: try skipCString()
        case .block(let lengthSize):
            let length = try readUnsigned(lengthSize)
            try skip(Int(truncatingIfNeeded: length))
        case .blockWithLEBLength:
            let length = try readUnsignedLEB()
            guard length <= UInt64(remaining) else {
                throw error(.truncated, "a block announces \(length) bytes and \(remaining) are left")
            }
            offset += Int(length)
        case .indirect:
            let form = try readIndirectForm()
            _ = try readValue(form, implicit: 0, unit: unit)
        case .name(let form), .sibling(let form):
            _ = try readValue(form, implicit: 0, unit: unit)
        }
    }

    /// Moves over a LEB128 number, which may be padded.
    mutating func skipLEB() throws {
        let start = offset
        while try read(UInt8.self) >= 0x80 {
            guard offset - start < 64 else { throw error(.malformed, "a variable-length number has over 64 bytes") }
        }
    }
}
