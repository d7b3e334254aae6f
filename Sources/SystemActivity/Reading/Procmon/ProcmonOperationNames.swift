import Evidence

/// Texts of operations and results that were interned already, by their numbers.
struct ProcmonOperationNames {
    private var operations: [UInt32: StringID] = [:]
    private var results: [UInt32: StringID] = [:]
    private var buffer: [UInt8] = []

    mutating func operation(_ text: ProcmonEventText, _ strings: inout StringTable) -> StringID {
        let variant: UInt32 =
            switch text.kind {
            case .file, .interprocess: UInt32(text.subOperation)
            case .network: text.isTCP ? 1 : 0
            default: 0
            }
        let key = text.record.eventClass & 0xff << 24 | UInt32(text.operation & 0xff) << 8 | variant
        if text.operation < 0x100, let known = operations[key] { return known }
        buffer.removeAll(keepingCapacity: true)
        text.appendOperation(to: &buffer)
        let name = strings.intern(bytes: buffer)
        if text.operation < 0x100 { operations[key] = name }
        return name
    }

    mutating func result(_ text: ProcmonEventText, _ strings: inout StringTable) -> StringID {
        if let known = results[text.record.status] { return known }
        buffer.removeAll(keepingCapacity: true)
        text.appendResult(to: &buffer)
        let name = strings.intern(bytes: buffer)
        if results.count < 4096 { results[text.record.status] = name }
        return name
    }
}
