import Evidence
import SystemActivity

/// Calls of a kind that wait, by what they are about.
struct LongCalls: Sendable {
    /// Calls of one name of one process on one thing.
    struct Calls: Sendable {
        var operation: String
        var path: String
        var process: Int32
        var count = 0
        /// Nanoseconds.
        var sum: Int64 = 0
        var longest: Int64 = 0
        /// Of the longest.
        var stack: UInt32 = 0

        mutating func add(_ event: ActivityEvent, _ duration: Int64) {
            count += 1
            sum &+= duration
            guard duration > longest else { return }
            longest = duration
            stack = event.stack
        }
    }

    /// Most time first.
    var calls: [Calls] = []
    /// Nanoseconds in which any of them was under way.
    var covered: Int64 = 0
}

/// The time in which anything of a kind was under way; stretches come in the order of their begins.
struct CoveredTime: Sendable {
    private(set) var sum: Int64 = 0
    private var end = Int64.min

    mutating func add(_ begin: Int64, _ duration: Int64) {
        let until = begin &+ max(0, duration)
        guard until > end else { return }
        sum &+= until &- max(begin, end)
        end = until
    }
}

/// When threads could have run and had no processor.
struct ReadyTimes {
    /// Numbers in `ActivityTables.waits`, in the order of their begins, by thread.
    private var waits: [UInt32: [Int32]] = [:]

    init(_ tables: ActivityTables) {
        for (index, wait) in tables.waits.enumerated() where wait.ready > 0 {
            waits[wait.thread, default: []].append(Int32(clamping: index))
        }
        for thread in waits.keys {
            waits[thread]?.sort { tables.waits[Int($0)].time < tables.waits[Int($1)].time }
        }
    }

    /// Nanoseconds of that while a call was under way.
    func time(_ event: ActivityEvent, _ tables: ActivityTables) -> Int64 {
        guard let own = waits[event.thread] else { return 0 }
        var (low, high) = (0, own.count)
        while low < high {
            let middle = (low + high) / 2
            if tables.waits[Int(own[middle])].time < event.time { low = middle + 1 } else { high = middle }
        }
        var sum: Int64 = 0
        for number in own[low...] {
            let wait = tables.waits[Int(number)]
            if wait.time >= event.end { break }
            sum &+= wait.ready
        }
        return sum
    }
}

/// Sorts calls that wait for a device or for another process from those that do not.
struct CallSorter {
    private struct Key: Hashable {
        var operation: StringID
        var path: StringID
        var process: Int32
    }

    private enum Kind { case sync, read, write, other, none }

    private var found: [Key: LongCalls.Calls] = [:]
    private var kinds: [StringID: Kind] = [:]
    private var resting: [StringID: Bool] = [:]
    private var syncs = CoveredTime()
    private var blocked = CoveredTime()
    /// Files that are open so that each write waits for the disk.
    private let synchronousFiles: Set<String>
    private var areSynchronous: [StringID: Bool] = [:]
    private var ready: ReadyTimes
    /// Nanoseconds from which a call counts that only may wait.
    private static let least: Int64 = 1_000_000
    /// When the children of each process lived.
    private var children: [Int32: [ClosedRange<Int64>]] = [:]

    private static let reading: Set<String> = ["read", "pread64", "readv", "preadv", "preadv2"]
    /// Calls on files that may take long without any network.
    private static let blocking: Set<String> = [
        "open", "openat", "openat2", "flock", "fcntl", "ioctl", "sendfile", "splice",
        "copy_file_range", "renameat", "renameat2", "unlinkat", "ftruncate", "fallocate",
    ]
    /// What is read to hear of something that may never happen: reading it is a rest and no delay.
    private static let restingPlaces = [
        "socket:", "eventfd", "timerfd", "signalfd", "inotify", "fanotify", "epoll", "pidfd", "perf event",
        "userfaultfd", "io_uring", "anon_inode:", "/dev/tty", "/dev/pts/", "/dev/console", "/dev/kmsg", "/proc/kmsg",
        "/dev/input/", "/dev/fuse",
    ]

