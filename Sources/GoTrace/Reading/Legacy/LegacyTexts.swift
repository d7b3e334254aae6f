import Evidence

/// Texts that the old format expresses by numbers of events and that events have as texts since Go 1.22.
///
/// Source: `internal/trace/tracev1.go` of Go 1.27.3.
struct LegacyTexts {
    /// Why a goroutine stops running, by the number of the event.
    private var reasons = [StringID](repeating: .empty, count: 64)
    private var worldStops: [StringID] = []
    private let version: TraceVersion

    init(_ version: TraceVersion, into strings: inout StringTable) {
        self.version = version
        let texts: [(LegacyEventType, String)] = [
            (.goStop, "forever"), (.goPreempt, "preempted"), (.goYield, "runtime.Gosched"), (.goSleep, "sleep"),
            (.goBlockSend, "chan send"), (.goBlockReceive, "chan receive"), (.goBlockNetwork, "network"),
            (.goBlockSync, "sync"), (.goBlockCondition, "sync.(*Cond).Wait"), (.goBlockSelect, "select"),
            (.goBlockCollection, "GC mark assist wait for work"),
        ]
        for (type, text) in texts { reasons[Int(type.rawValue)] = strings.intern(text) }
        worldStops = Self.worldStopTexts.map { strings.intern($0) }
    }

    func reason(_ type: LegacyEventType) -> StringID { reasons[Int(type.rawValue)] }

    /// Why the world was stopped. Up to Go 1.20 there were two kinds, and their numbers were lower by 1.
    func worldStop(kind: UInt64) -> StringID {
        let number = version.minor < 21 ? (kind < 2 ? Int(kind) + 1 : 0) : Int(exactly: kind) ?? 0
        return worldStops.indices.contains(number) ? worldStops[number] : .empty
    }

    private static let worldStopTexts = [
        "", "GC mark termination", "GC sweep termination", "write heap dump", "goroutine profile",
        "goroutine profile cleanup", "all goroutine stack trace", "read mem stats", "AllThreadsSyscall", "GOMAXPROCS",
        "start trace", "stop trace", "CountPagesInUse (test)", "ReadMetricsSlow (test)", "ReadMemStatsSlow (test)",
        "PageCachePagesLeaked (test)", "ResetDebugLog (test)",
    ]
}
