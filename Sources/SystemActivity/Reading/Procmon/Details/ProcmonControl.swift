import Wire

/// Control codes of file systems that are more than a name.
enum ProcmonControl {
    static let pipeRead: UInt32 = 0x116000
    static let pipeWrite: UInt32 = 0x119ff8
    static let pipeTransceive: UInt32 = 0x11c017
    static let pipeInternalTransceive: UInt32 = 0x11dfff
    static let offloadRead: UInt32 = 0x94264
    static let offloadWrite: UInt32 = 0x98268

    /// Codes are those of `ProcmonNames.fileSystemControls`.
    static func category(_ code: UInt32) -> ProcmonCategory {
        switch code {
        case 0x900a8, 0x900e3, 0x94264:
            .read
        case 0x90074, 0x900ac, 0x900df, 0x98268, 0x11c017, 0x11dfff:
            .write
        case 0x9008b, 0x90098, 0x900a0, 0x900a4, 0x900c4, 0x900d7, 0x900e7, 0x900ef, 0x900f0, 0x900f8, 0x9c040:
            .writeMetadata
        case 0x9003b, 0x9003c, 0x90058, 0x90060, 0x90064, 0x90068, 0x9006f, 0x90073, 0x90078, 0x90087, 0x9008f,
            0x9009c, 0x900bb, 0x900bc, 0x900c0, 0x900eb, 0x900f4:
            .readMetadata
        default: .none
        }
    }
}

/// FileSystemControl and DeviceIoControl.
extension ProcmonEventText {
    func appendControl(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let code = parameter(2)
        let outputSize = parameter(0)
        let inputSize = parameter(1)
        detail.name("Control", &text)
        ProcmonNames.append(control: code, to: &text)
        guard operation == ProcmonFile.fileSystemControl else { return }
        switch code {
        case ProcmonControl.pipeWrite: detail.grouped("Length", inputSize, &text)
        case ProcmonControl.pipeRead: detail.grouped("Length", outputSize, &text)
        case ProcmonControl.pipeTransceive, ProcmonControl.pipeInternalTransceive:
            detail.grouped("WriteLength", inputSize, &text)
            detail.grouped("ReadLength", outputSize, &text)
        // FSCTL_OFFLOAD_READ_INPUT and FSCTL_OFFLOAD_WRITE_INPUT begin with their own size.
        case ProcmonControl.offloadRead: appendOffload(place: 16, detail, &text)
        case ProcmonControl.offloadWrite: appendOffload(place: 8, detail, &text)
        default: break
        }
    }

    private func appendOffload(place: Int, _ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let start = behindFilePath
        let size = Int(record.number32(start))
        // Logs that keep only what is printed lack the first 8 bytes.
        let offset = start + (size >= place + 16 && size <= 1024 ? place : place - 8)
        detail.signed("Offset", record.number64(offset), &text)
        detail.grouped("Length", record.number64(offset + 8), &text)
    }
}
