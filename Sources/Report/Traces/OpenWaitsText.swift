import GoTrace
import Wire

/// Waits that had not ended when the trace ended, as text and JSON.
struct OpenWaitsText {
    let waits: [OpenWaits.Wait]
    let names: TraceNames
    let rows: TraceRows
    /// What else is known of a wait; empty for nothing.
    var remark: (OpenWaits.Wait) -> String = { _ in "" }

    private var scene: TraceScene { names.scene }
    private var span: Int64 { scene.end &- scene.start }

    /// Waits that may be stuck: no idle pattern, and longer than what any trace ends in the middle of.
    var suspects: [OpenWaits.Wait] { waits.filter { $0.idle == nil && $0.longest >= threshold } }

    /// A hundredth of the trace, and no more than 10 ms.
    private var threshold: Int64 { min(span / 100, 10_000_000) }

    /// `3 goroutines were blocked to the end of the trace, 2 of them since before it began.`
    var sentence: String? {
        let suspects = suspects
        guard !suspects.isEmpty else { return nil }
        let count = suspects.reduce(0) { $0 + $1.count }
        let censored = suspects.reduce(0) { $0 + $1.censored }
        var text = "\(Plural.of(count, "goroutine")) \(count == 1 ? "was" : "were") blocked to the end of the trace"
        if censored == count {
            text += ", since before it began"
        } else if censored > 0 {
            text += ", \(Plural.grouped(censored)) of them since before it began"
        }
        return text + "."
    }

    /// What may be stuck, each with its stack.
    func writeSuspects(to writer: inout TextWriter) {
        let suspects = suspects
        guard !suspects.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Blocked to the end", .strong))
        for wait in suspects.prefix(rows.limit) {
            var line = StyledText(duration(wait), .warning)
            line.append("  \(Plural.of(wait.count, "goroutine")) in \(kind(wait)): ")
            line.append(names.group(wait.root), .strong)
            line.append("  \(ids(wait))", .faint)
            writer.line(line, indent: 2, hanging: 4)
            FrameText(paths: PathShortener(module: ""), limit: 5).write(
                names.frames(wait.stack), indent: 6, to: &writer)
            let remark = wait.stack == 0 ? Self.withoutStack : remark(wait)
            if !remark.isEmpty { writer.line(StyledText(remark, .faint), indent: 6, hanging: 8) }
        }
        rows.more(suspects.count, to: &writer)
        let short = waits.filter { $0.idle == nil && $0.longest < threshold }
        if !short.isEmpty {
            let count = short.reduce(0) { $0 + $1.count }
            writer.line(
                StyledText(
                    "\(Plural.of(count, "more goroutine")) \(count == 1 ? "has" : "have") waited for less than "
                        + "\(DurationText.format(threshold)).", .faint), indent: 2)
        }
    }

    private static let withoutStack =
        "The trace has no stack of them: they did nothing in it, and the Go that wrote it tells no stacks of such."

    /// What waits for work, connections or time.
    func writeIdle(to writer: inout TextWriter) {
        let idle = waits.filter { $0.idle != nil }
        guard !idle.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Idle to the end", .strong))
        var table = TextTable([
            .init(title: "FOR", isNumber: true), .init(title: "GOROUTINES", isNumber: true), .init(title: "WHY"),
            .init(title: "WAITS FOR"), .init(title: "GROUP"),
        ])
        for wait in idle.prefix(rows.limit) {
            table.add([
                duration(wait), Plural.grouped(wait.count), wait.idle?.words ?? "", kind(wait), names.group(wait.root),
            ])
        }
        table.write(to: &writer)
        rows.more(idle.count, to: &writer)
    }

    /// Waits that began before the trace are longer than it tells.
    private func duration(_ wait: OpenWaits.Wait) -> String {
        (wait.censored > 0 ? ">" : "") + DurationText.format(wait.longest)
    }

    private func kind(_ wait: OpenWaits.Wait) -> String { wait.kind?.rawValue ?? "syscall" }

    private func ids(_ wait: OpenWaits.Wait) -> String {
        let shown = wait.goroutines.prefix(4).map { String($0) }.joined(separator: " ")
        return wait.count > 4 ? "\(shown) …" : shown
    }

    /// An array.
    func write(to json: inout JSONWriter) {
        json.array(waits) { json, wait in
            json.object { json in
                json.member("group", scene.text(wait.root))
                json.member("kind", kind(wait))
                json.member("reason", scene.text(wait.reason))
                json.member("goroutines", wait.count)
                json.member("sinceBeforeTrace", wait.censored)
                json.member("sinceNanoseconds", names.at(wait.since))
                json.member("longestNanoseconds", wait.longest)
                json.member("sumNanoseconds", wait.sum)
                json.member("ids", array: wait.goroutines) { $0.value($1) }
                json.key("idle")
                if let idle = wait.idle { json.value(idle.rawValue) } else { json.null() }
                names.member("stack", wait.stack, to: &json)
            }
        }
    }
}
