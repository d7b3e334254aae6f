import Diagnosis
import Evidence
import GoProcess

/// The goroutines that hold up others: where the paths of the wait-for graph end.
struct RootBlockersText {
    private let snapshot: GoroutineSnapshot
    private let paths: PathShortener
    private let limit = 5

    init(_ snapshot: GoroutineSnapshot) {
        self.snapshot = snapshot
        paths = PathShortener(snapshot)
    }

    func write(_ roots: [RootBlocker], to writer: inout TextWriter) {
        guard !roots.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Who holds up the others", .strong))
        for root in roots.prefix(limit) {
            let members = root.goroutines.filter { Int($0) < snapshot.goroutines.count }
            guard let first = members.first else { continue }
            var text = StyledText()
            if root.isCycle {
                let ids = members.prefix(6).map { String(snapshot.goroutines[Int($0)].id) }.joined(separator: ", ")
                let more = members.count > 6 ? " and \(members.count - 6) more" : ""
                text.append("goroutines \(ids)\(more) wait for each other in a cycle", .critical)
                if root.waitingCount > 0 { text.append(", and \(behind(root.waitingCount)) behind them") }
            } else {
                text.append("goroutine \(snapshot.goroutines[Int(first)].id)", .strong)
                text.append(" (\(state(of: first))) holds up \(Plural.of(root.waitingCount, "goroutine"))")
            }
            writer.line(text, indent: 2, hanging: 4)
        }
        if roots.count > limit {
            writer.line(StyledText("… and \(roots.count - limit) more; see --format json", .faint), indent: 2)
        }
    }

    private func behind(_ count: Int) -> String { "\(Plural.of(count, "goroutine")) \(count == 1 ? "waits" : "wait")" }

    private func state(of index: UInt32) -> String {
        let goroutine = snapshot.goroutines[Int(index)]
        var parts = [snapshot.stateText(goroutine)]
        if goroutine.waitingNanoseconds >= 0 { parts[0] += " for \(DurationText.format(goroutine.waitingNanoseconds))" }
        if let place = PlaceText(paths: paths).place(snapshot.stacks.resolvedFrames(goroutine.stack)) {
            parts.append(place)
        }
        return parts.joined(separator: " in ")
    }
}
