import Diagnosis
import Evidence
import GoProcess

/// The text of `sonde goroutines --all`: one line a goroutine, or with all frames its stack below the line.
public struct GoroutineListText {
    private let snapshot: GoroutineSnapshot
    private let options: GoroutinesOptions
    private let paths: PathShortener

    public init(_ snapshot: GoroutineSnapshot, options: GoroutinesOptions = GoroutinesOptions()) {
        self.snapshot = snapshot
        self.options = options
        paths = PathShortener(snapshot)
    }

    /// - Parameter members: positions in `snapshot.goroutines`, in the order to show them.
    public func write(_ members: some Collection<Int>, to writer: inout TextWriter) {
        SnapshotHeadText(snapshot).write(to: &writer)
        let objects = WaitObjectText(snapshot: snapshot, counts: WaiterCounts(snapshot))
        // Many goroutines share few stacks: their texts are made once.
        var places: [StackID: String] = [:]
        for index in members where snapshot.goroutines.indices.contains(index) {
            if writer.hasFailed { return }
            let goroutine = snapshot.goroutines[index]
            let place = places[goroutine.stack] ?? place(of: goroutine.stack)
            places[goroutine.stack] = place
            write(goroutine, place: place, objects: objects, to: &writer)
        }
        SnapshotHeadText(snapshot).writeQuality(to: &writer)
    }

    private func write(
        _ goroutine: Goroutine, place: String, objects: WaitObjectText, to writer: inout TextWriter
    ) {
        var line = StyledText(String(goroutine.id), .strong)
        line.append("  \(snapshot.stateText(goroutine))")
        if goroutine.waitingNanoseconds >= 0 {
            line.append("  \(DurationText.format(goroutine.waitingNanoseconds))")
        }
        if !place.isEmpty { line.append("  \(place)") }
        if let wait = snapshot.checkedWaits(of: goroutine).first {
            let more = goroutine.waitCount > 1 ? " and \(goroutine.waitCount - 1) more" : ""
            line.append("  on \(objects.describe(wait.object))\(more)", .faint)
        } else if let call = snapshot.systemCall(of: goroutine) {
            line.append("  in \(call.name) \(PeerText.target(of: call))", .faint)
        }
        for label in goroutine.labels == 0 ? [] : labels(goroutine.labels) {
            line.append("  \(label.key)=\(label.value)", .faint)
        }
        writer.line(line, hanging: 4)
        guard options.showsAllFrames else { return }
        let frames = snapshot.stacks.resolvedFrames(goroutine.stack)
        StackText(paths: paths).write(FoldedStack(frames, showsAll: true), indent: 4, to: &writer)
        if goroutine.creation != .none {
            let created = snapshot.stacks.resolved(goroutine.creation)
            writer.line(
                StyledText("started by \(FunctionName.short(created.function)) \(paths.location(created))", .faint),
                indent: 4, hanging: 6)
        }
        writer.blank()
    }

    private func labels(_ id: LabelSetID) -> [Label] {
        Int(id) < snapshot.labelSets.count ? snapshot.labelSets[Int(id)] : []
    }

    private func place(of stack: StackID) -> String {
        let folded = FoldedStack(snapshot.stacks.resolvedFrames(stack), showsAll: false)
        guard let frame = folded.firstFrame else { return "" }
        let location = paths.location(frame)
        return FunctionName.short(frame.function) + (location.isEmpty ? "" : " \(location)")
    }
}
