import Evidence
import GoTrace
import TestSupport

/// Times of one goroutine as Go's own `Summarizer` has them, in nanoseconds.
struct GoroutineSummary {
    var running: Int64
    var runnable: Int64
    var systemCall: Int64
    var systemCallWithoutProcessor: Int64
    var waiting: [String: Int64]

    static let hasPython = (try? Command.run("python3", ["-c", "import json"]).succeeded) ?? false

    /// What `trace-oracle summary` says of all goroutines, by their ids.
    static func all(_ path: String) throws -> [Int64: GoroutineSummary] {
        let document = try TraceOracle.run(["summary", path])
        guard document.succeeded else { throw TestSupportError("trace-oracle summary \(path): \(document.error)") }
        let flatten = """
            import json, sys
            for g in json.load(sys.stdin)['goroutines']:
                times = [g[k] for k in ('id', 'execTime', 'schedWaitTime', 'syscallTime', 'syscallBlockTime')]
                print(*times, *(f'{r}={t}' for r, t in g['blockTimeByReason'].items()), sep='\\t')
            """
        let lines = try Command.run("python3", ["-c", flatten], input: document.outputBytes)
        guard lines.succeeded else { throw TestSupportError("python3: \(lines.error)") }
        var result: [Int64: GoroutineSummary] = [:]
        for line in lines.output.split(separator: "\n") {
            let cells = line.split(separator: "\t")
            let numbers = cells.prefix(5).compactMap { Int64($0) }
            guard numbers.count == 5 else { throw TestSupportError("not understood: \(line)") }
            var waiting: [String: Int64] = [:]
            for cell in cells.dropFirst(5) {
                guard let equals = cell.lastIndex(of: "="), let time = Int64(cell[equals...].dropFirst()) else {
                    continue
                }
                waiting[String(cell[..<equals])] = time
            }
            result[numbers[0]] = GoroutineSummary(
                running: numbers[1], runnable: numbers[2], systemCall: numbers[3],
                systemCallWithoutProcessor: numbers[4], waiting: waiting)
        }
        return result
    }
}

/// What sonde's intervals say of each goroutine, and whether they add up to its life.
struct IntervalTally: TraceAnalysis {
    struct Tally {
        var start: Int64
        var end: Int64
        /// Waits by the runtime's reason.
        var waiting: [String: Int64] = [:]
        /// A system call of which Go's summary is known to be wrong: one that had begun before the trace, or without a
        /// processor, or that did not end (traces.md, 9.6; `snapshotStat` in `internal/trace/summary.go`).
        var hasOddCall = false
        var isContiguous = true
    }

    var wants: TraceWants { .intervals }
    /// By id; of goroutines that callbacks from C give the same id, the last one.
    private(set) var tallies: [Int64: Tally] = [:]

    mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let isFirst = interval.isCensored || interval.begin == .created
        var tally = tallies[interval.goroutine] ?? Tally(start: interval.start, end: interval.start)
        if isFirst { tally = Tally(start: interval.start, end: interval.start) }
        if tally.end != interval.start || interval.end < interval.start { tally.isContiguous = false }
        tally.end = interval.end
        // Go ends the life of a goroutine that will wait for ever.
        let reason = scene.text(interval.reason)
        if interval.state == .waiting, reason != "forever" { tally.waiting[reason, default: 0] += interval.duration }
        if interval.state == .syscall, interval.isOpen || isFirst { tally.hasOddCall = true }
        tallies[interval.goroutine] = tally
    }
}
