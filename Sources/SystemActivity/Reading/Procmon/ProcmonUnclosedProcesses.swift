import Evidence
import Wire

/// Processes of a log that was not closed, and so has no table of them: those whose making, or being there at the begin,
/// is among its events.
///
/// Such an event has u32 number and id of the process, number and id of its parent, session, whether it has 64 bits, its
/// start, its logon, and two security ids, the user's and that of the integrity, before path and command line.
enum ProcmonUnclosedProcesses {
    static func add(_ log: ProcmonLog, _ places: inout [UInt32: Int32], _ tables: inout ActivityTables) {
        for index in 0..<log.eventCount {
            guard let record = log.record(at: log.offset(index)) else { continue }
            if record.eventClass == 1, record.operation <= 1 {
                let process = made(ProcmonEventText(log, record, .universal), &tables)
                let number = record.number32(0)
                if let place = places[number] {
                    tables.processes[Int(place)] = process
                } else {
                    places[number] = Int32(tables.processes.count)
                    tables.processes.append(process)
                }
            } else if places[record.processIndex] == nil {
                // Its events still belong together.
                places[record.processIndex] = Int32(tables.processes.count)
                var process = ActivityProcess(id: 0, parentID: 0)
                process.windows = WindowsProcessFacts()
                process.windows?.index = record.processIndex
                process.is32Bit = !log.header.is64Bit
                tables.processes.append(process)
            }
        }
        for index in tables.processes.indices {
            guard let parent = places[parentNumbers(tables.processes[index])] else { continue }
            tables.processes[index].parent = parent == Int32(index) ? -1 : parent
        }
    }

    private static func parentNumbers(_ process: ActivityProcess) -> UInt32 { process.windows?.parentIndex ?? .max }

    private static func made(_ text: ProcmonEventText, _ tables: inout ActivityTables) -> ActivityProcess {
        let record = text.record
        var process = ActivityProcess(id: record.number32(4), parentID: record.number32(12))
        var windows = WindowsProcessFacts()
        windows.index = record.number32(0)
        windows.parentIndex = record.number32(8)
        windows.session = record.number32(16)
        process.is32Bit = record.number32(20) == 0
        process.start = record.number64(24) == 0 ? nil : ProcmonTime.nanoseconds(record.number64(24))
        windows.authenticationID = record.number64(32)
        windows.isVirtualized = record.number32(40) == 0 ? false : record.number32(40) == 1 ? true : nil
        let userSize = Int(record.byte(0x2c))
        var buffer: [UInt8] = []
        text.appendSecurityID(at: 0x34, length: userSize, to: &buffer)
        process.user = tables.strings.intern(bytes: buffer)
        buffer.removeAll()
        text.appendSecurityID(at: 0x34 + userSize, length: Int(record.byte(0x2d)), to: &buffer)
        windows.integrity = tables.strings.intern(bytes: integrity(buffer))
        buffer.removeAll()
        text.appendPath(to: &buffer)
        process.image = tables.strings.intern(bytes: buffer)
        let nameStart = buffer.lastIndex(of: UInt8(ascii: "\\")).map { $0 + 1 } ?? 0
        process.name = tables.strings.intern(bytes: buffer[nameStart...])
        buffer.removeAll()
        text.appendCreationCommandLine(to: &buffer)
        process.commandLine = tables.strings.intern(bytes: buffer)
        process.windows = windows
        return process
    }

    /// Names of mandatory levels.
    private static func integrity(_ identity: [UInt8]) -> [UInt8] {
        let name: StaticString =
            switch String(decoding: identity, as: UTF8.self) {
            case "S-1-16-0": "Untrusted"
            case "S-1-16-4096": "Low"
            case "S-1-16-8192": "Medium"
            case "S-1-16-8448": "Medium Plus"
            case "S-1-16-12288": "High"
            case "S-1-16-16384": "System"
            case "S-1-16-20480": "Protected"
            default: ""
            }
        var text: [UInt8] = []
        text.append(text: name)
        return text.isEmpty ? identity : text
    }
}
