import Evidence
import Wire

/// Columns of sources that are no files of Process Monitor: captures of Linux, text of strace.
extension ActivitySource {
    public func appendColumn(_ column: ProcmonColumn, of event: ActivityEvent, to text: inout [UInt8]) {
        appendGenericColumn(column, of: event, zone: .universal, to: &text)
    }

    /// What is known of an event from the model alone.
    func appendGenericColumn(
        _ column: ProcmonColumn, of event: ActivityEvent, zone: WallZone, to text: inout [UInt8]
    ) {
        let time = ProcmonTime(zone: zone)
        // Without a wall clock, moments are those since the begin of 1970.
        let ticks = ProcmonTime.ticks(event.time &+ (clock.wallOffset ?? 0))
        let duration = event.duration >= 0 ? UInt64(event.duration) / 100 : nil
        switch column {
        case .timeOfDay: time.appendTimeOfDay(ticks, to: &text)
        case .dateAndTime: time.appendDate(ticks, to: &text)
        case .completionTime: if let duration { time.appendTimeOfDay(ticks &+ duration, to: &text) }
        case .duration: if let duration { ProcmonTime.appendDuration(duration, to: &text) }
        case .operation: text += tables.strings.bytes(event.operation)
        case .path: text += tables.strings.bytes(event.path)
        case .result: text += tables.strings.bytes(event.result)
        case .detail: appendDetail(of: event, to: &text)
        case .eventClass: text.append(text: event.kind.title)
        case .threadID: text.append(decimal: UInt64(event.thread))
        case .sequence: text.append(text: "n/a")
        case .relativeTime, .category: break
        case .processStart:
            guard let start = process(of: event)?.start else { return }
            time.appendDate(ProcmonTime.ticks(start &+ (clock.wallOffset ?? 0)), to: &text)
        default:
            guard let process = process(of: event) else { return }
            ProcmonProcessTexts.append(column, of: process, tables, to: &text)
        }
    }

    private func process(of event: ActivityEvent) -> ActivityProcess? {
        event.process >= 0 ? tables.processes[Int(event.process)] : nil
    }
}

extension ActivityClass {
    /// As Process Monitor names it, where it has the class.
    public var title: StaticString {
        switch self {
        case .unknown: "Unknown"
        case .process: "Process"
        case .registry: "Registry"
        case .file: "File System"
        case .profiling: "Profiling"
        case .network: "Network"
        case .interprocess: "IPC"
        case .memory: "Memory"
        case .other: "Other"
        }
    }
}
