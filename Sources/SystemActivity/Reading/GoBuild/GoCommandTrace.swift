import Evidence
import Wire

/// A stretch of work of the go command, as `go build -debug-trace=FILE` writes it (undocumented).
public struct GoCommandSpan: Sendable, Equatable {
    public var name: String
    /// Track of the go command's, not a thread of the system.
    public var track: Int64
    /// Nanoseconds since 1970 in UTC, exact to a quarter of a microsecond or so: the file has them as floating-point
    /// numbers.
    public var begin: Int64
    /// nil when the log ends before it did.
    public var end: Int64?
    /// The span of the same track around it; nil for none.
    public var parent: Int?
}

/// An edge from the end of one span to the begin of another one that waited for it.
public struct GoCommandFlow: Sendable, Equatable {
    public var id: Int64
    /// `Executing action (build internal/goarch) -> Executing action (build internal/abi)`.
    public var name: String
    public var from: Int64?
    public var to: Int64?
}

/// What `go build -debug-trace=FILE` writes: a list of events of Chrome's trace format.
public struct GoCommandTrace: Sendable {
    /// In the order of their begins in the file.
    public private(set) var spans: [GoCommandSpan] = []
    /// In the order of the file.
    public private(set) var flows: [GoCommandFlow] = []
    public private(set) var quality = Quality()

    private var open: [Int64: [Int]] = [:]
    private var flowPlaces: [Int64: Int] = [:]

    private struct Event {
        var name = ""
        var phase = ""
        var time: Double?
        var track: Int64 = 0
        var id: Int64 = 0
    }

    /// A file that ends early, since the go command was ended, is read as far as it goes.
    /// - Throws: `malformed`; `notRecognised` when the JSON is another.
    public init(_ bytes: Bytes) throws(InputError) {
        var reader = JSONReader(bytes, depthLimit: 16)
        guard try reader.next() == .arrayBegin else { throw Self.notTrace(0) }
        do throws(InputError) {
            while let token = try reader.next(), token != .arrayEnd {
                guard token == .objectBegin else { throw Self.notTrace(reader.tokenOffset) }
                take(try Self.event(&reader))
            }
        } catch {
            guard error.code == .truncated, !spans.isEmpty else { throw error }
            quality.count(
                "gotrace.cut", 1, .dataLoss, "the file ends early: the go command was ended while it wrote")
        }
        let unfinished = spans.count { $0.end == nil }
        quality.count("gotrace.unfinished", unfinished, .info, "spans that have no end")
    }

    private static func notTrace(_ offset: Int) -> InputError {
        InputError(
            .notRecognised, "is no trace of the go command: write one with go build -debug-trace=FILE",
            offset: UInt64(offset))
    }

    private static func event(_ reader: inout JSONReader) throws(InputError) -> Event {
        var event = Event()
        while let token = try reader.next(), token != .objectEnd {
            let key = reader.string
            let value = try reader.next()
            switch (key, value) {
            case ("name", .string): event.name = reader.string
            case ("ph", .string): event.phase = reader.string
            case ("ts", .number): event.time = reader.number
            case ("tid", .number): event.track = reader.integer ?? 0
            case ("id", .number): event.id = reader.integer ?? 0
            default: try reader.skip(value)
            }
        }
        return event
    }

    private mutating func take(_ event: Event) {
        guard let microseconds = event.time, microseconds.magnitude < 9e15 else {
            quality.count("gotrace.events.bad", 1, .dataLoss, "events without a time")
            return
        }
        let time = Int64(microseconds * 1000)
        switch event.phase {
        case "B":
            open[event.track, default: []].append(spans.count)
            let around = open[event.track].flatMap { $0.dropLast().last }
            spans.append(
                GoCommandSpan(name: event.name, track: event.track, begin: time, end: nil, parent: around))
        case "E":
            // Spans of a track may end in another order than they began: the youngest of the name is meant.
            guard let place = open[event.track]?.lastIndex(where: { spans[$0].name == event.name }),
                let span = open[event.track]?.remove(at: place)
            else {
                quality.count("gotrace.ends.bad", 1, .dataLoss, "ends of spans that did not begin")
                return
            }
            spans[span].end = time
        case "s", "f":
            let isStart = event.phase == "s"
            if let place = flowPlaces[event.id] {
                if isStart { flows[place].from = time } else { flows[place].to = time }
            } else {
                flowPlaces[event.id] = flows.count
                flows.append(
                    GoCommandFlow(
                        id: event.id, name: event.name, from: isStart ? time : nil, to: isStart ? nil : time))
            }
        case "M": break
        default: quality.count("gotrace.phases.unknown", 1, .dataLoss, "events of an unknown kind")
        }
    }
}
