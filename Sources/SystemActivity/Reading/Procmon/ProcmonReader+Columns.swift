import Wire

/// Columns as Process Monitor prints them.
extension ProcmonReader {
    public func appendColumn(_ column: ProcmonColumn, of event: ActivityEvent, to text: inout [UInt8]) {
        if processTexts.append(column, process: event.process, to: &text) { return }
        guard let record = self.text(of: event) else { return }
        append(column, of: record, process: event.process, to: &text)
    }

    /// Appends one column of an event.
    func append(_ column: ProcmonColumn, of event: ProcmonEventText, process: Int32, to text: inout [UInt8]) {
        if processTexts.append(column, process: process, to: &text) { return }
        let record = event.record
        switch column {
        case .timeOfDay: event.time.appendTimeOfDay(record.time, to: &text)
        case .operation: event.appendOperation(to: &text)
        case .path: event.appendPath(to: &text)
        case .result: event.appendResult(to: &text)
        case .detail: event.appendDetail(to: &text)
        case .dateAndTime: event.time.appendDate(record.time, to: &text)
        case .relativeTime: ProcmonTime.appendRelative(record.time &- firstTime, to: &text)
        case .duration: if event.hasEnded { ProcmonTime.appendDuration(record.duration, to: &text) }
        case .completionTime:
            if event.hasEnded { event.time.appendTimeOfDay(record.time &+ record.duration, to: &text) }
        case .eventClass: text.append(text: event.className)
        case .sequence: text.append(text: "n/a")
        case .threadID: text.append(decimal: UInt64(record.thread))
        case .category: event.appendCategory(to: &text)
        case .processStart:
            guard process >= 0, let start = tables.processes[Int(process)].start else { return }
            event.time.appendDate(ProcmonTime.ticks(start), to: &text)
        default: break
        }
    }
}
