import Wire

/// Processes, threads and images.
extension ProcmonEventText {
    private enum Operation {
        static let defined: UInt16 = 0
        static let create: UInt16 = 1
        static let exit: UInt16 = 2
        static let threadCreate: UInt16 = 3
        static let threadExit: UInt16 = 4
        static let loadImage: UInt16 = 5
        static let start: UInt16 = 7
        static let statistics: UInt16 = 8
    }

    /// A process that was made, or was there at the begin: two security ids lie before its texts.
    private var creationTexts: (path: ProcmonRecord.Text, commandLine: ProcmonRecord.Text, place: Int) {
        let identities = Int(record.byte(0x2c)) + Int(record.byte(0x2d))
        return (ProcmonRecord.Text(record.number16(0x2e)), ProcmonRecord.Text(record.number16(0x30)), 0x34 + identities)
    }

    func appendProcessPath(to text: inout [UInt8]) {
        switch operation {
        case Operation.defined, Operation.create:
            let texts = creationTexts
            record.append(texts.path, at: texts.place, to: &text)
        case Operation.loadImage:
            let place = record.pointerSize + 4
            record.append(ProcmonRecord.Text(record.number16(place)), at: place + 4, to: &text)
        default: break
        }
    }

    func appendCreationCommandLine(to text: inout [UInt8]) {
        let texts = creationTexts
        record.append(texts.commandLine, at: texts.place + texts.path.size, to: &text)
    }

    func appendProcessDetail(_ detail: inout ProcmonDetailText, _ text: inout [UInt8]) {
        switch operation {
        case Operation.defined, Operation.create:
            detail.decimal("PID", record.number32(4), &text)
            detail.name("Command line", &text)
            appendCreationCommandLine(to: &text)
        case Operation.exit, Operation.statistics: appendUsage(detail, &text)
        case Operation.threadCreate: detail.decimal("Thread ID", record.number32(0), &text)
        case Operation.threadExit:
            detail.decimal("Thread ID", record.thread, &text)
            detail.seconds("User Time", record.number64(12), &text)
            detail.seconds("Kernel Time", record.number64(4), &text)
        case Operation.loadImage:
            detail.hexadecimal("Image Base", record.pointer(0), &text)
            detail.hexadecimal("Image Size", UInt64(record.number32(record.pointerSize)), &text)
        case Operation.start: appendStart(detail, &text)
        default: break
        }
    }

    private func appendUsage(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        detail.name("Exit Status", &text)
        let status = Int32(bitPattern: record.number32(0))
        if status < 0 { text.append(UInt8(ascii: "-")) }
        text.append(decimal: UInt64(status.magnitude))
        detail.seconds("User Time", record.number64(12), &text, unit: " seconds")
        detail.seconds("Kernel Time", record.number64(4), &text, unit: " seconds")
        detail.grouped("Private Bytes", record.number64(36), &text)
        detail.grouped("Peak Private Bytes", record.number64(44), &text)
        detail.grouped("Working Set", record.number64(20), &text)
        detail.grouped("Peak Working Set", record.number64(28), &text)
    }

    private func appendStart(_ detail: ProcmonDetailText, _ text: inout [UInt8]) {
        let commandLine = ProcmonRecord.Text(record.number16(4))
        let folder = ProcmonRecord.Text(record.number16(6))
        let environmentPlace = 12 + commandLine.size + folder.size
        let units = Int(record.number32(8))
        detail.decimal("Parent PID", record.number32(0), &text)
        detail.name("Command line", &text)
        record.append(commandLine, at: 12, to: &text)
        detail.name("Current directory", &text)
        record.append(folder, at: 12 + commandLine.size, to: &text)
        detail.name("Environment", &text)
        var start = record.detail.lowerBound + environmentPlace
        let end = min(record.detail.upperBound, start + units * 2)
        // The block ends with an empty text; an empty block has one line.
        repeat {
            text.append(text: "\r\n\t")
            let next = text.append(utf16: record.bytes, from: start, units: max(0, end - start) / 2)
            guard next > start else { return }
            start = next
        } while start + 2 <= end && record.bytes.load(start, as: UInt16.self) != 0
    }

    /// Times are those since the last event of the kind.
    func appendProfilingDetail(_ detail: inout ProcmonDetailText, _ text: inout [UInt8]) {
        switch operation {
        case 0:
            detail.seconds("User Time", UInt64(record.number32(0)), &text)
            detail.seconds("Kernel Time", UInt64(record.number32(4)), &text)
            detail.decimal("Context Switches", record.number32(8), &text)
        case 1:
            detail.seconds("User Time", record.number64(0), &text, unit: " seconds")
            detail.seconds("Kernel Time", record.number64(8), &text, unit: " seconds")
            detail.grouped("Private Bytes", record.number64(24), &text)
            detail.grouped("Working Set", record.number64(16), &text)
        default: break
        }
    }
}
