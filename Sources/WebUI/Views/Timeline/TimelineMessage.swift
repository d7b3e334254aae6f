import Evidence
import GoTrace
import Wire

/// Rows of a timeline as columns of numbers.
///
/// Of each row the head says how many spans and which states in pixels it has; the columns have those of all rows one
/// behind the other. A pixel's share of a state is in 255ths of its time, of a group in 65535ths of the row's `most`,
/// which is a number of goroutines.
struct TimelineMessage {
    struct Row {
        var id: String
        var kind: String
        var title: String
        var spans = 0
        /// As the pages number them: those of `TimelineState`, then classes of system calls.
        var states: [UInt8] = []
        var most = 0.0
        /// Nanoseconds in each state, by its raw value.
        var totals: [Int64] = []
        /// The group of a goroutine.
        var group = ""
        /// The row of a call's process, and its thread.
        var process = ""
        var thread: Int64 = -1
    }

    let scale: TimelineScale
    let wish: TimelineWish
    private var rows: [Row] = []
    private var starts: [Double] = []
    private var ends: [Double] = []
    private var states: [UInt8] = []
    private var texts: [UInt32] = []
    private var goroutines: [Double] = []
    private var shares: [UInt8] = []
    private var levels: [UInt16] = []
    private var heap: [[Double]] = []
    private var samples: [Double] = []
    private var wakes: [[Double]] = [[], [], [], []]
    private var textNumbers: [StringID: UInt32] = [.empty: 0]
    private var textList: [String] = [""]
    private var callTexts: [String: UInt32] = [:]
    private var leftOut = 0
    private var groupCount = 0

    init(scale: TimelineScale, wish: TimelineWish) {
        self.scale = scale
        self.wish = wish
    }

    // MARK: The overview

    mutating func add(_ overview: TraceTimeline.Overview) {
        let analysis = overview.rows
        let moved = TimelineScale(
            from: overview.begin &+ scale.from, to: overview.begin &+ scale.to, parts: scale.parts)
        for (number, row) in analysis.processors.enumerated() {
            if let row { add(Row(id: "p:\(number)", kind: "processor", title: "P \(number)"), row, moved) }
        }
        if let row = analysis.marking { add(Row(id: "gc", kind: "collector", title: "Collector"), row, moved) }
        if let row = analysis.stops { add(Row(id: "stw", kind: "collector", title: "World stopped"), row, moved) }
        if let row = analysis.assists {
            addLevels(Row(id: "assists", kind: "level", title: "Assists"), of: row, moved)
        }
        add(analysis.heap, analysis.heapGoal, analysis.samples)
        if wish.withThreads {
            for thread in analysis.threads.sorted(by: { $0.id < $1.id }) {
                add(Row(id: "t:\(thread.id)", kind: "thread", title: "Thread \(thread.id)"), thread.row, moved)
            }
        }
        groupCount = overview.groups(wish).count
        for group in overview.groups(wish).shown {
            guard let row = analysis.groups[group.number] else { continue }
            addLevels(Row(id: "g:\(group.name)", kind: "group", title: group.name), of: row, moved)
        }
    }

    private mutating func add(_ row: Row, _ bins: TimelineBins, _ moved: TimelineScale) {
        var row = row
        row.totals = TimelineState.allCases.map { bins.total($0) }
        let width = Double(scale.length) / Double(scale.parts)
        for state in TimelineState.allCases {
            let parts = bins.parts(state, of: moved)
            guard parts.contains(where: { $0 > 0 }) else { continue }
            row.states.append(state.rawValue)
            shares += parts.map { Self.share($0 / width) }
        }
        rows.append(row)
    }

    private mutating func addLevels(_ row: Row, of bins: TimelineBins, _ moved: TimelineScale) {
        let width = Double(scale.length) / Double(scale.parts)
        addLevels(row, TimelineState.allCases.map { bins.total($0) }) { bins.parts($0, of: moved).map { $0 / width } }
    }

    /// A row of what several goroutines do at once.
    /// - Parameter parts: how many are in a state in each part, on average.
    private mutating func addLevels(_ row: Row, _ totals: [Int64], _ parts: (TimelineState) -> [Double]) {
        var row = row
        row.totals = totals
        var columns: [[Double]] = []
        for state in TimelineState.allCases {
            let column = parts(state)
            guard column.contains(where: { $0 > 0 }) else { continue }
            row.states.append(state.rawValue)
            columns.append(column)
            row.most = max(row.most, column.max() ?? 0)
        }
        for column in columns { addLevels(column, row.most) }
        rows.append(row)
    }

