import Evidence

/// What threads did as slices on tracks, for viewers of timelines: on one track, a slice lies within another or beside
/// it, never across its end.
public struct ActivityTimeline: Sendable {
    /// What a slice shows.
    public enum Subject: Sendable, Equatable {
        /// In the events that the timeline was made of.
        case event(Int)
        /// In `ActivityTables.waits`.
        case wait(Int)
    }

    public struct Slice: Sendable {
        /// In the log's clock.
        public var start: Int64
        public var end: Int64
        /// In `tracks`.
        public var track: Int
        public var subject: Subject
    }

    /// A thread, or what of it did not fit into the track before, such as input and output that goes on beside others.
    public struct Track: Sendable {
        /// In `ActivityTables.processes`; -1 for none.
        public var process: Int32
        public var thread: UInt32
        /// 0 for the thread's first one.
        public var lane: Int
        /// Ends of the slices that are open, the outermost first.
        fileprivate var open: [Int64] = []
        /// Slices that lie within no other, one behind the other.
        fileprivate var outermost: [(start: Int64, end: Int64)] = []
    }

    private struct ThreadKey: Hashable {
        var process: Int32
        var thread: UInt32
    }

    /// By begin; of those that begin together the longest first.
    public private(set) var slices: [Slice] = []
    /// Numbers of events that took no time, or of which the log does not say how long they took, in their order.
    public private(set) var moments: [Int] = []
    public private(set) var tracks: [Track] = []
    /// Of the log.
    public let start: Int64
    public let end: Int64
    private var lanes: [ThreadKey: [Int]] = [:]

    /// Tracks of one thread; what fits in none is cut where it would cross another's end.
    private static let laneLimit = 16

    /// - Parameters:
    ///   - events: all that are to be shown.
    ///   - withWaits: whether stretches in which threads did not run are slices, too.
    public init(_ events: [ActivityEvent], _ tables: ActivityTables, withWaits: Bool = true) {
        let begin = events.reduce(Int64.max) { min($0, $1.time) }
        start = events.isEmpty ? 0 : begin
        end = events.reduce(events.isEmpty ? 0 : begin) { max($0, $1.end) }
        for (index, event) in events.enumerated() {
            if event.duration <= 0, !event.isUnfinished {
                moments.append(index)
            } else {
                // What had not ended went on to the end of its process.
                let last = event.process >= 0 ? tables.processes[Int(event.process)].end ?? end : end
                slices.append(
                    Slice(
                        start: event.time, end: event.duration > 0 ? event.end : max(event.time, last), track: 0,
                        subject: .event(index)))
            }
        }
        if withWaits {
            for (index, wait) in tables.waits.enumerated() where wait.duration > 0 {
                slices.append(Slice(start: wait.time, end: wait.end, track: 0, subject: .wait(index)))
            }
        }
        slices.sort { ($0.start, $1.end, $0.subject.order) < ($1.start, $0.end, $1.subject.order) }
        for index in slices.indices { place(index, events, tables) }
    }

    private mutating func place(_ index: Int, _ events: [ActivityEvent], _ tables: ActivityTables) {
        let slice = slices[index]
        let key: ThreadKey
        switch slice.subject {
        case .event(let number): key = ThreadKey(process: events[number].process, thread: events[number].thread)
        case .wait(let number):
            key = ThreadKey(process: tables.waits[number].process, thread: tables.waits[number].thread)
        }
        for track in lanes[key] ?? [] where enter(slice, track) {
            slices[index].track = track
            return
        }
        let lane = lanes[key]?.count ?? 0
        guard lane < Self.laneLimit else {
            let track = lanes[key]?.last ?? 0
            slices[index].track = track
            slices[index].end = min(slice.end, tracks[track].open.last ?? slice.end)
            _ = enter(slices[index], track)
            return
        }
        lanes[key, default: []].append(tracks.count)
        slices[index].track = tracks.count
        tracks.append(Track(process: key.process, thread: key.thread, lane: lane))
        _ = enter(slice, tracks.count - 1)
    }

    /// Opens a slice on a track.
    /// - Returns: false when it would cross the end of another.
    private mutating func enter(_ slice: Slice, _ track: Int) -> Bool {
        while let last = tracks[track].open.last, last <= slice.start { tracks[track].open.removeLast() }
        if let last = tracks[track].open.last {
            if slice.end > last { return false }
        } else {
            tracks[track].outermost.append((slice.start, slice.end))
        }
        tracks[track].open.append(slice.end)
        return true
    }

    /// Whether a slice of a thread's first track covers a moment.
    public func covers(process: Int32, thread: UInt32, at time: Int64) -> Bool {
        guard let track = lanes[ThreadKey(process: process, thread: thread)]?.first else { return false }
        let outermost = tracks[track].outermost
        var (low, high) = (0, outermost.count)
        while low < high {
            let middle = (low + high) / 2
            if outermost[middle].start <= time { low = middle + 1 } else { high = middle }
        }
        return low > 0 && outermost[low - 1].end > time
    }
}

extension ActivityTimeline.Subject {
    /// Calls before the waits in them.
    fileprivate var order: Int {
        switch self {
        case .event(let number): number
        case .wait(let number): 1 << 40 + number
        }
    }
}
