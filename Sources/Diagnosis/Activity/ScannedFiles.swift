import Evidence
import SystemActivity

/// Files of a build that another process looked into while a call on them was pending, as virus scanners on Windows do:
/// a filter driver holds the call, and a service opens the file meanwhile.
struct ScannedFiles {
    private let tables: ActivityTables
    private let ours: [Bool]
    /// Calls of the build that may be under way and took long enough, by path in lower case.
    private var pending: [String: [ActivityEvent]] = [:]
    private var lowered: [StringID: String] = [:]
    private var held = ActivityEvidence.Held()

    /// Calls that take less are not held; nanoseconds.
    private static let leastDuration: Int64 = 200_000
    /// Calls on one file that are under way at once; those that began first are left out beyond it.
    private static let mostPending = 64

    /// - Parameters:
    ///   - events: all of a log, in the order of their begins.
    ///   - command: the go command, in `tables.processes`.
    static func find(_ events: [ActivityEvent], _ tables: ActivityTables, command: Int32) -> ActivityEvidence.Held {
        // Elsewhere the kernel itself says who held a call.
        guard tables.processes[Int(command)].windows != nil else { return ActivityEvidence.Held() }
        var files = ScannedFiles(tables, command)
        for event in events where event.path != .empty && event.process >= 0 {
            if files.ours[Int(event.process)] { files.expect(event) } else { files.meet(event) }
        }
        return files.held
    }

    private init(_ tables: ActivityTables, _ command: Int32) {
        self.tables = tables
        ours = DescendantProcesses.find(of: [command], tables)
        held.isByFile = true
    }

    private mutating func key(_ path: StringID) -> String {
        if let known = lowered[path] { return known }
        let key = tables.strings[path].lowercased()
        lowered[path] = key
        return key
    }

    private mutating func expect(_ event: ActivityEvent) {
        guard event.kind == .file || event.kind == .process, event.duration >= Self.leastDuration else { return }
        let key = key(event.path)
        pending[key, default: []].removeAll { $0.end < event.time }
        if pending[key]?.count == Self.mostPending { pending[key]?.removeFirst() }
        pending[key]?.append(event)
    }

    /// What somebody else does with a file while a call on it is under way.
    private mutating func meet(_ event: ActivityEvent) {
        guard event.kind == .file else { return }
        let key = key(event.path)
        guard pending[key] != nil else { return }
        for call in pending[key] ?? [] where event.end <= call.end { hold(call, by: event.process) }
        pending[key]?.removeAll { event.end <= $0.end || $0.end < event.time }
    }

    private mutating func hold(_ call: ActivityEvent, by process: Int32) {
        held.count += 1
        held.sum &+= call.duration
        held.longest = max(held.longest, call.duration)
        held.operations.insert(tables.strings[call.operation])
        let scanner = tables.processes[Int(process)]
        held.wakers["\(tables.strings[scanner.name]) (\(scanner.id))", default: 0] += 1
        for driver in drivers(call.stack) { held.drivers[driver, default: 0] += 1 }
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
