import Evidence
import GoTrace
import SystemActivity
import Wire

/// Answers what processes and their threads asked of the system.
struct ActivityRows {
    private let track: ActivityTrack
    private let name: String
    private let request: PageRequest

    init(_ document: Document, _ source: Int, _ request: PageRequest) throws {
        track = try ActivityTrack.of(document, source, request.control)
        name = try document.source(source).name
        self.request = request
    }

    func answer() throws -> PageAnswer {
        let wish = try TimelineWish(request)
        let length = max(track.timeline.end &- track.timeline.start, 1)
        let scale = wish.scale(length: length)
        var message = TimelineMessage(scale: scale, wish: wish)
        message.add(track, begin: track.timeline.start, threads: nil)
        let (begin, name) = (track.timeline.start, name)
        return message.answer { json in
            json.member("name", name)
            json.member("length", length)
            json.member("begin", begin)
            json.member("read", length)
            json.member("isComplete", true)
            json.member("part", 1.0)
            json.member("goroutines", 0)
            json.member("bin", length)
            json.member("size", 0)
            json.member("remarks", strings: [])
        }
    }

    /// Statistics of a range.
    func range() throws -> PageAnswer {
        let (from, to) = try TimelineRange.bounds(request)
        let begin = track.timeline.start
        var sums: [StringID: (count: Int, nanoseconds: Int64)] = [:]
        for event in track.events {
            let start = max(event.time, begin &+ from)
            let end = min(event.end, begin &+ to)
            guard end >= start, event.time < begin &+ to else { continue }
            sums[event.operation, default: (0, 0)].count += 1
            sums[event.operation, default: (0, 0)].nanoseconds &+= end &- start
        }
        let sorted = sums.map { (name: track.tables.strings[$0.key], sum: $0.value) }
            .sorted { ($0.sum.nanoseconds, $1.name) > ($1.sum.nanoseconds, $0.name) }
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("isTrace", false)
            json.member("from", from)
            json.member("to", to)
            for empty in ["states", "processors", "groups", "waits"] { json.member(empty, strings: []) }
            json.member("calls", array: sorted.prefix(40)) { json, each in
                json.object {
                    $0.member("name", each.name)
                    $0.member("count", each.sum.count)
                    $0.member("nanoseconds", each.sum.nanoseconds)
                }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }
}

extension TimelineMessage {
    /// - Parameters:
    ///   - begin: what times count from, in the clock of the activity.
    ///   - threads: ids of threads that have rows whether or not their process is open.
    mutating func add(_ track: ActivityTrack, begin: Int64, threads: Set<Int64>?) {
        for (process, tracks) in track.byProcess {
            let id = "a:\(process)"
            var levels = ActivityLevels(scale, begin)
            for number in tracks {
                track.pieces(number, from: begin &+ scale.from, to: begin &+ scale.to) { levels.add($0) }
            }
            guard !levels.isEmpty else { continue }
            add(Row(id: id, kind: "process", title: track.title(process)), levels)
            for number in tracks {
                let thread = track.timeline.tracks[number].thread
                guard wish.processes.contains(id) || threads?.contains(Int64(thread)) == true else { continue }
                addCalls(number, track, process: id, begin)
            }
        }
    }

    private mutating func addCalls(_ number: Int, _ track: ActivityTrack, process: String, _ begin: Int64) {
        let about = track.timeline.tracks[number]
        var row = Row(
            id: "c:\(number)", kind: "call",
            title: "Calls of thread \(about.thread)" + (about.lane > 0 ? " (\(about.lane + 1))" : ""))
        row.process = process
        row.thread = Int64(about.thread)
        var levels = ActivityLevels(scale, begin)
        let wide = max(scale.length / Int64(scale.parts) * 2, 1)
        track.pieces(number, from: begin &+ scale.from, to: begin &+ scale.to) { piece in
            if piece.end &- piece.start >= wide {
                row.spans += 1
                add(
                    start: piece.start &- begin, end: piece.end &- begin, state: piece.state,
                    text: track.text(piece.slice))
            } else {
                levels.add(piece)
            }
        }
        guard row.spans > 0 || !levels.isEmpty else { return }
        add(row, shares: levels)
    }
}

/// Nanoseconds of pixels in each state of calls.
struct ActivityLevels {
    private let scale: TimelineScale
    private let begin: Int64
    private(set) var parts: [[Double]] = Array(repeating: [], count: ActivityTrack.stateCount)

    init(_ scale: TimelineScale, _ begin: Int64) {
        self.scale = scale
        self.begin = begin
    }

    var isEmpty: Bool { parts.allSatisfy(\.isEmpty) }

    mutating func add(_ piece: ActivityTrack.Piece) {
        let state = Int(piece.state)
        if parts[state].isEmpty { parts[state] = Array(repeating: 0, count: scale.parts) }
        let part = Double(scale.length) / Double(scale.parts)
        let begin = Double(self.begin &+ scale.from)
        var from = Double(piece.start) - begin
        let to = Double(piece.end) - begin
        var place = min(max(Int(from / part), 0), scale.parts - 1)
        while from < to {
            let end = place == scale.parts - 1 ? to : min(Double(place + 1) * part, to)
            if end > from { parts[state][place] += end - from }
            from = max(end, from)
            place += 1
            if place >= scale.parts { break }
        }
    }
}
