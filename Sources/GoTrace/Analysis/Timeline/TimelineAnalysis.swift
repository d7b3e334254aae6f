import Evidence

/// The rows of a timeline: what processors, threads, groups of goroutines, single goroutines and the collector did, the
/// heap and the CPU samples.
public struct TimelineAnalysis<Row: TimelineRow>: TraceAnalysis, Sendable {
    /// Which goroutines have rows of their own.
    public struct Choice: Sendable {
        /// Root functions whose goroutines have.
        public var groups: Set<String>
        public var goroutines: Set<Int64>
        /// Most rows of goroutines; the rest is only counted.
        public var limit: Int
        /// Root functions of groups that have rows; nil for all.
        public var groupRows: Set<String>?
        /// Whether threads have rows.
        public var withThreads: Bool

        public init(
            groups: Set<String> = [], goroutines: Set<Int64> = [], limit: Int = 1000, groupRows: Set<String>? = nil,
            withThreads: Bool = true
        ) {
            self.groups = groups
            self.goroutines = goroutines
            self.limit = limit
            self.groupRows = groupRows
            self.withThreads = withThreads
        }
    }

    public struct Goroutine: Sendable {
        public var id: Int64
        public var group: Int32
        public var row: Row
    }

    /// A goroutine made another one ready.
    public struct Wake: Sendable {
        public var from: Int64
        public var to: Int64
        /// When, and when the other one ran.
        public var time: Int64
        public var end: Int64
    }

    /// By the number of the processor; nil for those that did nothing.
    public private(set) var processors: [Row?] = []
    /// In the order in which they appear.
    public private(set) var threads: [(id: Int64, row: Row)] = []
    /// By the number of the group.
    public private(set) var groups: [Row?] = []
    public private(set) var goroutines: [Goroutine] = []
    /// Goroutines that have no row since there would be too many.
    public private(set) var leftOut: Set<Int64> = []
    public private(set) var marking: Row?
    public private(set) var stops: Row?
    public private(set) var assists: Row?
    public private(set) var heap: TimelineCurve
    public private(set) var heapGoal: TimelineCurve
    public private(set) var samples: TimeBuckets
    /// Between goroutines that have rows.
    public private(set) var wakes: [Wake] = []
    /// Whether there were more.
    public private(set) var hasMoreWakes = false
    public private(set) var begin: Int64 = 0
    /// Goroutines that were seen.
    public private(set) var goroutineCount = 0

    private let choice: Choice
    private let parts: Int
    /// The window; nil for all of the trace.
    private let scale: TimelineScale?
    private var unnamed = UnnamedIntervals()
    private var rowNumbers: [Int64: Int] = [:]
    private var isChosen: [UInt8] = []
    private var hasRow: [UInt8] = []
    private var groupRowCount = 0
    private var isCollector: [UInt8] = []
    private var stoppedWorld = StoppedWorld()
    private var stopText = StringID.empty
    private var markingSince: Int64?
    private var openAssists: [Int64: Int64] = [:]
    private var threadNumbers: [Int64: Int] = [:]
    /// Numbers of the threads met last, by the last bits of their ids: a look into the table for each interval would
    /// take as long as all the rest.
    private var recentThreads = [(id: Int64, number: Int)](repeating: (-1, 0), count: 64)
    private let publish: (@Sendable (Self, TraceScene) -> Void)?
    /// Intervals until it is published again, and how many these were the last time.
    private var untilPublished = 0
    private var stretch = 1 << 13

    private static var wakeLimit: Int { 2000 }
    private static var threadLimit: Int { 512 }
    /// More than any machine has; a trace may claim any number.
    private static var processorLimit: Int { 1024 }
    private static var longestStretch: Int { 1 << 19 }

    /// - Parameters:
    ///   - scale: the window; nil for all of the trace, in `parts` stretches of time at most.
    ///   - publish: gets what is there now and then.
    public init(
        _ scale: TimelineScale?, parts: Int = 2048, choice: Choice = Choice(),
        publish: (@Sendable (Self, TraceScene) -> Void)? = nil
    ) {
        self.scale = scale
        self.parts = parts
        self.choice = choice
        self.publish = publish
        let finest = max(scale?.parts ?? parts, parts) * 2
        heap = TimelineCurve(limit: finest)
        heapGoal = TimelineCurve(limit: finest)
        samples = TimeBuckets(limit: finest)
    }