    init(_ tables: ActivityTables, synchronousFiles: Set<String>) {
        self.synchronousFiles = synchronousFiles
        ready = ReadyTimes(tables)
        for process in tables.processes where process.parent >= 0 {
            let begin = process.start ?? .min
            children[process.parent, default: []].append(begin...max(begin, process.end ?? .max))
        }
    }

    mutating func take(_ event: ActivityEvent, _ tables: ActivityTables) {
        guard event.duration > 0 else { return }
        var kind = kind(event.operation, tables)
        if kind == .write { kind = isSynchronous(event.path, tables) ? .sync : .other }
        if kind == .none || kind != .sync && event.duration < Self.least { return }
        if kind == .read && isRest(event, tables) { return }
        // Writing to a socket that nobody empties is no rest.
        if kind == .other, isResting(event.path, tables), !tables.strings[event.path].hasPrefix("socket:") { return }
        // What the call was done with and only no processor was free for is no delay of its own.
        let duration = event.duration &- (event.duration < Self.least ? 0 : ready.time(event, tables))
        if duration <= 0 || kind != .sync && duration < Self.least { return }
        let key = Key(operation: event.operation, path: event.path, process: event.process)
        found[
            key,
            default: LongCalls.Calls(
                operation: tables.strings[event.operation], path: tables.strings[event.path], process: event.process)
        ].add(event, duration)
        if kind == .sync {
            syncs.add(event.time, duration)
        } else {
            blocked.add(event.time, duration)
        }
    }

    /// Whether each write to a file waits for the disk.
    private mutating func isSynchronous(_ path: StringID, _ tables: ActivityTables) -> Bool {
        if let known = areSynchronous[path] { return known }
        let isSynchronous = synchronousFiles.contains(tables.strings[path])
        areSynchronous[path] = isSynchronous
        return isSynchronous
    }

    /// Whether a read waits for what is not expected at any time: standard input, events, what a child is to say.
    private mutating func isRest(_ event: ActivityEvent, _ tables: ActivityTables) -> Bool {
        if event.descriptor == 0 { return true }
        if isResting(event.path, tables) { return true }
        guard tables.strings[event.path].hasPrefix("pipe:") else { return false }
        return children[event.process]?.contains { $0.overlaps(event.time...max(event.time, event.end)) } ?? false
    }

    private mutating func isResting(_ path: StringID, _ tables: ActivityTables) -> Bool {
        if let known = resting[path] { return known }
        let text = tables.strings[path]
        let isResting = Self.restingPlaces.contains { text.hasPrefix($0) }
        resting[path] = isResting
        return isResting
    }

    private mutating func kind(_ operation: StringID, _ tables: ActivityTables) -> Kind {
        if let known = kinds[operation] { return known }
        let name = tables.strings[operation]
        let kind: Kind =
            DiskCalls.syncing.contains(name)
            ? .sync
            : Self.reading.contains(name)
                ? .read : DiskCalls.writing.contains(name) ? .write : Self.blocking.contains(name) ? .other : .none
        kinds[operation] = kind
        return kind
    }

    func results() -> (syncs: LongCalls, blocked: LongCalls) {
        let all = found.values.sorted {
            ($1.sum, $0.path, $0.operation, $0.process) < ($0.sum, $1.path, $1.operation, $1.process)
        }
        return (
            LongCalls(calls: all.filter(isSync), covered: syncs.sum),
            LongCalls(calls: all.filter { !isSync($0) }, covered: blocked.sum)
        )
    }

    private func isSync(_ calls: LongCalls.Calls) -> Bool {
        DiskCalls.syncing.contains(calls.operation)
            || DiskCalls.writing.contains(calls.operation) && synchronousFiles.contains(calls.path)
    }
}
