import Wire

/// What is asked about files (NtQueryInformationFile): the answers are in the details of the end.
extension ProcmonEventText {
    private enum Query {
        static let basic: UInt8 = 4
        static let standard: UInt8 = 5
        static let index: UInt8 = 6
        static let extendedAttributes: UInt8 = 7
        static let name: UInt8 = 9
        static let position: UInt8 = 0x0e
        static let all: UInt8 = 0x12
        static let streams: UInt8 = 0x16
        static let networkOpen: UInt8 = 0x22
        static let attributeTag: UInt8 = 0x23
    }

    func appendQuery(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        guard record.hasExtra else { return }
        switch subOperation {
        case Query.basic: appendBasic(detail, &text)
        case Query.standard: appendStandard(at: 0, detail, &text)
        case Query.index: detail.hexadecimal("IndexNumber", record.extra64(0), &text)
        case Query.extendedAttributes: detail.decimal("EaSize", record.extra32(0), &text)
        case Query.name:
            // The buffer may have been too small for the name.
            let room = max(0, Int(parameter(0)) - 4)
            detail.name("Name", &text)
            record.appendExtra(at: 4, size: min(room, Int(record.extra32(0))), to: &text)
        case Query.position: detail.signed("Position", record.extra64(0), &text)
        case Query.all: appendAll(detail, &text)
        case Query.streams: appendStreams(detail, &text)
        case Query.networkOpen: appendNetworkOpen(detail, &text)
        case Query.attributeTag:
            detail.name("Attributes", &text)
            ProcmonNames.append(attributes: record.extra32(0), to: &text)
            detail.hexadecimal("ReparseTag", UInt64(record.extra32(4)), &text)
        default: break
        }
    }

    private func appendTimes(_ detail: ProcmonDetailText, _ text: inout [UInt8], _ moment: (Int) -> UInt64) {
        detail.name("CreationTime", &text)
        time.appendDate(moment(0), to: &text)
        detail.name("LastAccessTime", &text)
        time.appendDate(moment(8), to: &text)
        detail.name("LastWriteTime", &text)
        time.appendDate(moment(16), to: &text)
        detail.name("ChangeTime", &text)
        time.appendDate(moment(24), to: &text)
    }

    /// FILE_BASIC_INFORMATION.
    private func appendBasic(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        appendTimes(detail, &text) { record.extra64($0) }
        detail.name("FileAttributes", &text)
        ProcmonNames.append(attributes: record.extra32(32), to: &text)
    }

    /// FILE_BASIC_INFORMATION that is to be set.
    func appendBasicSetting(at place: Int, _ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        appendTimes(detail, &text) { record.number64(place + $0) }
        detail.name("FileAttributes", &text)
        ProcmonNames.append(attributes: record.number32(place + 32), to: &text)
    }

    /// FILE_STANDARD_INFORMATION.
    private func appendStandard(at place: Int, _ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.grouped("AllocationSize", record.extra64(place), &text)
        detail.grouped("EndOfFile", record.extra64(place + 8), &text)
        detail.decimal("NumberOfLinks", record.extra32(place + 16), &text)
        detail.flag("DeletePending", record.extraByte(place + 20) != 0, &text)
        detail.flag("Directory", record.extraByte(place + 21) != 0, &text)
    }

    /// FILE_NETWORK_OPEN_INFORMATION.
    func appendNetworkOpen(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        appendTimes(detail, &text) { record.extra64($0) }
        detail.grouped("AllocationSize", record.extra64(32), &text)
        detail.grouped("EndOfFile", record.extra64(40), &text)
        detail.name("FileAttributes", &text)
        ProcmonNames.append(attributes: record.extra32(48), to: &text)
    }

    /// FILE_ALL_INFORMATION without the name at its end.
    private func appendAll(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        appendBasic(detail, &text)
        appendStandard(at: 40, detail, &text)
        detail.hexadecimal("IndexNumber", record.extra64(64), &text)
        detail.decimal("EaSize", record.extra32(72), &text)
        detail.name("Access", &text)
        ProcmonNames.append(fileAccess: record.extra32(76), to: &text)
        detail.signed("Position", record.extra64(80), &text)
        detail.name("Mode", &text)
        _ = ProcmonNames.append(record.extra32(88), ProcmonNames.createOptions, to: &text)
        detail.name("AlignmentRequirement", &text)
        switch record.extra32(92) {
        case 0: text.append(text: "Byte")
        case 1: text.append(text: "Word")
        case 3: text.append(text: "Long")
        case 7: text.append(text: "Quad")
        case 0xf: text.append(text: "Octa")
        case let alignment:
            text.append(decimal: UInt64(alignment) + 1)
            text.append(text: " Byte")
        }
    }

    /// FILE_STREAM_INFORMATION, one behind the other.
    private func appendStreams(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        var place = 0
        var index: UInt64 = 0
        while place + 24 <= record.extra.count {
            let next = Int(record.extra32(place))
            let size = Int(record.extra32(place + 4))
            guard size > 0, size <= record.extra.count - place - 24 else { return }
            if text.count > detail.start { text.append(text: ", ") }
            text.append(decimal: index)
            text.append(text: ": ")
            record.appendExtra(at: place + 24, size: size, to: &text)
            // An entry that overlaps the one before is damaged.
            guard next >= 24 + size else { return }
            place += next
            index += 1
        }
    }
}
