import Wire

/// Finding the text of names, which may lie in four sections.
extension DWARFEntryReader {
    /// The bytes of a text value; nil when they lie outside of their section.
    func text(_ value: DWARFValue, in unit: DWARFUnit) -> Bytes? {
        switch value {
        case .inlineText(let offset, let count): return sections.information.slice(offset, count)
        case .text(let offset): return terminatedText(sections.strings, offset)
        case .lineText(let offset): return terminatedText(sections.lineStrings, offset)
        case .textIndex(let index):
            let size = unit.encoding.offsetSize
            guard let position = Self.position(unit.stringOffsetsBase, index, size) else { return nil }
            let offset: UInt64?
            if size == 8 {
                offset = sections.stringOffsets.load(position, as: UInt64.self)
            } else {
                offset = sections.stringOffsets.load(position, as: UInt32.self).map(UInt64.init)
            }
            return offset.flatMap { terminatedText(sections.strings, $0) }
        default: return nil
        }
    }

    /// The address that a location stands for (DW_OP_addr, DW_OP_addrx or DW_OP_GNU_addr_index alone); nil for a
    /// location in registers, on a stack or thread-local.
    func address(_ location: DWARFValue, in unit: DWARFUnit) -> UInt64? {
        guard case .block(let offset, let count) = location,
            let expression = sections.information.slice(offset, count)
        else { return nil }
        var cursor = ByteCursor(expression)
        guard let operation = try? cursor.read(UInt8.self) else { return nil }
        let address: UInt64?
        switch operation {
        case 0x03: address = try? cursor.readUnsigned(unit.encoding.addressSize)
        case 0xa1, 0xfb: address = (try? cursor.readUnsignedLEB()).flatMap { indexedAddress($0, in: unit) }
        default: return nil
        }
        return cursor.isAtEnd ? address : nil
    }

    private func indexedAddress(_ index: UInt64, in unit: DWARFUnit) -> UInt64? {
        let size = unit.encoding.addressSize
        guard let position = Self.position(unit.addressBase, index, size) else { return nil }
        if size == 8 { return sections.addresses.load(position, as: UInt64.self) }
        return sections.addresses.load(position, as: UInt32.self).map(UInt64.init)
    }

    private static func position(_ base: Int, _ index: UInt64, _ size: Int) -> Int? {
        guard let index = Int(exactly: index) else { return nil }
        let (product, overflow) = index.multipliedReportingOverflow(by: size)
        let (sum, carry) = product.addingReportingOverflow(base)
        return overflow || carry || sum < 0 ? nil : sum
    }
}
