import Evidence

/// What each program asked of files from its execution to the moment at which it was ready: at which it listened,
/// accepted, connected or printed something for the first time, or ended.
public struct StartUpFiles: Sendable {
    public struct StartUp: Sendable {
        /// In `ActivityTables.processes`.
        public var process: Int32
        public var begin: Int64
        public var end: Int64
        /// The call that showed that it was ready; empty when it ended before, or the source did.
        public var readyBy: String = ""
        /// Calls that are about files, and the nanoseconds that they took.
        public var calls = 0
        public var time: Int64 = 0
        /// Nanoseconds of the stretches in which one such call soon followed the other.
        public var stretch: Int64 = 0
        /// Nanoseconds that its threads waited for a processor meanwhile.
        public var ready: Int64 = 0
        /// Files that were opened, how many different ones, and openings and look-ups that found nothing.
        public var opened = 0
        public var different = 0
        public var missing = 0
        /// Look-ups without opening (stat, access, readlink).
        public var lookUps = 0
        /// The folder in which most was opened or looked up, and how much.
        public var folder: String = ""
        public var inFolder = 0

        /// Nanoseconds.
        public var duration: Int64 { max(0, end &- begin) }
    }

    /// Those that had anything to do with files, in the order in which they were executed.
    public private(set) var all: [StartUp] = []

    private struct State {
        var startUp: StartUp
        var paths: Set<StringID> = []
        var folders: [StringID: Int] = [:]
        var lastCall = Int64.min
    }

    private enum Call { case execute, open, lookUp, ready, write, other }

    private var states: [State] = []
    /// Place in `states` of each process that is starting; -1 for those that have started.
    private var places: [Int32: Int] = [:]
    private var calls: [StringID: Call] = [:]
    private var last: Int64 = .min

    /// Nanoseconds that what was read may be worked on before the next call, so that it is one stretch.
    private static let pause: Int64 = 200_000

    public init() {}

    private static let names: [String: Call] = [
        "execve": .execute, "execveat": .execute, "open": .open, "openat": .open, "openat2": .open, "stat": .lookUp,
        "lstat": .lookUp, "newfstatat": .lookUp, "statx": .lookUp, "access": .lookUp, "faccessat": .lookUp,
        "faccessat2": .lookUp, "readlink": .lookUp, "readlinkat": .lookUp, "listen": .ready, "accept": .ready,
        "accept4": .ready, "connect": .ready, "write": .write, "writev": .write,
    ]

    /// Takes an event; they come in the order of their times.
    public mutating func take(_ event: ActivityEvent, _ tables: ActivityTables) {
        last = max(last, event.end)
        let call = call(event.operation, tables)
        if call == .execute {
            // From the moment on at which the new program runs.
            guard tables.strings[event.result] == "0" else { return }
            if let place = places[event.process], place >= 0 { states[place].startUp.end = event.time }
            places[event.process] = states.count
            states.append(State(startUp: StartUp(process: event.process, begin: event.end, end: .max)))
            return
        }
        let place = places[event.process] ?? begin(event.process, tables)
        guard place >= 0 else { return }
        // Names are resolved for something that is connected to afterwards.
        let isOutput = call == .write && (1...2).contains(event.descriptor)
        if call == .ready || isOutput {
            states[place].startUp.end = event.time
            states[place].startUp.readyBy = tables.strings[event.operation]
            places[event.process] = -1
            return
        }
        guard event.kind == .file else { return }
        states[place].startUp.calls += 1
        states[place].startUp.time &+= max(0, event.duration)
        let isNext = event.time &- Self.pause <= states[place].lastCall
        states[place].startUp.stretch &+=
            max(0, event.end &- (isNext ? min(states[place].lastCall, event.end) : event.time))
        states[place].lastCall = max(states[place].lastCall, event.end)
        guard call == .open || call == .lookUp else { return }
        let isMissing = tables.strings[event.result] == "ENOENT"
        if isMissing { states[place].startUp.missing += 1 }
        if call == .lookUp { states[place].startUp.lookUps += 1 }
        if call == .open, !isMissing {
            states[place].startUp.opened += 1
            states[place].paths.insert(event.path)
        }
        states[place].folders[event.path, default: 0] += 1
    }

    /// A process is heard of for the first time: whether it began meanwhile is what the source says.
    private mutating func begin(_ process: Int32, _ tables: ActivityTables) -> Int {
        guard tables.processes.indices.contains(Int(process)), let start = tables.processes[Int(process)].start else {
            places[process] = -1
            return -1
        }
        places[process] = states.count
        states.append(State(startUp: StartUp(process: process, begin: start, end: .max)))
        return states.count - 1
    }

    /// Ends what had not ended when the source did.
    public mutating func finish(_ tables: ActivityTables) {
        for state in states where state.startUp.calls > 0 {
            var startUp = state.startUp
            if startUp.end == .max { startUp.end = tables.processes[Int(startUp.process)].end ?? last }
            startUp.different = state.paths.count
            var folders: [String: Int] = [:]
            for (path, count) in state.folders {
                folders[Self.folder(tables.strings[path]), default: 0] += count
            }
            if let most = folders.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) {
                (startUp.folder, startUp.inFolder) = most
            }
            all.append(startUp)
        }
        states = []
        places = [:]
        addWaits(tables)
    }

    private mutating func addWaits(_ tables: ActivityTables) {
        var places: [Int32: [Int]] = [:]
        for (index, startUp) in all.enumerated() { places[startUp.process, default: []].append(index) }
        for wait in tables.waits {
            for index in places[wait.process] ?? []
            where wait.time >= all[index].begin && wait.time < all[index].end {
                all[index].ready &+= wait.ready
            }
        }
    }

    private mutating func call(_ operation: StringID, _ tables: ActivityTables) -> Call {
        if let known = calls[operation] { return known }
        let call = Self.names[tables.strings[operation]] ?? .other
        calls[operation] = call
        return call
    }

    private static func folder(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
