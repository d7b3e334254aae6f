import Evidence
import GoProcess
import GoTrace
import Wire

/// Answers what happened in a range, in sums.
enum TimelineRange {
    private static let groupLimit = 30
    private static let waitLimit = 20

    static func answer(_ timeline: TraceTimeline, _ request: PageRequest) throws -> PageAnswer {
        guard let overview = try timeline.overview() else { throw PageError(409, "The trace is still being read.") }
        let (from, to) = try bounds(request)
        let pass = try timeline.pass([WindowStatistics()], from: from, to: to, request.control)
        var json = JSONWriter(.compact)
        write(pass.result(), pass.scene, begin: overview.begin, to: &json)
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// A window as addresses have it, in nanoseconds since the trace's begin.
    static func bounds(_ request: PageRequest) throws(PageError) -> (from: Int64, to: Int64) {
        guard let from = try request.integer("from"), let to = try request.integer("to"), to > from, from >= 0 else {
            throw PageError(400, "A range is wanted: from and to, in nanoseconds since the begin.")
        }
        // Far behind the end of any trace, and no sum of times with it runs over.
        return (Int64(min(from, 1 << 59)), Int64(min(to, 1 << 60)))
    }

    private static func write(
        _ sums: WindowStatistics, _ scene: TraceScene, begin: Int64, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("isTrace", true)
            json.member("from", scene.start &- begin)
            json.member("to", max(scene.end, scene.start &+ 1) &- begin)
            let states = TimelineState.allCases.filter { sums.states[Int($0.rawValue)] > 0 }
            json.member("states", array: states) { json, state in
                json.object {
                    $0.member("state", Int(state.rawValue))
                    $0.member("nanoseconds", sums.states[Int(state.rawValue)])
                }
            }
            json.member("processors", array: sums.processors.sorted { $0.key < $1.key }) { json, each in
                json.object { json in
                    json.member("processor", each.key)
                    for state in ProcessorInterval.State.allCases {
                        json.member("\(state)", each.value[Int(state.rawValue)])
                    }
                }
            }
            json.member("marking", sums.marking)
            json.member("stopped", sums.stopped)
            json.member("stops", sums.stops)
            json.member("samples", sums.samples)
            writeGroups(sums, scene, to: &json)
            json.member("waits", array: waits(sums).prefix(waitLimit)) { json, wait in
                json.object { json in
                    json.member("kind", wait.kind.rawValue)
                    json.member("nanoseconds", wait.nanoseconds)
                    json.member("count", wait.count)
                    if let frame = place(wait.stack, scene) {
                        json.member("place") { TimelineFrames.write(frame: frame, scene, to: &$0) }
                    }
                }
            }
        }
    }

    /// Waits of the program itself first: those of the runtime's workers are long always, and mean nothing.
    private static func waits(_ sums: WindowStatistics) -> [WindowStatistics.Wait] {
        sums.waits.filter { !isOwn($0) } + sums.waits.filter { isOwn($0) }
    }

    private static func isOwn(_ wait: WindowStatistics.Wait) -> Bool {
        wait.kind == .system || wait.kind == .collector || wait.kind == .preempted
    }

    private static func writeGroups(_ sums: WindowStatistics, _ scene: TraceScene, to json: inout JSONWriter) {
        func time(_ group: [Int64], _ state: TimelineState) -> Int64 { group[Int(state.rawValue)] }
        let groups = sums.groups.map { (name: scene.text(scene.groups.root($0.key)), sums: $0.value) }
            .sorted { a, b in
                let (x, y) = (
                    time(a.sums, .running) &+ time(a.sums, .runnable) &+ time(a.sums, .syscall),
                    time(b.sums, .running) &+ time(b.sums, .runnable) &+ time(b.sums, .syscall)
                )
                return x == y ? a.name < b.name : x > y
            }
        json.member("groups", array: groups.prefix(groupLimit)) { json, group in
            json.object {
                $0.member("name", group.name)
                $0.member("running", time(group.sums, .running))
                $0.member("runnable", time(group.sums, .runnable))
                $0.member("waiting", time(group.sums, .waiting))
                $0.member("syscall", time(group.sums, .syscall))
            }
        }
    }

    /// The innermost frame of a stack that is the program's own, else the innermost one.
    static func place(_ stack: UInt32, _ scene: TraceScene) -> UInt32? {
        let frames = scene.tables.stacks[stack]
        return frames.first { FrameKinds.isUser(function: scene.tables.functionName(frame: $0)) } ?? frames.first
    }
}
