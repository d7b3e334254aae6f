import Wire

/// Keys and values of the registry.
extension ProcmonEventText {
    enum Registry {
        static let openKey: UInt16 = 0
        static let createKey: UInt16 = 1
        static let queryKey: UInt16 = 3
        static let setValue: UInt16 = 4
        static let queryValue: UInt16 = 5
        static let enumerateValue: UInt16 = 6
        static let enumerateKey: UInt16 = 7
        static let setInformation: UInt16 = 8
        static let deleteKey: UInt16 = 9
        static let deleteValue: UInt16 = 10
        static let loadKey: UInt16 = 12
        static let renameKey: UInt16 = 14
        static let queryMultiple: UInt16 = 15
        static let setSecurity: UInt16 = 16
        static let querySecurity: UInt16 = 17
    }

    /// Place of the path, whose length stands at the begin of the details.
    var registryPathPlace: Int {
        switch operation {
        case Registry.openKey, Registry.createKey: 8
        case Registry.queryKey, Registry.queryValue: 12
        case Registry.enumerateKey, Registry.enumerateValue, Registry.setInformation, Registry.setValue: 16
        case Registry.loadKey, Registry.renameKey: 4
        default: 2
        }
    }

    private var behindPath: Int { registryPathPlace + ProcmonRecord.Text(record.number16(0)).size }

    private static let createdKey: UInt32 = 1

    var registryCategory: ProcmonCategory {
        switch operation {
        case Registry.openKey, Registry.createKey:
            record.hasExtra && record.number32(4) != 0 && record.extra32(4) == Self.createdKey ? .write : .read
        case Registry.queryKey, Registry.queryValue, Registry.enumerateKey, Registry.enumerateValue,
            Registry.queryMultiple:
            .read
        case Registry.setValue, Registry.deleteKey, Registry.deleteValue, Registry.renameKey: .write
        case Registry.setInformation, Registry.setSecurity: .writeMetadata
        case Registry.querySecurity: .readMetadata
        default: .none
        }
    }

    func appendRegistryDetail(_ detail: inout ProcmonDetailText, _ text: inout [UInt8]) {
        switch operation {
        case Registry.openKey, Registry.createKey: appendOpening(detail, &text)
        case Registry.queryKey, Registry.enumerateKey: appendKey(detail, &text)
        case Registry.queryValue, Registry.enumerateValue: appendValue(detail, &text)
        case Registry.setValue: appendValueSetting(detail, &text)
        case Registry.setInformation: appendInformation(detail, &text)
        case Registry.loadKey, Registry.renameKey:
            detail.name(operation == Registry.loadKey ? "Hive Path" : "New Name", &text)
            record.append(ProcmonRecord.Text(record.number16(2)), at: behindPath, to: &text)
        default: break
        }
    }

    private func appendOpening(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let access = record.number32(4)
        if access == 0 { return }
        detail.name("Desired Access", &text)
        ProcmonNames.append(registryAccess: access, to: &text)
        guard record.hasExtra else { return }
        // Nothing else that has a name, and no generic rights.
        if access & 0xf31f_033f == 0x200_0000 {
            detail.name("Granted Access", &text)
            ProcmonNames.append(registryAccess: record.extra32(0), to: &text)
        }
        switch record.extra32(4) {
        case Self.createdKey:
            detail.name("Disposition", &text)
            text.append(text: "REG_CREATED_NEW_KEY")
        case 2:
            detail.name("Disposition", &text)
            text.append(text: "REG_OPENED_EXISTING_KEY")
        default: break
        }
    }

    /// KEY_INFORMATION_CLASS.
    private enum KeyClass {
        static let basic: UInt32 = 0
        static let node: UInt32 = 1
        static let full: UInt32 = 2
        static let name: UInt32 = 3
        static let cached: UInt32 = 4
        static let flags: UInt32 = 5
        static let handleTags: UInt32 = 7
    }

    private func appendKey(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let isQuery = operation == Registry.queryKey
        let informationClass = record.number32(isQuery ? 8 : 12)
        if isQuery {
            detail.name("Query", &text)
            if !ProcmonNames.keyInformationClasses.append(informationClass, to: &text) {
                text.append(text: "<Unknown>")
            }
        } else {
            detail.grouped("Index", record.number32(8), &text)
        }
        guard record.hasExtra else { return detail.grouped("Length", record.number32(4), &text) }
        switch informationClass {
        case KeyClass.name:
            // The name of a key that was asked for is not printed.
            if !isQuery { appendName(sizePlace: 0, detail, &text) }
        case KeyClass.handleTags: detail.hexadecimal("HandleTags", UInt64(record.extra32(0)), &text)
        case KeyClass.flags: detail.hexadecimal("UserFlags", UInt64(record.extra32(0)), &text)
        case KeyClass.cached:
            detail.grouped("SubKeys", record.extra32(12), &text)
            detail.grouped("Values", record.extra32(20), &text)
        case KeyClass.full:
            detail.grouped("SubKeys", record.extra32(20), &text)
            detail.grouped("Values", record.extra32(32), &text)
        case KeyClass.basic: appendName(sizePlace: 12, detail, &text)
        case KeyClass.node: appendName(sizePlace: 20, detail, &text)
        default: break
        }
    }

