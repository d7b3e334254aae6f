import Evidence
import SystemActivity

/// Files of a build that another process looked into while a call on them was pending, as virus scanners on Windows do:
/// a filter driver holds the call, and a service opens the file meanwhile.
struct ScannedFiles {
    private let tables: ActivityTables
    private var ours: [Bool]
    /// Calls of the build that took long enough, by path in lower case.
    private var pending: [String: [Pending]] = [:]
    private var lowered: [StringID: String] = [:]

    private struct Pending {
        var event: ActivityEvent
        var scanner: Int32 = -1
    }

    /// Calls that take less are not held; nanoseconds.
    private static let leastDuration: Int64 = 200_000

    /// - Parameters:
    ///   - events: all of a log, in the order of their begins.
    ///   - command: the go command, in `tables.processes`.
    static func find(_ events: [ActivityEvent], _ tables: ActivityTables, command: Int32) -> ActivityEvidence.Held {
        // Elsewhere the kernel itself says who held a call.
        guard tables.processes[Int(command)].windows != nil else { return ActivityEvidence.Held() }
        var files = ScannedFiles(tables, command)
        for event in events { files.expect(event) }
        for event in events { files.meet(event) }
        return files.held()
    }

    private init(_ tables: ActivityTables, _ command: Int32) {
        self.tables = tables
        ours = Array(repeating: false, count: tables.processes.count)
        ours[Int(command)] = true
        for (index, process) in tables.processes.enumerated()
        where process.parent >= 0 && Int(process.parent) < index && ours[Int(process.parent)] {
            ours[index] = true
        }
    }

    private mutating func key(_ path: StringID) -> String {
        if let known = lowered[path] { return known }
        let key = tables.strings[path].lowercased()
        lowered[path] = key
        return key
    }

    private mutating func expect(_ event: ActivityEvent) {
        guard event.kind == .file || event.kind == .process, event.path != .empty, event.process >= 0,
            ours[Int(event.process)], event.duration >= Self.leastDuration
        else { return }
        pending[key(event.path), default: []].append(Pending(event: event))
    }

    private mutating func meet(_ event: ActivityEvent) {
        guard event.kind == .file, event.path != .empty, event.process >= 0, !ours[Int(event.process)] else { return }
        let key = key(event.path)
        guard var calls = pending[key] else { return }
        for index in calls.indices where calls[index].scanner < 0 {
            let call = calls[index].event
            if call.time <= event.time, event.end <= call.end { calls[index].scanner = event.process }
        }
        pending[key] = calls
    }

    private func held() -> ActivityEvidence.Held {
        var held = ActivityEvidence.Held()
        held.isByFile = true
        for call in pending.values.joined() where call.scanner >= 0 {
            held.count += 1
            held.sum &+= call.event.duration
            held.longest = max(held.longest, call.event.duration)
            held.operations.insert(tables.strings[call.event.operation])
            let scanner = tables.processes[Int(call.scanner)]
            held.wakers["\(tables.strings[scanner.name]) (\(scanner.id))", default: 0] += 1
            for driver in drivers(call.event.stack) { held.drivers[driver, default: 0] += 1 }
        }
        return held
    }

    /// Drivers in a stack beside the manager of filters and the system's own.
    private func drivers(_ stack: UInt32) -> Set<String> {
        var names: Set<String> = []
        var isFiltered = false
        for case .module(let path, _) in tables.stackFrames(stack) {
            let name = tables.strings[path].split(separator: "\\").last.map { $0.lowercased() } ?? ""
            if name == "fltmgr.sys" { isFiltered = true }
            if name.hasSuffix(".sys"), !Self.ownDrivers.contains(name) { names.insert(name) }
        }
        return isFiltered ? names : []
    }

    /// Drivers of Windows' file systems and of Process Monitor.
    private static let ownDrivers: Set<String> = [
        "fltmgr.sys", "ntfs.sys", "refs.sys", "fastfat.sys", "exfat.sys", "win32k.sys", "win32kfull.sys",
        "win32kbase.sys", "procmon23.sys", "procmon24.sys", "procmon25.sys", "fileinfo.sys", "wof.sys", "volsnap.sys",
    ]
}