    public var wants: TraceWants {
        [.intervals, .processors, .ranges, .metrics, .samples, .others, .births, .beforeWindow]
    }

    // MARK: What the pass says

    public mutating func appears(_ event: TraceEvent, _ scene: TraceScene) { goroutineCount += 1 }

    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {
        let state: TimelineState
        var text = StringID.empty
        switch interval.state {
        case .idle: return
        case .scheduling: state = .scheduling
        case .running, .syscall:
            let group = interval.slot >= 0 ? scene.goroutines[Int(interval.slot)].group : GoroutineGroups.unknown
            text = scene.groups.root(group)
            let isRunning = interval.state == .running
            state = isRunning ? (isCollector(group, scene) ? .collecting : .running) : .syscall
        }
        let span = TimelineSpan(
            state, from: interval.start, to: interval.end, goroutine: interval.goroutine, text: text)
        let number = Int(interval.processor)
        guard number >= 0, number < Self.processorLimit else { return }
        processors.reach(number, with: nil)
        if processors[number] == nil { processors[number] = row(scene) }
        processors[number]?.add(span)
        if interval.state == .scheduling { thread(interval.thread, span, scene) }
    }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        if interval.state == .running || interval.state == .syscall {
            let group = scene.goroutines[Int(interval.slot)].group
            let state: TimelineState =
                interval.state == .syscall ? .syscall : isCollector(group, scene) ? .collecting : .running
            thread(
                interval.thread,
                TimelineSpan(
                    state, from: interval.start, to: interval.end, goroutine: interval.goroutine,
                    text: scene.groups.root(group)), scene)
        }
        if let ready = unnamed.take(interval, scene) {
            for each in ready { group(each, scene) }
        } else {
            group(interval, scene)
        }
        tick(scene)
    }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.type {
        case .heapAlloc: heap.add(event.subject, at: event.time &- start(scene))
        case .heapGoal: heapGoal.add(event.subject, at: event.time &- start(scene))
        case .cpuSample: if event.time >= scene.start { samples.add(1, at: event.time &- start(scene)) }
        case .gcBegin, .gcActive: if markingSince == nil { markingSince = max(event.time, scene.start) }
        case .gcEnd:
            if let since = markingSince { add(\.marking, .marking, since, event.time, scene) }
            markingSince = nil
        case .stwBegin, .stwEnd:
            if event.type == .stwBegin { stopText = event.text }
            if let stop = stoppedWorld.take(event) { add(\.stops, .stopped, stop.start, stop.end, scene, stopText) }
        case .gcMarkAssistBegin, .gcMarkAssistActive: openAssists[event.subject] = event.time
        case .gcMarkAssistEnd:
            guard let since = openAssists.removeValue(forKey: event.subject) else { break }
            add(\.assists, .assisting, since, event.time, scene, overlaps: true)
        default: break
        }
    }

    public mutating func finish(_ scene: TraceScene) {
        for interval in unnamed.takeAll() { group(interval, scene) }
        if let since = markingSince { add(\.marking, .marking, since, scene.end, scene) }
        if let since = stoppedWorld.start { add(\.stops, .stopped, since, scene.end, scene, stopText) }
        for since in openAssists.values { add(\.assists, .assisting, since, scene.end, scene, overlaps: true) }
        markingSince = nil
        openAssists = [:]
        begin = start(scene)
        publish?(self, scene)
    }

    // MARK: Rows

    private func start(_ scene: TraceScene) -> Int64 { scale?.from ?? scene.start }

    /// - Parameter before: number of rows of the same kind: of very many, each is coarser.
    private func row(_ scene: TraceScene, overlaps: Bool = false, before: Int = 0) -> Row {
        let parts = before < 128 ? parts : max(parts >> (before < 512 ? 2 : 4), 64)
        return Row(scale ?? TimelineScale(from: scene.start, to: scene.start &+ 1, parts: parts), overlaps: overlaps)
    }

    private mutating func add(
        _ path: WritableKeyPath<Self, Row?>, _ state: TimelineState, _ from: Int64, _ to: Int64, _ scene: TraceScene,
        _ text: StringID = .empty, overlaps: Bool = false
    ) {
        let from = max(from, scene.start)
        guard to > from else { return }
        if self[keyPath: path] == nil { self[keyPath: path] = row(scene, overlaps: overlaps) }
        self[keyPath: path]?.add(TimelineSpan(state, from: from, to: to, text: text))
    }

    private mutating func thread(_ id: Int64, _ span: TimelineSpan, _ scene: TraceScene) {
        guard id >= 0, choice.withThreads else { return }
        let recent = Int(id & 63)
        var number = recentThreads[recent].id == id ? recentThreads[recent].number : threadNumbers[id] ?? -1
        if number < 0 {
            guard threads.count < Self.threadLimit else { return }
            number = threads.count
            threadNumbers[id] = number
            threads.append((id, row(scene, before: number)))
        }
        recentThreads[recent] = (id, number)
        threads[number].row.add(span)
    }

    private mutating func group(_ interval: GoroutineInterval, _ scene: TraceScene) {
        guard let state = TimelineState(interval.state) else { return }
        var group = UnnamedIntervals.root(interval, scene) == .empty ? GoroutineGroups.unknown : -1
        if group < 0 { group = scene.groups.resolve(scene.goroutines[Int(interval.slot)].group) }
        if Self.isIn(choice.groupRows, group, &hasRow, scene) {
            groups.reach(Int(group), with: nil)
            if groups[Int(group)] == nil {
                groups[Int(group)] = row(scene, overlaps: true, before: groupRowCount)
                groupRowCount += 1
            }
            groups[Int(group)]?.add(TimelineSpan(state, from: interval.start, to: interval.end))
        }
        guard !choice.groups.isEmpty || !choice.goroutines.isEmpty else { return }
        guard choice.goroutines.contains(interval.goroutine) || Self.isIn(choice.groups, group, &isChosen, scene) else {
            return
        }
        single(interval, state, group, scene)
    }

    private mutating func single(
        _ interval: GoroutineInterval, _ state: TimelineState, _ group: Int32, _ scene: TraceScene
    ) {
        var number = rowNumbers[interval.goroutine] ?? -1
        if number < 0 {
            guard goroutines.count < choice.limit || choice.goroutines.contains(interval.goroutine) else {
                leftOut.insert(interval.goroutine)
                return
            }
            number = goroutines.count
            rowNumbers[interval.goroutine] = number
            goroutines.append(Goroutine(id: interval.goroutine, group: group, row: row(scene)))
        }
        goroutines[number].row.add(
            TimelineSpan(
                state, from: interval.start, to: interval.end, goroutine: interval.goroutine, text: interval.reason))
        if state == .runnable, interval.waker >= 0, interval.waker != interval.goroutine, interval.start > scene.start {
            if wakes.count < Self.wakeLimit {
                wakes.append(
                    Wake(
                        from: interval.waker, to: interval.goroutine, time: interval.start, end: interval.end))
            } else {
                hasMoreWakes = true
            }
        }
    }

    /// Whether a group is among those of some names, found out once for each.
    private static func isIn(
        _ names: Set<String>?, _ group: Int32, _ known: inout [UInt8], _ scene: TraceScene
    ) -> Bool {
        guard let names else { return true }
        let index = Int(group)
        known.reach(index, with: 0)
        if known[index] == 0 { known[index] = names.contains(scene.text(scene.groups.root(group))) ? 1 : 2 }
        return known[index] == 1
    }

    private mutating func isCollector(_ group: Int32, _ scene: TraceScene) -> Bool {
        let index = Int(group)
        isCollector.reach(index, with: 0)
        if isCollector[index] == 0 {
            let name = scene.tables.strings.bytes(scene.groups.root(group))
            // A group without a name may still get one.
            if name.isEmpty { return false }
            isCollector[index] = name.elementsEqual("runtime.gcBgMarkWorker".utf8) ? 1 : 2
        }
        return isCollector[index] == 1
    }

    private mutating func tick(_ scene: TraceScene) {
        guard publish != nil else { return }
        untilPublished -= 1
        guard untilPublished < 0 else { return }
        untilPublished = stretch
        stretch = min(stretch * 2, Self.longestStretch)
        begin = start(scene)
        publish?(self, scene)
    }
}