    // MARK: A window

    mutating func add(_ window: TraceTimeline.Window, begin: Int64) {
        let (analysis, scene) = (window.rows, window.scene)
        for (number, row) in analysis.processors.enumerated() {
            if let row { add(Row(id: "p:\(number)", kind: "processor", title: "P \(number)"), row, scene, begin) }
        }
        if let row = analysis.marking { add(Row(id: "gc", kind: "collector", title: "Collector"), row, scene, begin) }
        if let row = analysis.stops {
            add(Row(id: "stw", kind: "collector", title: "World stopped"), row, scene, begin)
        }
        if let row = analysis.assists { addLevels(Row(id: "assists", kind: "level", title: "Assists"), row) }
        // They count from the window's begin on.
        add(analysis.heap, analysis.heapGoal, analysis.samples, from: scale.from)
        if wish.withThreads {
            for thread in analysis.threads.sorted(by: { $0.id < $1.id }) {
                add(Row(id: "t:\(thread.id)", kind: "thread", title: "Thread \(thread.id)"), thread.row, scene, begin)
            }
        }
        var groups: [(name: String, row: TimelineRaster)] = []
        for (number, row) in analysis.groups.enumerated() {
            if let row { groups.append((scene.text(scene.groups.root(Int32(number))), row)) }
        }
        for group in groups.sorted(by: { ($0.row.active, $1.name) > ($1.row.active, $0.name) }) {
            addLevels(Row(id: "g:\(group.name)", kind: "group", title: group.name), group.row)
        }
        addGoroutines(analysis, scene, begin)
    }

    private mutating func addGoroutines(
        _ analysis: TimelineAnalysis<TimelineRaster>, _ scene: TraceScene, _ begin: Int64
    ) {
        let asked = Set(wish.goroutines)
        // Who only waits all the time shows nothing: others come first.
        let sorted = analysis.goroutines.sorted {
            (asked.contains($0.id) ? 1 : 0, $0.row.active, $1.id) > (
                asked.contains($1.id) ? 1 : 0, $1.row.active, $0.id
            )
        }
        leftOut = analysis.leftOut.count + max(0, sorted.count - wish.goroutineLimit)
        var shown = Set<Int64>()
        for goroutine in sorted.prefix(wish.goroutineLimit).sorted(by: { $0.id < $1.id }) {
            let row = Row(
                id: "i:\(goroutine.id)", kind: "goroutine", title: "G \(goroutine.id)",
                group: scene.text(scene.groups.root(goroutine.group)))
            add(row, goroutine.row, scene, begin)
            shown.insert(goroutine.id)
        }
        for wake in analysis.wakes where shown.contains(wake.from) && shown.contains(wake.to) {
            wakes[0].append(Double(wake.from))
            wakes[1].append(Double(wake.to))
            wakes[2].append(Double(wake.time &- begin))
            wakes[3].append(Double(wake.end &- begin))
        }
    }

    private mutating func add(_ row: Row, _ raster: TimelineRaster, _ scene: TraceScene, _ begin: Int64) {
        var row = row
        row.totals = raster.totals
        row.spans = raster.spans.count
        for span in raster.spans.sorted(by: { $0.start < $1.start }) {
            starts.append(Double(span.start &- begin))
            ends.append(Double(span.end &- begin))
            states.append(span.state.rawValue)
            texts.append(text(span.text, scene))
            goroutines.append(Double(span.goroutine))
        }
        for state in TimelineState.allCases {
            let parts = raster.levels(state)
            guard !parts.isEmpty else { continue }
            row.states.append(state.rawValue)
            shares += parts.map(Self.share)
        }
        rows.append(row)
    }

    private mutating func addLevels(_ row: Row, _ raster: TimelineRaster) {
        addLevels(row, raster.totals, raster.levels)
    }

    private mutating func text(_ id: StringID, _ scene: TraceScene) -> UInt32 {
        if let known = textNumbers[id] { return known }
        let number = UInt32(textList.count)
        textNumbers[id] = number
        textList.append(scene.text(id))
        return number
    }

