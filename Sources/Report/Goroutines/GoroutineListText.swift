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
        let shown = members.lazy.filter { snapshot.goroutines.indices.contains($0) }
        let columns = Columns(shown.map { snapshot.goroutines[$0] }, in: snapshot)
        // Many goroutines share few stacks: their texts are made once.
        var places: [StackID: String] = [:]
        var rows = GoroutineRows(idColumns: columns.id)
        let repeatsRows = !options.showsAllFrames && !Columns.areDropped(writer.options)
        for index in shown {
            if writer.hasFailed { return }
            let goroutine = snapshot.goroutines[index]
            let key = rows.key(goroutine, firstWait: snapshot.checkedWaits(of: goroutine).first)
            let isRepeatable = repeatsRows && goroutine.systemCall < 0
            if isRepeatable, rows.repeatRow(key, id: goroutine.id, to: &writer) { continue }
            let place = places[goroutine.stack] ?? place(of: goroutine.stack)
            places[goroutine.stack] = place
            guard isRepeatable else {
                write(goroutine, place: place, objects: objects, columns: columns, to: &writer)
                continue
            }
            var row = TextWriter(writer.options)
            write(goroutine, place: place, objects: objects, columns: columns, to: &row)
            writer.copy(row.bytes)
            rows.keep(row.bytes, idStart: row.lengthOfStyle(.strong), for: key)
        }
        SnapshotHeadText(snapshot).writeQuality(to: &writer)
    }

    /// Widths of the columns in front.
    private struct Columns {
        var id = 1
        var state = 1
        var age = 0

        init(_ goroutines: some Sequence<Goroutine>, in snapshot: GoroutineSnapshot) {
            var largest: UInt64 = 0
            var last: (StringID, GoroutineState)?
            for goroutine in goroutines {
                largest = max(largest, goroutine.id)
                if goroutine.waitingNanoseconds >= 0 { age = 6 }
                if let last, last == (goroutine.reason, goroutine.state) { continue }
                last = (goroutine.reason, goroutine.state)
                state = max(state, min(24, snapshot.stateText(goroutine).utf8.count))
            }
            id = String(largest).utf8.count
        }

        /// On narrow terminals the lines begin without columns.
        static func areDropped(_ options: TextOptions) -> Bool { options.width < 60 }
    }

    private func write(
        _ goroutine: Goroutine, place: String, objects: WaitObjectText, columns: Columns, to writer: inout TextWriter
    ) {
        let details = details(goroutine, place: place, objects: objects)
        let state = snapshot.stateText(goroutine)
        let age = goroutine.waitingNanoseconds >= 0 ? DurationText.format(goroutine.waitingNanoseconds) : ""
        if Columns.areDropped(writer.options) {
            var head = StyledText("\(goroutine.id) ", .strong)
            head.append("\(state) \(age) ")
            writer.line(head + details, hanging: 2)
        } else {
            var lead = StyledText(Pad.left(String(goroutine.id), columns.id), .strong)
            lead.append("  " + Pad.right(state, columns.state) + "  ")
            if columns.age > 0 { lead.append(Pad.left(age, columns.age) + "  ") }
            writer.line(details, hanging: 4, lead: lead)
        }
        if options.showsAllFrames { writeStack(goroutine, to: &writer) }
    }

    /// Where it is, and what it waits for.
    private func details(_ goroutine: Goroutine, place: String, objects: WaitObjectText) -> StyledText {
        var line = StyledText(place)
        if let wait = snapshot.checkedWaits(of: goroutine).first {
            let more = goroutine.waitCount > 1 ? " and \(goroutine.waitCount - 1) more" : ""
            line.append(" on \(objects.name(wait.object))\(more)", .faint)
        } else if let call = snapshot.systemCall(of: goroutine) {
            line.append(" in \(call.name) \(PeerText.target(of: call))", .faint)
        }
        for label in goroutine.labels == 0 ? [] : labels(goroutine.labels) {
            line.append(" \(label.key)=\(label.value)", .faint)
        }
        return line
    }

    private func writeStack(_ goroutine: Goroutine, to writer: inout TextWriter) {
        let frames = snapshot.stacks.resolvedFrames(goroutine.stack)
        FrameText(paths: paths).write(FoldedStack(frames, showsAll: true), indent: 4, to: &writer)
        if goroutine.creation != .none {
            let created = PlaceText(paths: paths).text(snapshot.stacks.resolved(goroutine.creation))
            writer.line(StyledText("started by \(created)", .faint), indent: 4, hanging: 6)
        }
        writer.blank()
    }

    private func labels(_ id: LabelSetID) -> [Label] {
        Int(id) < snapshot.labelSets.count ? snapshot.labelSets[Int(id)] : []
    }

    private func place(of stack: StackID) -> String {
        PlaceText(paths: paths).place(snapshot.stacks.resolvedFrames(stack)) ?? ""
    }
}
