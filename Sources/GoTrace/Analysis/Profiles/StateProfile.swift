import Evidence

/// How often and how long goroutines were in a state, by the stack at which they came into it: what
/// `go tool trace -pprof` counts.
///
/// Only what begins and ends in the trace counts, and nothing that ended before a goroutine first ran in it. The one
/// difference is with goroutines that C calls, which share few numbers: Go counts the last goroutine of a number, and
/// here all count. Source: `cmd/trace/pprof.go` and `internal/trace/summary.go` of Go 1.27.3.
public struct StateProfile: TraceAnalysis {
    public enum Kind: String, Sendable, CaseIterable {
        /// Waiting for the network.
        case net
        /// Waiting for other goroutines: channels, locks, select.
        case sync
        /// In system calls.
        case syscall
        /// Ready, and waiting for a processor.
        case sched

        var state: GoroutineState {
            switch self {
            case .net, .sync: .waiting
            case .syscall: .syscall
            case .sched: .runnable
            }
        }

        func counts(reason: String) -> Bool {
            switch self {
            case .net: reason == "network"
            case .sync: reason.contains("chan") || reason.contains("sync") || reason.contains("select")
            case .syscall, .sched: true
            }
        }
    }

    public let wants: TraceWants = .transitions
    public let kind: Kind
    /// How often, by the number of the stack.
    public private(set) var counts: [Int64] = []
    /// How long, nanoseconds, by the number of the stack.
    public private(set) var nanoseconds: [Int64] = []
    private let goroutines: Set<Int64>?
    private let state: GoroutineState
    /// By slot.
    private var tracked: [Tracked] = []
    /// Whether a reason counts, by the number of its text: 0 is not known yet.
    private var reasons: [UInt8] = []

    private struct Tracked {
        /// When it came into the state; nil when it is not in it.
        var since: Int64?
        var stack: UInt32 = 0
        /// Goroutines of which the begin was not seen ran before.
        var hasRun = true
        /// What came before the first run, and counts only if there is none.
        var early: [Early] = []
    }

    private struct Early {
        var stack: UInt32
        var nanoseconds: Int64
    }

    /// - Parameter goroutines: ids; nil selects all.
    public init(_ kind: Kind, goroutines: Set<Int64>? = nil) {
        self.kind = kind
        self.goroutines = goroutines
        state = kind.state
    }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.kind == .goroutineTransition, event.subjectSlot >= 0 else { return }
        let slot = Int(event.subjectSlot)
        tracked.reach(slot, with: Tracked())
        let (before, after) = (event.goroutineBefore, event.goroutineAfter)
        if before == .undetermined || before == .notExist { tracked[slot] = Tracked(hasRun: false) }
        if let since = tracked[slot].since {
            if after == state { return }
            tracked[slot].since = nil
            if tracked[slot].hasRun {
                add(tracked[slot].stack, event.time &- since)
            } else if after != .running {
                tracked[slot].early.append(Early(stack: tracked[slot].stack, nanoseconds: event.time &- since))
            }
        } else if after == state, goroutines?.contains(event.subject) ?? true, counts(event.text, scene) {
            tracked[slot].since = event.time
            tracked[slot].stack = event.stack
        }
        if after == .running, !tracked[slot].hasRun {
            tracked[slot].hasRun = true
            tracked[slot].early = []
        }
        if after == .notExist { end(slot) }
    }

    public mutating func finish(_ scene: TraceScene) {
        for slot in tracked.indices { end(slot) }
    }

    /// A goroutine that never ran counts as a whole.
    private mutating func end(_ slot: Int) {
        for each in tracked[slot].early { add(each.stack, each.nanoseconds) }
        tracked[slot] = Tracked()
    }

    private mutating func add(_ stack: UInt32, _ duration: Int64) {
        let index = Int(stack)
        counts.reach(index, with: 0)
        nanoseconds.reach(index, with: 0)
        counts[index] += 1
        nanoseconds[index] &+= duration
    }

    private mutating func counts(_ reason: StringID, _ scene: TraceScene) -> Bool {
        let index = Int(reason.rawValue)
        reasons.reach(index, with: 0)
        if reasons[index] == 0 { reasons[index] = kind.counts(reason: scene.text(reason)) ? 1 : 2 }
        return reasons[index] == 1
    }
}
