import Glibc
import Wire

/// A process in a list of processes.
public struct ListedProcess: Sendable {
    /// Id in sonde's namespace.
    public var id: Int32
    public var parentID: Int32
    /// Id in the process's innermost namespace; equal to `id` outside of containers.
    public var innermostID: Int32
    /// Name of its effective user, or the number.
    public var user: String
    /// Short name, at most 15 bytes.
    public var name: String
    /// Path of the executable as the process sees it.
    public var executable: String
    public var commandLine: [String]
    /// Nanoseconds since 1970, in steps of 10 ms.
    public var startTime: Int64
    /// Nanoseconds since it started, in steps of 10 ms.
    public var ageNanoseconds: Int64
    /// Processor time so far, user and system, in nanoseconds (steps of 10 ms).
    public var processorNanoseconds: Int64
    public var residentBytes: UInt64
    public var threadCount: Int
}

/// The processes of this machine that sonde can see.
public enum ProcessList {
    /// Ids of all processes, ascending.
    public static func identifiers() -> [Int32] {
        let descriptor = unsafe open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        return DirectoryListing.numbers(takingOver: descriptor) ?? []
    }

    /// A process and all that it started and that live, parents first.
    public static func tree(_ root: Int32) -> [Int32] {
        var children: [Int32: [Int32]] = [:]
        for id in identifiers() {
            guard let status = (try? LiveProcess(processID: id))?.status else { continue }
            children[status.parentID, default: []].append(id)
        }
        var result = [root]
        var position = 0
        while position < result.count {
            result += children[result[position]] ?? []
            position += 1
        }
        return result
    }

    /// The processes whose executable `recognise` accepts, ascending by id.
    ///
    /// - Parameters:
    ///   - recognise: gets the executable's contents (mapped: only what is touched is read) and its path; asked once
    ///     for each file, however many processes run it. Its result is handed back with each of them.
    ///   - unreadable: number of processes whose executable may not be opened, kernel threads left out.
    public static func running<Kind>(
        unreadable: inout Int, recognise: (_ executable: Bytes, _ path: String) -> Kind?
    ) -> [(process: ListedProcess, kind: Kind)] {
        var known: [FileIdentity: Kind?] = [:]
        var result: [(process: ListedProcess, kind: Kind)] = []
        for id in identifiers() {
            guard let process = try? LiveProcess(processID: id) else { continue }
            guard let identity = FileIdentity(process.directory) else {
                if errno == EACCES || errno == EPERM { unreadable += 1 }
                continue
            }
            if known[identity] == nil {
                guard let bytes = try? process.executable() else { continue }
                known[identity] = .some(recognise(bytes, process.executablePath ?? ""))
            }
            if let kind = known[identity] ?? nil, let listed = listed(process) { result.append((listed, kind)) }
        }
        return result
    }

    /// The facts of one process for a list; nil when it ended.
    public static func listed(_ process: LiveProcess) -> ListedProcess? {
        guard let status = process.status, let statistics = process.statistics else { return nil }
        let age = statistics.ageNanoseconds
        return ListedProcess(
            id: process.id, parentID: status.parentID, innermostID: status.namespaceIDs.last ?? process.id,
            user: status.users.dropFirst().first.map { UserNames.name($0) } ?? "", name: status.name,
            executable: process.executablePath ?? "", commandLine: process.commandLine,
            startTime: Clock.now(CLOCK_REALTIME) - age, ageNanoseconds: age,
            processorNanoseconds: statistics.processorNanoseconds, residentBytes: status.residentBytes,
            threadCount: status.threadCount)
    }

    /// One file, however many names it has.
    private struct FileIdentity: Hashable {
        let device: UInt64
        let inode: UInt64

        init?(_ directory: ProcessDirectory) {
            guard let status = directory.status("exe") else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }
}
