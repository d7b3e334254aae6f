import Evidence
import GoTrace
import Synchronization
import Wire

/// Answers what one interval of a goroutine was.
enum TimelineInterval {
    /// Says that nothing more is wanted.
    private final class Flag: Sendable {
        private let value = Mutex(false)
        var isSet: Bool { value.withLock { $0 } }
        func set() { value.withLock { $0 = true } }
    }

    static func answer(_ timeline: TraceTimeline, _ request: PageRequest) throws -> PageAnswer {
        guard let overview = try timeline.overview() else { throw PageError(409, "The trace is still being read.") }
        guard let goroutine = try request.integer("goroutine"), let at = try request.integer("at") else {
            throw PageError(400, "A goroutine and a moment are wanted.")
        }
        let time = Int64(min(max(at, 0), Int(max(overview.end &- overview.begin &- 1, 0))))
        let flag = Flag()
        let finder = IntervalFinder(goroutine: Int64(goroutine), at: overview.begin &+ time) { flag.set() }
        let pass = try timeline.pass([finder], from: time, to: nil, request.control) { flag.isSet }
        guard let found = pass.result(IntervalFinder.self).found else {
            throw PageError.notFound("interval of goroutine \(goroutine) at that moment")
        }
        var json = JSONWriter(.compact)
        write(found, pass.scene, begin: overview.begin, to: &json)
        return PageAnswer(type: "application/json", json.bytes)
    }

    private static func write(
        _ found: IntervalFinder.Found, _ scene: TraceScene, begin: Int64, to json: inout JSONWriter
    ) {
        let interval = found.interval
        var kinds = WaitKindTable()
        json.object { json in
            json.member("goroutine", interval.goroutine)
            json.member("function", scene.text(found.root))
            json.member("state", TimelineState(interval.state).map { Int($0.rawValue) })
            json.member("start", found.start &- begin)
            json.member("end", interval.end &- begin)
            json.member("isOlder", interval.isCensored)
            json.member("isOpen", interval.isOpen)
            json.member("begin", words(interval.begin))
            json.member("reason", scene.text(interval.reason))
            if interval.state == .waiting {
                let kind = kinds.kind(reason: interval.reason, stack: interval.stack, scene.tables)
                json.member("wait", kind.rawValue)
            }
            json.member("processor", interval.processor)
            json.member("thread", interval.thread)
            // Who ends a wait is a goroutine or else the runtime: its timers, its network poller, its collector.
            let isWait = interval.state == .waiting && !interval.isOpen && interval.next == .runnable
            json.member("isWokenByRuntime", isWait && interval.waker < 0)
            json.member("stack") { TimelineFrames.write(interval.stack, scene, to: &$0) }
            if let waker = found.waker {
                json.member("waker") { write(waker, scene, begin, withStack: true, to: &$0) }
            }
            json.member("wokeCount", found.wokeCount)
            json.member("woke", array: found.woke) { write($1, scene, begin, withStack: false, to: &$0) }
        }
    }

    private static func write(
        _ wake: IntervalFinder.Wake, _ scene: TraceScene, _ begin: Int64, withStack: Bool, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("goroutine", wake.goroutine)
            json.member("function", scene.text(wake.root))
            json.member("time", wake.time &- begin)
            json.member("processor", wake.processor)
            if withStack { json.member("stack") { TimelineFrames.write(wake.stack, scene, to: &$0) } }
        }
    }

    private static func words(_ begin: GoroutineInterval.Begin) -> String {
        switch begin {
        case .unknown, .started, .entered: ""
        case .created: "its creation"
        case .woken: "being woken by a goroutine"
        case .wokenByRuntime: "being woken by the runtime"
        case .preempted: "losing its processor (preempted)"
        case .yielded: "giving its processor up (Gosched)"
        case .returnedFromSystemCall: "returning from a system call without a processor"
        case .resumed: "the end of a system call"
        }
    }
}

/// Stacks for pages: an array of frames, innermost first.
enum TimelineFrames {
    static func write(_ stack: UInt32, _ scene: TraceScene, to json: inout JSONWriter) {
        json.array(scene.tables.stacks[stack]) { write(frame: $1, scene, to: &$0) }
    }

    static func write(frame number: UInt32, _ scene: TraceScene, to json: inout JSONWriter) {
        let frame = scene.tables.stacks.frames[Int(number)]
        json.object {
            $0.member("function", scene.text(frame.function))
            $0.member("file", scene.text(frame.file))
            $0.member("line", frame.line)
        }
    }
}
