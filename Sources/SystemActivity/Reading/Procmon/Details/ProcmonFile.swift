import Wire

/// Numbers of file operations, and where their parameters stand.
enum ProcmonFile {
    static let mdlWriteComplete: UInt16 = 2
    static let mdlReadComplete: UInt16 = 4
    static let queryOpen: UInt16 = 6
    static let checkIfPossible: UInt16 = 7
    static let acquireForModifiedWrite: UInt16 = 17
    static let createMapping: UInt16 = 19
    static let create: UInt16 = 20
    static let createPipe: UInt16 = 21
    static let read: UInt16 = 23
    static let write: UInt16 = 24
    static let queryInformation: UInt16 = 25
    static let setInformation: UInt16 = 26
    static let queryExtendedAttributes: UInt16 = 27
    static let setExtendedAttributes: UInt16 = 28
    static let queryVolume: UInt16 = 30
    static let setVolume: UInt16 = 31
    static let directory: UInt16 = 32
    static let fileSystemControl: UInt16 = 33
    static let deviceControl: UInt16 = 34
    static let lock: UInt16 = 37
    static let createMailslot: UInt16 = 39
    static let querySecurity: UInt16 = 40
    static let setSecurity: UInt16 = 41
    static let plugAndPlay: UInt16 = 47

    /// Place of the request's parameters (FLT_PARAMETERS of fltKernel.h) in the details.
    static let parameters = 16
}

/// File operations: u8 sub-operation, a block with the request's parameters, the path, and what belongs to the operation.
extension ProcmonEventText {
    var subOperation: UInt8 { record.byte(0) }

    private static func subOperations(_ operation: UInt16) -> CodeNames? {
        switch operation {
        case ProcmonFile.queryVolume: ProcmonNames.queryVolumeOperations
        case ProcmonFile.setVolume: ProcmonNames.setVolumeOperations
        case ProcmonFile.queryInformation: ProcmonNames.queryInformationOperations
        case ProcmonFile.setInformation: ProcmonNames.setInformationOperations
        case ProcmonFile.directory: ProcmonNames.directoryOperations
        case ProcmonFile.plugAndPlay: ProcmonNames.plugAndPlayOperations
        case ProcmonFile.lock: ProcmonNames.lockOperations
        default: nil
        }
    }

    /// - Returns: whether it has a name.
    func appendFileOperation(to text: inout [UInt8]) -> Bool {
        if subOperation != 0, let names = Self.subOperations(operation) {
            return names.append(UInt32(subOperation), to: &text)
        }
        return ProcmonNames.fileOperations.append(UInt32(operation), to: &text)
    }

    /// Place of the length and form of the path.
    private var pathInformation: Int { 24 + 5 * record.pointerSize }
    private var path: ProcmonRecord.Text { ProcmonRecord.Text(record.number16(pathInformation)) }

    /// Place of what belongs to the operation.
    var behindFilePath: Int { pathInformation + 4 + path.size }

    /// A parameter of 4 bytes that is aligned like a pointer, by its number.
    func parameter(_ index: Int) -> UInt32 {
        record.number32(ProcmonFile.parameters + index * record.pointerSize)
    }

    func appendFilePath(to text: inout [UInt8]) {
        let start = text.count
        record.append(path, at: pathInformation + 4, to: &text)
        guard operation == ProcmonFile.directory, subOperation == 1 else { return }
        let pattern = ProcmonRecord.Text(record.number16(behindFilePath))
        guard pattern.count > 0 else { return }
        if text.count > start, text.last != UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
        record.append(pattern, at: behindFilePath + 2, to: &text)
    }

    var fileCategory: ProcmonCategory {
        switch operation {
        case ProcmonFile.read: .read
        case ProcmonFile.write: .write
        case ProcmonFile.create: creationCategory
        case ProcmonFile.queryInformation:
            subOperation == 0 || ProcmonNames.queryInformationOperations.contains(UInt32(subOperation))
                ? .readMetadata : .none
        case ProcmonFile.directory: subOperation == 1 || subOperation == 2 ? .readMetadata : .none
        case ProcmonFile.queryExtendedAttributes, ProcmonFile.querySecurity: .readMetadata
        case ProcmonFile.setExtendedAttributes, ProcmonFile.setSecurity: .writeMetadata
        case ProcmonFile.setInformation: settingCategory
        case ProcmonFile.fileSystemControl, ProcmonFile.deviceControl: ProcmonControl.category(parameter(2))
        default: .none
        }
    }

