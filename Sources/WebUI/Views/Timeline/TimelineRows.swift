import Evidence
import GoTrace
import Wire

/// Answers what the rows of a timeline show of a window.
struct TimelineRows {
    private let timeline: TraceTimeline
    private let document: Document
    private let request: PageRequest
    private let wish: TimelineWish

    init(_ document: Document, _ source: Int, _ request: PageRequest) throws {
        timeline = try TraceTimeline.of(document, source)
        self.document = document
        self.request = request
        wish = try TimelineWish(request)
    }

    func answer() throws -> PageAnswer {
        guard let overview = try timeline.overview() else {
            return ColumnMessage().answer { $0.member("isEmpty", true) }
        }
        let index = timeline.trace.index
        let length = max(overview.end, index?.end ?? 0) &- overview.begin
        let scale = wish.scale(length: length)
        var message = TimelineMessage(scale: scale, wish: wish)
        if wish.isExact {
            let names = Set(overview.groups(wish).shown.map(\.name))
            let window = try timeline.window(
                scale, begin: overview.begin, choice: wish.choice(rows: names), request.control)
            message.add(window, begin: overview.begin)
        } else {
            message.add(overview)
        }
        addActivity(of: overview, to: &message)
        let title = timeline.name
        return message.answer { json in
            json.member("name", title)
            json.member("length", length)
            json.member("hasIndex", index != nil)
            json.member("begin", overview.begin)
            json.member("read", overview.end &- overview.begin)
            json.member("isComplete", overview.isComplete)
            json.member("part", overview.part)
            json.member("goroutines", overview.rows.goroutineCount)
            json.member("bin", overview.rows.processors.compactMap { $0?.width }.max() ?? 1)
            json.member("size", timeline.trace.size)
            json.member("remarks", strings: overview.remarks)
        }
    }
}

extension TimelineRows {
    /// What threads asked of the system meanwhile.
    private func addActivity(of overview: TraceTimeline.Overview, to message: inout TimelineMessage) {
        guard let track = ActivityTrack.beside(overview, document, request.control) else { return }
        let threads = wish.withThreads ? Set(overview.rows.threads.map(\.id)) : nil
        message.add(track, begin: overview.begin, threads: threads)
    }
}

/// Which rows of which window a page wants, and how finely.
struct TimelineWish {
    private let from: Int64
    private let to: Int64?
    private let parts: Int
    /// Read anew, and not from the overview.
    let isExact: Bool
    let withThreads: Bool
    let groups: [String]
    /// Rows of processes whose threads have rows.
    let processes: Set<String>
    let goroutines: [Int64]
    /// Rows of groups with this in their names, and of the groups that are open.
    let query: String
    let groupLimit: Int
    let goroutineLimit: Int

    /// What stands between names of groups in addresses: no name of a function has it.
    static let separator: Character = "|"

    init(_ request: PageRequest) throws {
        from = Int64(max(try request.integer("from") ?? 0, 0))
        to = try request.integer("to").map { Int64($0) }
        parts = try request.integer("width", in: 16...8192, or: 1024)
        isExact = request.flag("exact")
        withThreads = request.flag("threads")
        groups = (request.query["groups"] ?? "").split(separator: Self.separator).map(String.init)
        processes = Set((request.query["processes"] ?? "").split(separator: ",").map(String.init))
        goroutines = (request.query["goroutines"] ?? "").split(separator: ",").compactMap { Int64($0) }
        query = (request.query["q"] ?? "").lowercased()
        groupLimit = try request.integer("groupLimit", in: 0...2000, or: 40)
        goroutineLimit = try request.integer("goroutineLimit", in: 0...1000, or: 100)
    }

    func scale(length: Int64) -> TimelineScale {
        let from = min(from, max(length - 1, 0))
        let to = min(max(to ?? length, from + 1), max(length, from + 1))
        // A nanosecond has one part: of more, all but one would be empty, and that one too full.
        return TimelineScale(from: from, to: to, parts: Int(min(Int64(parts), to - from)))
    }

    /// - Parameter rows: root functions of groups that have rows.
    func choice(rows: Set<String>) -> TimelineAnalysis<TimelineRaster>.Choice {
        TimelineAnalysis<TimelineRaster>.Choice(
            groups: Set(groups), goroutines: Set(goroutines), groupRows: rows, withThreads: withThreads)
    }
}

extension TraceTimeline.Overview {
    /// Groups that have rows: those that did most in all of the trace, and those that are open.
    func groups(_ wish: TimelineWish) -> (count: Int, shown: [(number: Int, name: String)]) {
        let open = Set(wish.groups)
        var found: [(number: Int, name: String, active: Int64)] = []
        for (number, row) in rows.groups.enumerated() {
            guard let row, groupNames.indices.contains(number) else { continue }
            let name = groupNames[number]
            guard wish.query.isEmpty || open.contains(name) || name.lowercased().contains(wish.query) else { continue }
            let active = TimelineState.allCases.reduce(Int64(0)) { $1 == .waiting ? $0 : $0 &+ row.total($1) }
            found.append((number, name, active))
        }
        found.sort { ($0.active, $1.name) > ($1.active, $0.name) }
        let shown = found.enumerated().filter { $0.offset < wish.groupLimit || open.contains($0.element.name) }
        return (found.count, shown.map { ($0.element.number, $0.element.name) })
    }
}