    /// What is there at all shows.
    private static func share(_ part: Double) -> UInt8 { part <= 0 ? 0 : UInt8(max(1, min(part, 1) * 255)) }

    // MARK: Curves

    private mutating func add(
        _ curve: TimelineCurve, _ goal: TimelineCurve, _ counts: TimeBuckets, from: Int64 = 0
    ) {
        let moved = TimelineScale(from: scale.from - from, to: scale.to - from, parts: scale.parts)
        if !curve.points.isEmpty || !goal.points.isEmpty {
            let points = curve.parts(of: moved)
            heap = [
                points.map { Double($0.least) }, points.map { Double($0.most) },
                goal.parts(of: moved).map { Double($0.last) },
            ]
            var row = Row(id: "heap", kind: "heap", title: "Heap")
            row.most = max(heap[1].max() ?? 0, heap[2].max() ?? 0)
            rows.append(row)
        }
        if !counts.values.isEmpty {
            samples = counts.parts(of: moved)
            var row = Row(id: "cpu", kind: "samples", title: "CPU samples")
            row.most = samples.max() ?? 0
            rows.append(row)
        }
    }

    // MARK: Calls

    /// A row of how many threads are in calls of each class.
    mutating func add(_ row: Row, _ activity: ActivityLevels) {
        var row = row
        let width = Double(scale.length) / Double(scale.parts)
        for (state, column) in activity.parts.enumerated() where !column.isEmpty {
            row.states.append(UInt8(state))
            row.most = max(row.most, (column.max() ?? 0) / width)
        }
        for column in activity.parts where !column.isEmpty { addLevels(column, width * row.most) }
        rows.append(row)
    }

    mutating func add(start: Int64, end: Int64, state: UInt8, text: String) {
        starts.append(Double(start))
        ends.append(Double(end))
        states.append(state)
        goroutines.append(-1)
        if let known = callTexts[text] {
            texts.append(known)
        } else {
            let number = UInt32(textList.count)
            callTexts[text] = number
            textList.append(text)
            texts.append(number)
        }
    }

    /// A row of calls whose spans were added just before.
    mutating func add(_ row: Row, shares activity: ActivityLevels) {
        var row = row
        let width = Double(scale.length) / Double(scale.parts)
        for (state, column) in activity.parts.enumerated() where !column.isEmpty {
            row.states.append(UInt8(state))
            shares += column.map { Self.share($0 / width) }
        }
        rows.append(row)
    }

    private mutating func addLevels(_ column: [Double], _ whole: Double) {
        levels += column.map { $0 <= 0 ? 0 : UInt16(max(1, min($0 / whole, 1) * 65535)) }
    }

    // MARK: The answer

    func answer(_ head: (inout JSONWriter) -> Void) -> PageAnswer {
        var message = ColumnMessage()
        message.add("start", starts)
        message.add("end", ends)
        message.add("state", states)
        message.add("text", texts)
        message.add("goroutine", goroutines)
        message.add("share", shares)
        message.add("level", levels)
        for (name, values) in zip(["heapLeast", "heapMost", "heapGoal"], heap) { message.add(name, values) }
        message.add("samples", samples)
        for (name, values) in zip(["wakeFrom", "wakeTo", "wakeTime", "wakeEnd"], wakes) { message.add(name, values) }
        return message.answer { json in
            head(&json)
            json.member("from", scale.from)
            json.member("to", scale.to)
            json.member("parts", scale.parts)
            json.member("isExact", wish.isExact)
            json.member("groupCount", groupCount)
            json.member("leftOut", leftOut)
            json.member("texts", strings: textList)
            json.member("rows", array: rows) { json, row in
                json.object {
                    $0.member("id", row.id)
                    $0.member("kind", row.kind)
                    $0.member("title", row.title)
                    $0.member("spans", row.spans)
                    $0.member("states", array: row.states) { $0.value(Int($1)) }
                    $0.member("most", row.most)
                    $0.member("totals", array: row.totals) { $0.value($1) }
                    if !row.group.isEmpty { $0.member("group", row.group) }
                    if !row.process.isEmpty {
                        $0.member("process", row.process)
                        $0.member("thread", row.thread)
                    }
                }
            }
        }
    }
}
