import Wire

/// What is printed of one event: operation, path, category, detail. Made from its record each time it is asked for.
struct ProcmonEventText {
    let log: ProcmonLog
    let record: ProcmonRecord
    let time: ProcmonTime
    let kind: ProcmonClass
    let operation: UInt16

    init(_ log: ProcmonLog, _ record: ProcmonRecord, _ zone: WallZone) {
        self.log = log
        self.record = record
        time = ProcmonTime(zone: zone)
        kind = ProcmonClass(rawValue: record.eventClass) ?? .unknown
        operation = record.operation
    }

    func appendOperation(to text: inout [UInt8]) {
        let code = UInt32(operation)
        let isKnown: Bool
        switch kind {
        case .process: isKnown = ProcmonNames.processOperations.append(code, to: &text)
        case .registry: isKnown = ProcmonNames.registryOperations.append(code, to: &text)
        case .file, .interprocess: isKnown = appendFileOperation(to: &text)
        case .profiling: isKnown = ProcmonNames.profilingOperations.append(code, to: &text)
        case .network:
            text.append(text: isTCP ? "TCP " : "UDP ")
            isKnown = ProcmonNames.networkOperations.append(code, to: &text)
        case .unknown: isKnown = false
        }
        if !isKnown { text.append(text: "<Unknown>") }
    }

    func appendPath(to text: inout [UInt8]) {
        switch kind {
        case .process: appendProcessPath(to: &text)
        case .registry: record.append(ProcmonRecord.Text(record.number16(0)), at: registryPathPlace, to: &text)
        case .file, .interprocess: appendFilePath(to: &text)
        case .profiling:
            if operation == 0 {
                text.append(text: "Thread ")
                text.append(decimal: UInt64(record.thread))
            }
        case .network: appendNetworkPath(to: &text)
        case .unknown: break
        }
    }

    func appendCategory(to text: inout [UInt8]) {
        switch kind {
        case .registry: text.append(text: registryCategory.name)
        case .file, .interprocess: text.append(text: fileCategory.name)
        case .process, .profiling, .network, .unknown: break
        }
    }

    func appendDetail(to text: inout [UInt8]) {
        var detail = ProcmonDetailText(start: text.count)
        switch kind {
        case .process: appendProcessDetail(&detail, &text)
        case .registry: appendRegistryDetail(&detail, &text)
        case .file, .interprocess: appendFileDetail(&detail, &text)
        case .profiling: appendProfilingDetail(&detail, &text)
        case .network: appendNetworkDetail(&detail, &text)
        case .unknown: break
        }
    }

    /// The result, empty as long as the operation has not ended.
    func appendResult(to text: inout [UInt8]) { ProcmonNames.append(result: record.status, to: &text) }

    var hasEnded: Bool { record.status != ProcmonRecord.pending }

    /// Name of the class: `File System`.
    var className: StaticString { kind.title }
}

/// Class of an event.
enum ProcmonClass: UInt32 {
    case unknown = 0
    case process = 1
    case registry = 2
    case file = 3
    case profiling = 4
    case network = 5
    case interprocess = 6

    var title: StaticString {
        switch self {
        case .unknown: "Unknown"
        case .process: "Process"
        case .registry: "Registry"
        case .file: "File System"
        case .profiling: "Profiling"
        case .network: "Network"
        case .interprocess: "IPC"
        }
    }

    var activity: ActivityClass {
        switch self {
        case .unknown: .unknown
        case .process: .process
        case .registry: .registry
        case .file: .file
        case .profiling: .profiling
        case .network: .network
        case .interprocess: .interprocess
        }
    }
}

/// What an operation did to what it was about.
enum ProcmonCategory {
    case none
    case read
    case write
    case readMetadata
    case writeMetadata

    var name: StaticString {
        switch self {
        case .none: ""
        case .read: "Read"
        case .write: "Write"
        case .readMetadata: "Read Metadata"
        case .writeMetadata: "Write Metadata"
        }
    }
}

/// A detail as it grows: `Name: value, Name: value`.
struct ProcmonDetailText {
    /// Length of the buffer before the detail.
    let start: Int

    /// Appends the name of a value, behind a comma where it is not the first.
    @inline(__always)
    func name(_ name: StaticString, _ text: inout [UInt8]) {
        if text.count > start { text.append(text: ", ") }
        text.append(text: name)
        text.append(text: ": ")
    }

    func decimal(_ name: StaticString, _ value: UInt64, _ text: inout [UInt8]) {
        self.name(name, &text)
        text.append(decimal: value)
    }

    func decimal(_ name: StaticString, _ value: UInt32, _ text: inout [UInt8]) { decimal(name, UInt64(value), &text) }

    func grouped(_ name: StaticString, _ value: UInt64, _ text: inout [UInt8]) {
        self.name(name, &text)
        text.append(grouped: value)
    }

    func grouped(_ name: StaticString, _ value: UInt32, _ text: inout [UInt8]) { grouped(name, UInt64(value), &text) }

    /// A number that may be negative.
    func signed(_ name: StaticString, _ value: UInt64, _ text: inout [UInt8]) {
        self.name(name, &text)
        text.append(groupedSigned: Int64(bitPattern: value))
    }

    func hexadecimal(_ name: StaticString, _ value: UInt64, _ text: inout [UInt8]) {
        self.name(name, &text)
        text.append(text: "0x")
        text.append(hex: value)
    }

    func flag(_ name: StaticString, _ value: Bool, _ text: inout [UInt8]) {
        self.name(name, &text)
        text.append(text: value ? "True" : "False")
    }

    /// Seconds with 7 decimals.
    func seconds(_ name: StaticString, _ ticks: UInt64, _ text: inout [UInt8], unit: StaticString = "") {
        self.name(name, &text)
        ProcmonTime.appendDuration(ticks, to: &text)
        text.append(text: unit)
    }
}
