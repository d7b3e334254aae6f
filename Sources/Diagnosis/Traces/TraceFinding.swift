import Evidence
import GoTrace

/// A finding on its way to its place in the report, with what tells roots from symptoms.
struct TraceFinding {
    var finding: Finding
    /// Goroutine seconds a second.
    let rate: Double
    /// The place that it is about, as `TraceEvidence.key` has it.
    let key: String
    /// What those waited for, for whom the goroutines of this finding wait; nil when it is about no queue.
    var queue: TraceQueue?
    /// Whether the collector's stops of the world are what it is about.
    var isStopForCollector = false

    init(_ finding: Finding, rate: Double, key: String, queue: TraceQueue? = nil) {
        self.finding = finding
        self.rate = rate
        self.key = key
        self.queue = queue
    }

    var cause: Cause { finding.cause }
}
