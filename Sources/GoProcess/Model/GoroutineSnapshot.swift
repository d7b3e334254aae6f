import Evidence
import GoBinary

/// A pprof label.
public struct Label: Hashable, Sendable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// Where a snapshot comes from.
public struct SnapshotSource: Hashable, Sendable {
    public enum Kind: String, Sendable {
        case process, core, text
        /// An aggregated dump (`debug=1`): groups with counts, without ids or states.
        case groupedText = "grouped text"
    }

    public var kind: Kind
    /// A path, URL, or `process 4711`.
    public var name: String
    public var processID: Int32?
    /// Path of the executable as the target sees it; empty when unknown.
    public var executable: String

    public init(kind: Kind, name: String, processID: Int32? = nil, executable: String = "") {
        self.kind = kind
        self.name = name
        self.processID = processID
        self.executable = executable
    }
}

/// All goroutines of a program at one moment, with what they wait for: the model that every reader produces and every
/// analysis, rule and report consumes.
///
/// A reader that does not know a part leaves it empty and says so in `quality`.
public struct GoroutineSnapshot: Sendable {
    public var source: SnapshotSource
    /// Such as `go1.27.3`; empty when unknown.
    public var goVersion = ""
    public var buildInformation: BuildInformation?
    /// Wall clock at the start, nanoseconds since 1970; 0 when unknown.
    public var wallTime: Int64 = 0
    /// CLOCK_MONOTONIC at the start, nanoseconds; nil when unknown.
    public var monotonicTime: Int64?
    public var durationNanoseconds: Int64 = 0
    /// How long the target was stopped.
    public var stoppedNanoseconds: Int64 = 0
    /// How long the target was observed, over all snapshots that ages come from.
    public var observedNanoseconds: Int64 = 0
    public var stacks = StackTable()
    /// Ascending by id.
    public var goroutines: [Goroutine] = []
    /// Grouped by goroutine: see `Goroutine.firstWait`.
    public var waits: [Wait] = []
    public var objects: [WaitObject] = []
    public var systemCalls: [SystemCall] = []
    /// Position is the `LabelSetID`; the first is the empty set. Labels are sorted by key.
    public var labelSets: [[Label]] = [[]]
    public var threads: [ThreadFacts] = []
    public var descriptorCount: Int?
    /// Connected sockets with bytes that have arrived and that no goroutine waits to read, by inode.
    public var unreadSockets: [SocketFacts] = []
    /// GOMAXPROCS; nil when unknown.
    public var processors: Int?
    public var quality = Quality()

    public init(source: SnapshotSource) { self.source = source }

    /// The waits of a goroutine.
    public func waits(of goroutine: Goroutine) -> ArraySlice<Wait> {
        let first = Int(goroutine.firstWait)
        return waits[first..<first + Int(goroutine.waitCount)]
    }

    public func text(_ id: StringID) -> String { stacks.strings[id] }

    /// The state as a goroutine dump prints it: the wait reason when there is one, otherwise the state.
    public func stateText(_ goroutine: Goroutine) -> String {
        if goroutine.state == .waiting || goroutine.state == .leaked, goroutine.reason != .empty {
            return text(goroutine.reason)
        }
        return goroutine.state.text
    }

    /// Position of the goroutine with an id, by binary search.
    public func index(ofID id: UInt64) -> Int? {
        var low = 0
        var high = goroutines.count
        while low < high {
            let middle = (low + high) / 2
            if goroutines[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < goroutines.count && goroutines[low].id == id ? low : nil
    }
}
