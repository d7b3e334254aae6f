import Diagnosis
import Evidence
import GoProcess

/// The text of `sonde goroutines`: who holds up the others, then the goroutines group by group.
public struct GoroutinesText {
    private let snapshot: GoroutineSnapshot
    private let options: GoroutinesOptions
    private let group: GroupText

    public init(_ snapshot: GoroutineSnapshot, options: GoroutinesOptions = GoroutinesOptions()) {
        self.snapshot = snapshot
        self.options = options
        group = GroupText(snapshot: snapshot, options: options)
    }

    /// - Parameters:
    ///   - groups: positions in `snapshot.goroutines`, in the order to show them.
    ///   - roots: where the paths of the wait-for graph end.
    public func write(groups: [[Int]], roots: [RootBlocker], to writer: inout TextWriter) {
        SnapshotHeadText(snapshot).write(to: &writer)
        writer.line(StyledText(total(groups)))
        RootBlockersText(snapshot).write(roots, to: &writer)
        for members in groups.prefix(options.groupLimit) {
            if writer.hasFailed { return }
            writer.blank()
            group.write(GroupSummary(members, in: snapshot), to: &writer)
        }
        if groups.count > options.groupLimit {
            writer.blank()
            let hidden = groups.dropFirst(options.groupLimit)
            let count = hidden.reduce(0) { $0 + $1.count }
            writer.line(
                StyledText("… \(Plural.of(hidden.count, "more group")) of \(Plural.of(count, "goroutine"))", .faint))
        }
        SnapshotHeadText(snapshot).writeQuality(to: &writer)
    }

    private func total(_ groups: [[Int]]) -> String {
        let shown = groups.reduce(0) { $0 + $1.count }
        let all = snapshot.goroutines.count - options.hiddenSystemCount
        let head =
            shown == all ? Plural.of(all, "goroutine") : "\(Plural.grouped(shown)) of \(Plural.of(all, "goroutine"))"
        let hidden =
            options.hiddenSystemCount == 0
            ? "" : "; \(options.hiddenSystemCount) of the runtime itself are left out (--system shows them)"
        return "\(head) in \(Plural.of(groups.count, "group"))\(hidden)"
    }
}

/// What was looked at, above a report of goroutines, and how well that went, below it.
struct SnapshotHeadText {
    private let snapshot: GoroutineSnapshot

    init(_ snapshot: GoroutineSnapshot) { self.snapshot = snapshot }

    func write(to writer: inout TextWriter) {
        TargetText(snapshot.diagnosedTarget).write(to: &writer)
        if snapshot.stoppedNanoseconds > 0 {
            writer.line(
                StyledText("stopped for \(DurationText.format(snapshot.stoppedNanoseconds))", .faint))
        }
        writer.blank()
    }

    func writeQuality(to writer: inout TextWriter) {
        guard !snapshot.quality.isEmpty else { return }
        writer.blank()
        QualityText.write(snapshot.quality.counters, indent: 0, to: &writer)
    }
}