    private func appendName(sizePlace: Int, _ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.name("Name", &text)
        record.appendExtra(at: sizePlace + 4, size: Int(record.extra32(sizePlace)), to: &text)
    }

    private func appendValue(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let isQuery = operation == Registry.queryValue
        if !isQuery { detail.grouped("Index", record.number32(8), &text) }
        guard record.hasExtra else { return detail.grouped("Length", record.number32(4), &text) }
        let type = record.extra32(4)
        switch record.number32(isQuery ? 8 : 12) {
        case 1:  // KeyValueFullInformation
            if !isQuery { appendName(sizePlace: 16, detail, &text) }
            appendType(type, detail, &text)
            let length = record.extra32(12)
            detail.grouped("Length", length, &text)
            appendData(type, at: record.extra.lowerBound + Int(record.extra32(8)), length, Int(length), detail, &text)
        case 2:  // KeyValuePartialInformation
            appendType(type, detail, &text)
            let length = record.extra32(8)
            detail.grouped("Length", length, &text)
            let size = type == RegistryType.binary ? min(Int(length), max(0, record.extra.count - 12)) : Int(length)
            appendData(type, at: record.extra.lowerBound + 12, length, size, detail, &text)
        default: appendType(type, detail, &text)
        }
    }

    private func appendValueSetting(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let type = record.number32(4)
        appendType(type, detail, &text)
        detail.grouped("Length", record.number32(8), &text)
        let size = min(record.number32(8), UInt32(record.number16(12)))
        guard ProcmonNames.registryTypes.contains(type) else { return }
        appendData(type, at: record.detail.lowerBound + behindPath, size, Int(size), detail, &text)
    }

    private func appendInformation(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let informationClass = record.number32(4)
        detail.name("KeySetInformationClass", &text)
        if !ProcmonNames.keySetInformationClasses.append(informationClass, to: &text) {
            text.append(text: "<Unknown: ")
            text.append(decimal: UInt64(informationClass))
            text.append(text: ">")
        }
        let length = record.number16(12)
        detail.grouped("Length", UInt64(length), &text)
        if length == 0 { return }
        switch informationClass {
        case 0:
            detail.name("LastWriteTime", &text)
            time.appendDate(record.number64(behindPath), to: &text)
        case 1: detail.hexadecimal("Wow64Flags", UInt64(record.number32(behindPath)), &text)
        case 5: detail.hexadecimal("HandleTags", UInt64(record.number32(behindPath)), &text)
        default: break
        }
    }

    private func appendType(_ type: UInt32, _ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.name("Type", &text)
        if ProcmonNames.registryTypes.append(type, to: &text) { return }
        text.append(text: "<Unknown: ")
        text.append(decimal: UInt64(type))
        text.append(text: ">")
    }
}

/// Types of values in the registry.
enum RegistryType {
    static let string: UInt32 = 1
    static let expandedString: UInt32 = 2
    static let binary: UInt32 = 3
    static let number: UInt32 = 4
    static let strings: UInt32 = 7
}

/// Contents of values.
extension ProcmonEventText {
    /// Longest text that is read on behind its announced end, in code units.
    private static let longestText = 1 << 15

    /// - Parameters:
    ///   - start: offset in the file.
    ///   - length: bytes of the value; of none there are no contents.
    ///   - size: bytes of it that are printed. Process Monitor reads on behind what the log keeps, up to the NUL of a
    ///     text, and whole binary values of which the log keeps the first 16 bytes; so does this, within the file.
    fileprivate func appendData(
        _ type: UInt32, at start: Int, _ length: UInt32, _ size: Int, _ detail: ProcmonDetailText, _ text: inout [UInt8]
    ) {
        guard length > 0 else { return }
        detail.name("Data", &text)
        switch type {
        case RegistryType.number: text.append(decimal: UInt64(record.bytes.load(start, as: UInt32.self) ?? 0))
        case RegistryType.string, RegistryType.expandedString:
            text.append(utf16: record.bytes, from: start, units: Self.longestText)
        case RegistryType.binary: appendBinary(from: start, size: size, &text)
        case RegistryType.strings: appendStrings(from: start, size: size, &text)
        default: break
        }
    }

    private func appendBinary(from start: Int, size: Int, _ text: inout [UInt8]) {
        guard start >= 0, start < record.bytes.count else { return }
        for offset in start..<min(start + min(size, 1 << 16), record.bytes.count) {
            if offset > start { text.append(UInt8(ascii: " ")) }
            text.append(hex: UInt64(record.bytes[offset]), digits: 2, uppercase: true)
        }
    }

    private func appendStrings(from start: Int, size: Int, _ text: inout [UInt8]) {
        var offset = start
        let end = start + min(size, 1 << 16)
        while offset < end, offset + 2 <= record.bytes.count, record.bytes.load(offset, as: UInt16.self) != 0 {
            if offset > start { text.append(text: ", ") }
            let next = text.append(utf16: record.bytes, from: offset, units: Self.longestText)
            guard next > offset else { return }
            offset = next
        }
    }
}
