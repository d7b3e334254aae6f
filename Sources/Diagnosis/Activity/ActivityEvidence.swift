import Evidence
import SystemActivity
import Wire

/// A log of system activity, as far as the rules ask for it.
public struct ActivityEvidence: Sendable {
    /// Calls of one kind on one thing.
    struct Calls: Sendable {
        var operation: String
        var path: String
        var process: Int32
        var count = 0
        /// Nanoseconds.
        var sum: Int64 = 0
        var longest: Int64 = 0

        mutating func add(_ duration: Int64) {
            count += 1
            guard duration > 0 else { return }
            sum &+= duration
            longest = max(longest, duration)
        }
    }

    /// Waits that another process made a thread wait in a file operation (fanotify), by process.
    struct Held: Sendable {
        var count = 0
        var sum: Int64 = 0
        var longest: Int64 = 0
        /// Who let the threads go on, by short name and process id.
        var wakers: [String: Int] = [:]
        var operations: Set<String> = []
    }

    public let name: String
    let tables: ActivityTables
    let quality: [QualityCounter]
    let start: Int64
    let end: Int64
    let go: GoBuildAnalysis
    private(set) var syncs: [Calls] = []
    private(set) var blocked: [Calls] = []
    let held: Held
    /// The process that the log is about: the one that all others stem from.
    let root: Int32

    var duration: Int64 { max(1, end &- start) }

    /// Reads a source to its end.
    /// - Throws: what is wrong with the source, when it has no events at all.
    public init(_ source: inout some ActivitySource, name: String) throws(InputError) {
        self.name = name
        let all = try source.readAll()
        guard let first = all.first else { throw InputError(.notRecognised, "has no events", file: name) }
        let tables = source.tables
        self.tables = tables
        quality = source.quality.counters
        start = first.time
        end = all.reduce(first.end) { max($0, $1.end) }
        go = GoBuildAnalysis(all, tables)
        var calls = CallSorter()
        for event in all { calls.take(event, tables) }
        (syncs, blocked) = calls.results()
        held = HeldThreads.find(tables)
        root = go.build.command ?? ActivityPath.root(tables)
    }

    var build: GoBuild { go.build }
    var phases: GoPhases { go.phases }
    var cache: GoCacheUse { go.cache }

    func text(_ id: StringID) -> String { tables.strings[id] }

    /// `compile (4711)`.
    func title(_ process: Int32) -> String {
        guard process >= 0, Int(process) < tables.processes.count else { return "a process" }
        let found = tables.processes[Int(process)]
        return "\(text(found.name)) (\(found.id))"
    }

    func fact(_ text: String, _ reference: String = "") -> Fact {
        Fact(text, evidence: "system activity", reference: reference)
    }

    var times: [TimeShare] {
        guard !build.actions.isEmpty || root == build.command else { return [] }
        return (go.times?.parts ?? []).map { TimeShare(name: $0.name, nanoseconds: $0.time, count: $0.actions) }
    }

    var collected: CollectedEvidence {
        CollectedEvidence(
            evidence: "system activity", source: name, stoppedNanoseconds: 0, durationNanoseconds: duration,
            quality: quality)
    }
}

/// Sorts calls that wait for a device or for another process from those that do not.
private struct CallSorter {
    private struct Key: Hashable {
        var operation: StringID
        var path: StringID
        var process: Int32
    }

    private var found: [Key: ActivityEvidence.Calls] = [:]
    private var kinds: [StringID: Kind] = [:]

    private enum Kind { case sync, mayBlock, other }

    private static let syncs: Set<String> = ["fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "msync"]
    /// Calls on files that may take long without any network.
    private static let blocking: Set<String> = [
        "read", "write", "pread64", "pwrite64", "readv", "writev", "open", "openat", "flock", "fcntl", "ioctl",
        "sendfile", "splice", "copy_file_range", "renameat", "renameat2", "unlinkat", "ftruncate", "fallocate",
    ]

    mutating func take(_ event: ActivityEvent, _ tables: ActivityTables) {
        guard event.duration > 0 else { return }
        let kind = kind(event.operation, tables)
        guard kind == .sync || kind == .mayBlock && event.duration >= 1_000_000 else { return }
        let key = Key(operation: event.operation, path: event.path, process: event.process)
        var calls =
            found[key]
            ?? ActivityEvidence.Calls(
                operation: tables.strings[event.operation], path: tables.strings[event.path], process: event.process)
        calls.add(event.duration)
        found[key] = calls
    }

    private mutating func kind(_ operation: StringID, _ tables: ActivityTables) -> Kind {
        if let known = kinds[operation] { return known }
        let name = tables.strings[operation]
        let kind: Kind = Self.syncs.contains(name) ? .sync : Self.blocking.contains(name) ? .mayBlock : .other
        kinds[operation] = kind
        return kind
    }

    /// Most time first.
    func results() -> (syncs: [ActivityEvidence.Calls], blocked: [ActivityEvidence.Calls]) {
        let all = found.values.sorted { ($1.sum, $0.path, $0.operation) < ($0.sum, $1.path, $1.operation) }
        return (
            all.filter { Self.syncs.contains($0.operation) }, all.filter { !Self.syncs.contains($0.operation) }
        )
    }
}

/// Threads that the kernel held in a file operation until another process permitted it (fanotify_handle_event in the
/// stack of the wait).
private enum HeldThreads {
    static func find(_ tables: ActivityTables) -> ActivityEvidence.Held {
        var held = ActivityEvidence.Held()
        var known: [UInt32: Bool] = [:]
        for wait in tables.waits where wait.kernelStack != 0 {
            let isHeld =
                known[wait.kernelStack]
                ?? tables.frames(wait.kernelStack).contains {
                    $0 != .none && tables.symbols.table.functionName($0).hasPrefix("fanotify_")
                }
            known[wait.kernelStack] = isHeld
            guard isHeld else { continue }
            held.count += 1
            held.sum &+= wait.duration
            held.longest = max(held.longest, wait.duration)
            if wait.operation != .empty { held.operations.insert(tables.strings[wait.operation]) }
            if wait.wakerProcess < 0, wait.wakerProcessID != 0 {
                let name = tables.strings[wait.wakerName]
                held.wakers["\(name) (\(wait.wakerProcessID))", default: 0] += 1
            }
        }
        return held
    }
}
