import Evidence
import GoTrace
import SystemActivity
import Wire

/// System activity as rows of a timeline, kept in memory.
struct ActivityTrack: Sendable {
    let events: [ActivityEvent]
    let tables: ActivityTables
    let clock: ActivityClock
    let timeline: ActivityTimeline
    /// Numbers of tracks by the process, in the order in which they appear; -1 stands for none.
    let byProcess: [(process: Int32, tracks: [Int])]
    /// Numbers of slices by track, in the order of their begins.
    let slices: [[Int32]]

    /// The activity of a source of a document, read once.
    /// - Throws: 404 for another kind of source; what is wrong with it.
    static func of(_ document: Document, _ number: Int, _ control: JobControl) throws -> ActivityTrack {
        guard case .activity(let open) = try document.source(number).kind else {
            throw PageError.notFound("system activity among the sources")
        }
        let shared = document.kept.value("timeline/activity/\(number)") {
            Shared { control in try ActivityTrack(open(), control) }
        }
        return try shared.get(control)
    }

    /// The activity of the same machine at the same time as a trace, of the document's first capture that has it: since
    /// Go 1.22 a trace has the capture's clock, and its numbers of threads are the system's.
    static func beside(
        _ overview: TraceTimeline.Overview, _ document: Document, _ control: JobControl
    ) -> ActivityTrack? {
        guard let sources = try? document.opened().sources else { return nil }
        for (number, source) in sources.enumerated() {
            guard case .activity = source.kind, let track = try? of(document, number, control),
                track.clock.isMonotonic, track.timeline.start < overview.end, track.timeline.end > overview.begin
            else { continue }
            return track
        }
        return nil
    }

    private init(_ source: any ActivitySource, _ control: JobControl) throws {
        var source = source
        var all: [ActivityEvent] = []
        var some: [ActivityEvent] = []
        repeat {
            try control.check()
            try source.read(into: &some, limit: 4096)
            all += some
        } while !some.isEmpty
        events = all
        tables = source.tables
        clock = source.clock
        timeline = ActivityTimeline(all, source.tables)
        var order: [Int32: Int] = [:]
        var groups: [(process: Int32, tracks: [Int])] = []
        for (number, track) in timeline.tracks.enumerated() {
            if let known = order[track.process] {
                groups[known].tracks.append(number)
            } else {
                order[track.process] = groups.count
                groups.append((track.process, [number]))
            }
        }
        byProcess = groups
        var slices = [[Int32]](repeating: [], count: timeline.tracks.count)
        for (number, slice) in timeline.slices.enumerated() { slices[slice.track].append(Int32(number)) }
        self.slices = slices
    }

    /// A stretch of a row: slices within slices are cut, so that stretches lie beside each other.
    struct Piece: Sendable {
        var start: Int64
        var end: Int64
        /// As the pages number states: classes of calls from 9 on, waits behind them.
        var state: UInt8
        var slice: Int32
    }

    /// As the pages number states: those of goroutines and the collector come before.
    private static let firstState = UInt8(TimelineState.allCases.count)
    static let stateCount = Int(firstState) + ActivityClass.allCases.count + 1

    private func state(_ subject: ActivityTimeline.Subject) -> UInt8 {
        switch subject {
        case .event(let number): Self.firstState + events[number].kind.rawValue
        case .wait: Self.firstState + UInt8(ActivityClass.allCases.count)
        }
    }

    /// What to write on a piece.
    func text(_ slice: Int32) -> String {
        switch timeline.slices[Int(slice)].subject {
        case .event(let number):
            let event = events[number]
            let path = tables.strings[event.path]
            return tables.strings[event.operation] + (path.isEmpty ? "" : " \(path)")
        case .wait(let number):
            let wait = tables.waits[number]
            return wait.isPreempted ? "processor taken" : wait.isUninterruptible ? "waits for a disk" : "does not run"
        }
    }

    /// Gives the pieces of a track in a window, in the order of time.
    func pieces(_ track: Int, from: Int64, to: Int64, _ take: (Piece) -> Void) {
        var open: [(end: Int64, state: UInt8, slice: Int32)] = []
        var at = Int64.min
        func advance(until time: Int64) {
            while let top = open.last, at < time {
                let end = min(top.end, time)
                if end > at, end > from, at < to {
                    take(Piece(start: max(at, from), end: min(end, to), state: top.state, slice: top.slice))
                }
                at = max(at, end)
                if top.end <= at { open.removeLast() }
            }
        }
        for number in slices[track] {
            let slice = timeline.slices[Int(number)]
            if slice.start >= to { break }
            advance(until: slice.start)
            at = max(at, slice.start)
            while let top = open.last, top.end <= slice.start { open.removeLast() }
            open.append((slice.end, state(slice.subject), number))
        }
        advance(until: to)
    }

    /// Name and id of a process.
    func title(_ process: Int32) -> String {
        guard process >= 0 else { return "(no process)" }
        let known = tables.processes[Int(process)]
        let name = tables.strings[known.name]
        return "\(name.isEmpty ? "process" : name) \(known.id)"
    }
}
