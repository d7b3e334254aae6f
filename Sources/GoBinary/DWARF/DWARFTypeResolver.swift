import Wire

/// Sizes, names and members of types. References may lead to any entry of a hostile file, in circles too, so every walk
/// has a bounded number of steps.
extension DWARFTypes {
    /// Fields that are read of one structure; those of the runtime have at most some hundreds.
    private static let fieldLimit = 4096
    /// Bytes of a name that are kept.
    private static let nameBytesLimit = 512
    /// References that are followed from a type to the one that has its size.
    private static let chainLimit = 64
    /// Dimensions of an array.
    private static let dimensionLimit = 32
    /// Types whose names are put together for one nameless type.
    private static let nameLimit = 16

    /// Size and name of the type that an attribute refers to.
    func type(_ reference: DWARFValue) -> (size: Int, name: String)? {
        guard case .reference(let offset) = reference, let (entry, unit) = entry(at: offset) else { return nil }
        return (size(of: entry, in: unit), typeName(of: entry, in: unit, steps: 0))
    }

    /// The entry at an offset of `.debug_info`, with the unit that it is in.
    func entry(at offset: Int) -> (DWARFEntry, DWARFUnit)? {
        guard let unit = directory.unit(containing: offset),
            let entry = (try? reader.entry(at: offset, in: unit)) ?? nil
        else { return nil }
        return (entry, unit)
    }

    /// The first type behind typedefs and qualifiers.
    func underlying(_ entry: DWARFEntry, in unit: DWARFUnit) -> (DWARFEntry, DWARFUnit)? {
        var current = (entry, unit)
        for _ in 0..<Self.chainLimit {
            guard DWARFTag.isAlias(current.0.tag) else { return current }
            guard case .reference(let offset) = current.0.type, let next = self.entry(at: offset) else { return nil }
            current = next
        }
        return nil
    }

    /// Members of a structure in their order; nil when it is only declared, or damaged.
    func layout(of entry: DWARFEntry, in unit: DWARFUnit, named name: String) -> StructureLayout? {
        guard !entry.isDeclaration, let size = entry.byteSize.count else { return nil }
        var fields: [StructureLayout.Field] = []
        guard entry.hasChildren else { return StructureLayout(name: name, size: size, fields: []) }
        do {
            let table = try reader.table(of: unit)
            var cursor = try reader.cursor(in: unit, at: entry.end)
            var depth = 0
            while let child = try nextChild(&cursor, table, unit, &depth) {
                guard child.tag == DWARFTag.member else { continue }
                guard let offset = memberOffset(child.memberLocation), fields.count < Self.fieldLimit else {
                    return nil
                }
                let type = type(child.type)
                let text = text(child.name, in: unit)
                fields.append(
                    StructureLayout.Field(
                        name: text, offset: offset, size: type?.size ?? 0, typeName: type?.name ?? ""))
            }
        } catch {
            return nil
        }
        return StructureLayout(name: name, size: size, fields: fields)
    }

    /// The next entry one level down, past what lies below it; nil at the end of the list.
    private func nextChild(
        _ cursor: inout ByteCursor, _ table: DWARFAbbreviationTable, _ unit: DWARFUnit, _ depth: inout Int
    ) throws -> DWARFEntry? {
        while true {
            guard let child = try reader.entry(&cursor, table, unit) else {
                if depth == 0 { return nil }
                depth -= 1
                continue
            }
            let isDirect = depth == 0
            if child.hasChildren { depth += 1 }
            if isDirect { return child }
        }
    }

    /// Offset of a member: a number, or the expression DW_OP_plus_uconst of old compilers.
    private func memberOffset(_ value: DWARFValue) -> Int? {
        switch value {
        // Members of a union have none.
        case .absent: return 0
        case .block(let offset, let count):
            guard let expression = reader.sections.information.slice(offset, count) else { return nil }
            var cursor = ByteCursor(expression)
            guard (try? cursor.read(UInt8.self)) == 0x23, let number = try? cursor.readUnsignedLEB() else { return nil }
            return Int(exactly: number)
        default: return value.count
        }
    }

    /// Bytes of a value of a type; 0 when unknown. An array without a size of its own has that of its elements.
    func size(of entry: DWARFEntry, in unit: DWARFUnit) -> Int {
        if let known = sizes[entry.offset] { return known }
        var current = (entry, unit)
        var factor = 1
        var result = 0
        for _ in 0..<Self.chainLimit {
            let (type, home) = current
            if let size = type.byteSize.count {
                result = size
                break
            }
            if type.tag == DWARFTag.pointerType || type.tag == DWARFTag.subroutineType {
                result = home.encoding.addressSize
                break
            }
            if type.tag == DWARFTag.arrayType {
                guard let count = elementCount(of: type, in: home) else { break }
                let (product, overflow) = factor.multipliedReportingOverflow(by: count)
                guard !overflow else { break }
                factor = product
            } else if !DWARFTag.isAlias(type.tag), type.tag != DWARFTag.enumerationType {
                break
            }
            guard case .reference(let offset) = type.type, let next = self.entry(at: offset) else { break }
            current = next
        }
        let (total, overflow) = result.multipliedReportingOverflow(by: factor)
        let size = overflow ? 0 : total
        sizes[entry.offset] = size
        return size
    }

    /// Elements of an array, over all its dimensions; nil when it is open or damaged.
    private func elementCount(of array: DWARFEntry, in unit: DWARFUnit) -> Int? {
        guard array.hasChildren, let table = try? reader.table(of: unit),
            var cursor = try? reader.cursor(in: unit, at: array.end)
        else { return nil }
        var product: Int?
        var depth = 0
        for _ in 0..<Self.dimensionLimit {
            guard let child = (try? nextChild(&cursor, table, unit, &depth)) ?? nil else { return product }
            guard child.tag == DWARFTag.subrangeType else { continue }
            guard let count = child.count.count ?? child.upperBound.count.flatMap({ $0 == .max ? nil : $0 + 1 })
            else { return nil }
            let (value, overflow) = (product ?? 1).multipliedReportingOverflow(by: count)
            if overflow { return nil }
            product = value
        }
        return nil
    }

    private func text(_ value: DWARFValue, in unit: DWARFUnit) -> String {
        guard let bytes = reader.text(value, in: unit) else { return "" }
        guard let start = bytes.slice(0, Self.nameBytesLimit) else { return bytes.string }
        return start.string + "…"
    }

    /// The name of a type, as the program's language spells it. Go names all its types; for the nameless pointers and
    /// arrays of C one is put together.
    private func typeName(of entry: DWARFEntry, in unit: DWARFUnit, steps: Int) -> String {
        let name = text(entry.name, in: unit)
        guard name.isEmpty else { return name }
        guard steps < Self.nameLimit else { return "…" }
        let prefix: String
        switch entry.tag {
        case DWARFTag.pointerType: prefix = "*"
        case DWARFTag.arrayType: prefix = "[\(elementCount(of: entry, in: unit).map(String.init) ?? "")]"
        case DWARFTag.constType, DWARFTag.volatileType, DWARFTag.restrictType, DWARFTag.atomicType: prefix = ""
        case DWARFTag.structureType, DWARFTag.classType: return "struct {…}"
        case DWARFTag.unionType: return "union {…}"
        case DWARFTag.subroutineType: return "func"
        default: return ""
        }
        guard case .reference(let offset) = entry.type, let (target, home) = self.entry(at: offset) else {
            return prefix + "void"
        }
        return prefix + typeName(of: target, in: home, steps: steps + 1)
    }
}