    func appendFileDetail(_ detail: inout ProcmonDetailText, _ text: inout [UInt8]) {
        switch operation {
        case ProcmonFile.create: appendCreation(detail, &text)
        case ProcmonFile.read, ProcmonFile.write: appendTransfer(detail, &text)
        case ProcmonFile.createMapping: appendMapping(detail, &text)
        case ProcmonFile.queryInformation: appendQuery(detail, &text)
        case ProcmonFile.setInformation: appendSetting(detail, &text)
        case ProcmonFile.queryVolume: appendVolume(detail, &text)
        case ProcmonFile.directory: appendDirectory(detail, &text)
        case ProcmonFile.fileSystemControl, ProcmonFile.deviceControl: appendControl(detail, &text)
        case ProcmonFile.lock: appendLock(detail, &text)
        case ProcmonFile.querySecurity, ProcmonFile.setSecurity:
            detail.name("Information", &text)
            ProcmonNames.appendWhole(parameter(0), ProcmonNames.securityInformation, to: &text)
        case ProcmonFile.createPipe, ProcmonFile.createMailslot: appendChannel(detail, &text)
        case ProcmonFile.queryOpen: if record.hasExtra { appendNetworkOpen(detail, &text) }
        default: appendFastDetail(detail, &text)
        }
    }

    /// Operations of the cache manager, most of which have no details.
    private func appendFastDetail(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let place = ProcmonFile.parameters
        switch operation {
        case ProcmonFile.mdlReadComplete: detail.hexadecimal("MDL", record.pointer(place), &text)
        case ProcmonFile.mdlWriteComplete:
            detail.signed("Offset", record.number64(place), &text)
            detail.hexadecimal("MDL", record.pointer(place + 8), &text)
        case ProcmonFile.checkIfPossible:
            let isRead = record.byte(place + 8 + 2 * record.pointerSize) != 0
            detail.name("Operation", &text)
            text.append(text: isRead ? "Read" : "Write")
            detail.signed("Offset", record.number64(place), &text)
            detail.grouped("Length", record.number32(place + 8), &text)
        case ProcmonFile.acquireForModifiedWrite:
            // At least two bytes of no meaning follow what belongs to an operation.
            let isLong = record.detail.count - behindFilePath >= 10
            let end = isLong ? record.number64(behindFilePath) : UInt64(record.number32(behindFilePath))
            detail.signed("EndingOffset", end, &text)
        default: break
        }
    }

    private func appendLock(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let place = ProcmonFile.parameters + 2 * record.pointerSize
        // Of the 8 bytes that are there, Process Monitor prints four.
        let length = record.number32(behindFilePath)
        switch subOperation {
        case 1:
            detail.flag("Exclusive", record.byte(place + 9 + record.pointerSize) != 0, &text)
            detail.signed("Offset", record.number64(place), &text)
            detail.grouped("Length", length, &text)
            detail.flag("Fail Immediately", record.byte(place + 8 + record.pointerSize) != 0, &text)
        case 2:
            detail.signed("Offset", record.number64(place), &text)
            detail.grouped("Length", length, &text)
        default: break
        }
    }

    /// Numbers of the request as they are, since Process Monitor does not interpret them.
    private func appendChannel(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let size = record.pointerSize
        let place = ProcmonFile.parameters
        detail.hexadecimal("Minor ID", 0, &text)
        detail.hexadecimal("IRP Flags", UInt64(record.number32(8)), &text)
        detail.hexadecimal("Flags", UInt64(record.number32(12)), &text)
        detail.hexadecimal("Arg1", record.pointer(place), &text)
        detail.hexadecimal("Arg2", UInt64(record.number32(place + size)), &text)
        detail.hexadecimal("Arg3", record.pointer(place + 2 * size), &text)
        detail.hexadecimal("Arg4", record.pointer(place + 3 * size), &text)
    }
}
