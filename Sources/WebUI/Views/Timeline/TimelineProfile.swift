import GoProfile
import GoTrace
import Report

/// Flame graphs of a part of a trace.
enum TimelineProfile {
    /// What goroutines did in a window as a profile, for the view of flame graphs.
    /// - Parameters:
    ///   - source: number of a trace among the document's sources.
    ///   - from: nanoseconds since the trace's begin; nil is its begin, and for `to` its end.
    /// - Throws: 404 for another kind of source; what is wrong with the trace; `CancellationError`.
    static func profile(
        _ document: Document, source: Int, from: Int64?, to: Int64?, kind: TraceWindowProfile, _ control: JobControl
    ) throws -> Profile {
        let timeline = try TraceTimeline.of(document, source)
        control.report("reading \(timeline.name)")
        return kind.profile(of: try timeline.pass([kind.analysis], from: from, to: to, control))
    }
}
