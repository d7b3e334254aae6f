import Evidence
import SystemActivity
import Wire

/// Finds rows of the table of events: that of an event, of a moment, the next one that is highlighted.
struct EventPlaces {
    private let source: HeldActivity
    private let shown: [UInt32]?
    private let order: EventOrder
    private let highlighted: [UInt32]?
    private let request: PageRequest

    init(_ store: ActivityStore, _ request: PageRequest) throws {
        source = try store.activity(request.control)
        order = try EventOrder(request.query["sort"])
        shown = try store.numbers(EventFilter(request), by: order, request.control)
        let marks = try EventFilter(request, prefix: "h")
        highlighted = marks.isEmpty ? nil : try store.numbers(marks, request.control)
        self.request = request
    }

    private var count: Int { shown?.count ?? source.events.count }

    private func number(at place: Int) -> UInt32 { shown.map { $0[place] } ?? UInt32(place) }

    func answer() throws -> PageAnswer {
        let place: Int?
        if let moment = request.query["time"] {
            place = self.place(of: try EventMoment(moment, source).time)
        } else if let from = try request.integer("after") {
            place = next(from, step: 1)
        } else if let from = try request.integer("before") {
            place = next(from, step: -1)
        } else {
            let event = try request.integer("event", in: 0...max(0, source.events.count - 1), or: 0)
            place = self.place(of: UInt32(event))
        }
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("place", place)
            json.member("event", place.map { number(at: $0) })
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// Of an event; of the next one that is shown when it is not, and nil when the table is empty.
    private func place(of event: UInt32) -> Int? {
        if count == 0 { return nil }
        guard let shown else { return Int(event) }
        if order.isOfLog { return min(shown.firstPlace(notBefore: event), count - 1) }
        if let place = shown.firstIndex(of: event) { return place }
        // Of those behind it the nearest.
        var best: (number: UInt32, place: Int)?
        for (place, number) in shown.enumerated() where number > event && number < best?.number ?? .max {
            best = (number, place)
        }
        return best?.place ?? 0
    }

    /// Of the first event that began then or later.
    private func place(of time: Int64) -> Int? {
        guard let event = source.events.firstIndex(where: { $0.time >= time }) else {
            return count == 0 ? nil : count - 1
        }
        return place(of: UInt32(event))
    }

    /// Of the next highlighted row in the order of the table, from a row on; nil when there is none.
    private func next(_ from: Int, step: Int) -> Int? {
        guard let highlighted else { return nil }
        var place = from + step
        while place >= 0, place < count {
            if highlighted.holds(number(at: place)) { return place }
            place += step
        }
        return nil
    }
}

/// A moment as a user writes it: seconds since the begin of the log with or without a unit, or a time of day.
struct EventMoment {
    /// In the log's clock.
    let time: Int64

    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("µs", 1e3), ("us", 1e3), ("ms", 1e6), ("min", 60e9), ("s", 1e9), ("h", 3600e9),
    ]

    /// - Throws: 400.
    init(_ text: String, _ source: HeldActivity) throws(PageError) {
        let words = text.filter { $0 != " " && $0 != "\u{202f}" }
        let begin = source.events.first?.time ?? 0
        if words.contains(":") {
            guard let ofDay = Self.timeOfDay(words) else { throw Self.unknown(text) }
            let day: Int64 = 86_400_000_000_000
            let wall = begin &+ (source.clock.wallOffset ?? 0)
            let midnight = wall &- ((wall % day) + day) % day
            let moment = midnight &+ ofDay &- (source.clock.wallOffset ?? 0)
            // A log may go on beyond midnight.
            let end = source.events.last?.time ?? begin
            time = moment < begin && moment &+ day <= end ? moment &+ day : moment
            return
        }
        let unit = Self.units.first { words.hasSuffix($0.name) }
        let digits = unit.map { words.dropLast($0.name.count) } ?? words[...]
        guard let value = Double(digits), value.isFinite else { throw Self.unknown(text) }
        let nanoseconds = value * (unit?.nanoseconds ?? 1e9)
        guard nanoseconds.magnitude < 9e18 else { throw Self.unknown(text) }
        time = begin &+ Int64(nanoseconds)
    }

    private static func unknown(_ text: String) -> PageError {
        PageError(
            400, "“\(text)” is no moment: write seconds since the begin (12.5, 300ms), or a time of day (10:23:45.1)")
    }

    /// Nanoseconds since midnight of `10:23`, `10:23:45.123`.
    private static func timeOfDay(_ text: String) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let hours = Int64(parts[0]), let minutes = Int64(parts[1]),
            (0..<24).contains(hours), (0..<60).contains(minutes)
        else { return nil }
        guard parts.count == 3 else { return (hours * 3600 + minutes * 60) * 1_000_000_000 }
        guard let seconds = Double(parts[2]), seconds >= 0, seconds < 61 else { return nil }
        return (hours * 3600 + minutes * 60) * 1_000_000_000 + Int64((seconds * 1e9).rounded())
    }
}
