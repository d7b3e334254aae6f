import Diagnosis
import Evidence
import GoProcess

/// One group of goroutines as text: how many, in which state, for how long, on what, where, and which.
struct GroupText {
    let snapshot: GoroutineSnapshot
    let options: GoroutinesOptions
    private let paths: PathShortener
    private let objects: WaitObjectText
    /// Distinct objects and system calls shown of one group.
    private let objectLimit = 4
    private let idLimit = 8

    init(snapshot: GoroutineSnapshot, options: GoroutinesOptions) {
        self.snapshot = snapshot
        self.options = options
        paths = PathShortener(snapshot)
        objects = WaitObjectText(snapshot: snapshot, counts: WaiterCounts(snapshot))
    }

    func write(_ group: GroupSummary, to writer: inout TextWriter) {
        var title = StyledText(Plural.of(group.count, "goroutine"), .strong)
        title.append(": \(states(group))\(ages(group))")
        if group.flags.contains(.leaked) { title.append(", leaked", .warning) }
        if group.flags.contains(.unreachable) { title.append(", nothing can wake them", .warning) }
        if group.flags.contains(.lockedToThread) { title.append(", locked to thread") }
        if group.flags.contains(.unstable) { title.append(", moved while it was read") }
        writer.line(title, hanging: 4)
        writeWaits(group, to: &writer)
        writeStack(group, to: &writer)
        if group.creation != .none {
            entry("started by", PlaceText(paths: paths).text(snapshot.stacks.resolved(group.creation)), to: &writer)
        }
        writeLabels(group, to: &writer)
        let ids = group.members.prefix(idLimit).map { String(snapshot.goroutines[$0].id) }.joined(separator: ", ")
        // Aggregated dumps have no ids.
        if group.members.contains(where: { snapshot.goroutines[$0].id != 0 }), snapshot.source.kind != .groupedText {
            entry(group.count == 1 ? "id" : "ids", group.count > idLimit ? "\(ids), …" : ids, to: &writer)
        }
    }

    private func states(_ group: GroupSummary) -> String {
        let states = group.states.map { state in
            (text: state.text == GoroutineState.unknown.text ? "unknown state" : state.text, count: state.count)
        }
        if states.count == 1 { return states[0].text }
        return states.map { "\($0.text) (\($0.count))" }.joined(separator: ", ")
    }

    private func ages(_ group: GroupSummary) -> String {
        guard let ages = group.ages else { return "" }
        let oldest = DurationText.format(ages.oldest)
        let median = DurationText.format(ages.median)
        let spread = ages.known > 1 && median != oldest ? "\(median) median, \(oldest) oldest" : oldest
        let known = ages.known < group.count ? ", known of \(ages.known)" : ""
        switch ages.source {
        case .unknown: return ", for \(spread)\(known)"
        case .runtime: return ", for at least \(spread) by the runtime's clock\(known)"
        case .snapshots: return ", for at least \(spread) as seen by sonde\(known)"
        case .text: return ", for \(spread) in whole minutes\(known)"
        }
    }

    private func writeWaits(_ group: GroupSummary, to writer: inout TextWriter) {
        if group.waits.count > objectLimit, let crowd = SocketCrowd(group.waits, in: snapshot) {
            write(crowd, to: &writer)
        } else {
            writeObjects(group, to: &writer)
        }
        writeSystemCalls(group, to: &writer)
        if group.deadline > 0, let now = snapshot.monotonicTime {
            let first = group.count > 1 ? "the first wakes" : "wakes"
            let left = group.deadline &- now
            entry("until", left > 0 ? "\(first) in \(DurationText.format(left))" : "the time is over", to: &writer)
        }
    }

    private func write(_ crowd: SocketCrowd, to writer: inout TextWriter) {
        for (index, row) in crowd.rows.prefix(objectLimit).enumerated() {
            let verb = WaitObjectText.verb(row.operation, nil)
            entry(index == 0 ? "waits to" : "", "\(verb) \(Plural.grouped(row.count)) \(row.text)", to: &writer)
        }
        if crowd.rows.count > objectLimit {
            let rest = crowd.rows.dropFirst(objectLimit).reduce(0) { $0 + $1.count }
            entry("", "… and \(Plural.of(rest, "more connection"))", to: &writer)
        }
    }

    private func writeObjects(_ group: GroupSummary, to writer: inout TextWriter) {
        for (index, waiting) in group.waits.prefix(objectLimit).enumerated() {
            let object = Int(waiting.object) < snapshot.objects.count ? snapshot.objects[Int(waiting.object)] : nil
            var text = waiting.isSelectCase ? "select: " : ""
            text += WaitObjectText.verb(waiting.operation, object) + " " + objects.describe(waiting.object)
            if waiting.count < group.count || group.waits.count > 1, group.count > 1 {
                text = "\(Plural.grouped(waiting.count)) × \(text)"
            }
            entry(index == 0 ? "waits to" : "", text, to: &writer)
        }
        if group.waits.count > objectLimit {
            let rest = group.waits.dropFirst(objectLimit).reduce(0) { $0 + $1.count }
            entry("", "… and \(Plural.of(rest, "more wait")) for other objects", to: &writer)
        }
    }

    private func writeSystemCalls(_ group: GroupSummary, to writer: inout TextWriter) {
        for (index, call) in group.systemCalls.prefix(objectLimit).enumerated() {
            var text = group.count > 1 ? "\(Plural.grouped(call.count)) × " : ""
            text += call.name
            if call.descriptor >= 0 { text += " fd \(call.descriptor)" }
            if !call.target.isEmpty { text += ", \(call.target)" }
            entry(index == 0 ? "calls" : "", text, to: &writer)
        }
        if group.systemCalls.count > objectLimit {
            entry("", "… and \(group.systemCalls.count - objectLimit) more", to: &writer)
        }
    }

    private func writeStack(_ group: GroupSummary, to writer: inout TextWriter) {
        let frames = snapshot.stacks.resolvedFrames(group.stack)
        guard !frames.isEmpty else { return }
        if !group.hasOneStack { entry("stack", "of the first:", to: &writer) }
        FrameText(paths: paths).write(
            FoldedStack(frames, showsAll: options.showsAllFrames), indent: 2, to: &writer)
        if group.flags.contains(.partialStack) {
            writer.line(StyledText("… the rest of the stack could not be read", .faint), indent: 2)
        }
        if group.flags.contains(.approximateStack) {
            writer.line(StyledText("it was running: the innermost frames may have returned", .faint), indent: 2)
        }
    }

    private func writeLabels(_ group: GroupSummary, to writer: inout TextWriter) {
        var parts = group.labels.map { "\($0.key)=\($0.value)" }
        if !group.differingLabels.isEmpty {
            parts.append("differing: \(group.differingLabels.joined(separator: ", "))")
        }
        if !parts.isEmpty { entry("labels", parts.joined(separator: ", "), to: &writer) }
    }

    private func entry(_ name: String, _ text: String, to writer: inout TextWriter) {
        writer.item(
            StyledText(name, .faint), StyledText(text), indent: 2, column: writer.options.width < 60 ? 4 : 13)
    }
}

extension StackTable {
    /// One frame with its texts.
    public func resolved(_ id: FrameID) -> ResolvedFrame {
        guard id != .none, Int(id.rawValue) < frames.count else {
            return ResolvedFrame(function: "?", file: "", line: 0)
        }
        return ResolvedFrame(
            function: functionName(id), file: fileName(id), line: self[id].line, isInlined: self[id].isInlined)
    }
}
