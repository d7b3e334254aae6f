import Diagnosis
import Evidence
import GoProcess
import GoTrace
import Wire

/// `sonde trace blocked`: for what goroutines waited, who woke them, and what those did meanwhile.
public struct TraceBlockedReport {
    let blocked: BlockedTime
    let names: TraceNames
    let rows: TraceRows
    let open: OpenWaitsText
    var scene: TraceScene { names.scene }

    /// - Parameter limit: rows of each table; 0 for all.
    public init(_ pass: TracePass, limit: Int = 12) {
        blocked = pass.result()
        rows = TraceRows(limit)
        let names = TraceNames(pass)
        self.names = names
        var usual: [UInt32: BlockedTime.Waker] = [:]
        for place in blocked.places { if let waker = place.wakers.first { usual[place.stack] = waker } }
        open = OpenWaitsText(waits: blocked.open.all, names: names, rows: rows) { wait in
            guard wait.stack != 0, let waker = usual[wait.stack], let root = waker.root else { return "" }
            return "others were woken here before by \(names.group(root)): \(names.place(waker.stack))"
        }
    }

    // MARK: Text

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(open.sentence ?? mostWaiting, .strong))
        open.writeSuspects(to: &writer)
        places("Waiting time, by place", blocked.places.filter { $0.idle == nil }, to: &writer)
        contention(to: &writer)
        systemCalls(to: &writer)
        places("Waiting for work", blocked.places.filter { $0.idle != nil }, to: &writer)
        open.writeIdle(to: &writer)
    }

    /// When nobody is stuck, what waiting there was.
    private var mostWaiting: String {
        guard let first = blocked.places.first else {
            return "Of what was looked at, no goroutine waited for anything."
        }
        guard first.idle == nil else {
            return
                "No goroutine was blocked for long when the trace ended, and what waiting there was is waiting for work."
        }
        return "No goroutine was blocked for long when the trace ended; most waiting, "
            + "\(DurationText.format(first.distribution.sum)) in all, was \(PathWords.waiting(first.kind)) in "
            + "\(names.placeInGroup(first.stack))."
    }

    private func places(_ title: String, _ places: [BlockedTime.Place], to writer: inout TextWriter) {
        guard !places.isEmpty else { return }
        writer.blank()
        writer.line(StyledText(title, .strong))
        var table = TextTable(
            ["SUM", "COUNT", "P50", "P99", "MAX"].map { TextTable.Column(title: $0, isNumber: true) }
                + [.init(title: "KIND"), .init(title: "PLACE ← WOKEN BY")])
        for place in places.prefix(rows.limit) {
            var cells = place.distribution.cells
            cells.remove(at: 3)
            table.add(cells + [place.kind.rawValue, words(place)])
        }
        table.write(to: &writer)
        rows.more(places.count, to: &writer)
    }

    private func words(_ place: BlockedTime.Place) -> String {
        var text = names.placeInGroup(place.stack)
        guard let first = place.wakers.first else { return text }
        guard first.root != nil else { return text + " ← runtime" }
        text += " ← \(names.place(first.stack))"
        if place.wakers.count > 1 {
            text += " (\(NumberText.percent(Double(first.sum) / Double(max(place.distribution.sum, 1)))))"
        }
        return text
    }

    private func contention(to writer: inout TextWriter) {
        guard !blocked.contention.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Contention: what who let go was doing meanwhile", .strong))
        for found in blocked.contention.prefix(rows.limit) {
            var line = StyledText(DurationText.format(found.distribution.sum), .warning)
            line.append("  \(Plural.of(found.distribution.count, "wait")) for \(found.kind.rawValue) at ")
            line.append(names.placeInGroup(found.waitStack), .strong)
            line.append(", let go at ")
            line.append(names.placeInGroup(found.unlockStack), .strong)
            line.append("; p99 \(DurationText.format(found.distribution.quantile(0.99)))")
            if found.longestQueue > 1 {
                line.append(", up to \(found.longestQueue)\(found.isQueueCut ? " or more" : "") goroutines at once")
            }
            writer.line(line, indent: 2, hanging: 4)
            shares("meanwhile", found.holders, found, to: &writer)
            if found.longestChain > 1 { shares("in the end", found.causes, found, to: &writer) }
        }
        rows.more(blocked.contention.count, to: &writer)
    }

    private func shares(
        _ title: String, _ shares: [ContentionChains.Share], _ found: ContentionChains.Contention,
        to writer: inout TextWriter
    ) {
        let total = max(found.distribution.sum, 1)
        let shown = shares.filter { $0.sum * 50 >= total }.prefix(4)
        let text = shown.map { "\(NumberText.percent(Double($0.sum) / Double(total))) \(words($0))" }
        guard !text.isEmpty else { return }
        writer.line(
            StyledText("\(title): ", .faint) + StyledText(text.joined(separator: "; ")), indent: 6, hanging: 8)
    }

    private func words(_ share: ContentionChains.Share) -> String {
        switch share.activity {
        case .running: share.stack == 0 ? "running" : "running up to \(names.place(share.stack))"
        case .runnable: "ready, without a processor"
        case .systemCall: "in the system call \(call(share.stack))"
        case .waiting: "waiting (\(share.kind?.rawValue ?? "")): \(names.placeInGroup(share.stack))"
        case .notFollowed: "not followed"
        }
    }

    /// A system call and the program's own frame that led to it: `fsync in store.(*Log).Sync at …`.
    private func call(_ stack: UInt32) -> String {
        let frames = names.frames(stack)
        let isOwn = frames.contains { FrameKinds.isUser(function: $0.function) }
        let around = isOwn ? names.place(stack) : FunctionName.short(frames.last?.function ?? "?")
        return "\(SystemCallName.name(stack: frames.map(\.function))) in \(around)"
    }

    private func systemCalls(to writer: inout TextWriter) {
        let lost = blocked.systemCalls.filter { !$0.lost.isEmpty }
        guard !lost.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("System calls that lost their processor", .strong))
        var table = TextTable(
            ["CALLS", "LOST", "TIME", "WITHOUT P", "READY AFTER", "MAX"].map {
                TextTable.Column(title: $0, isNumber: true)
            } + [.init(title: "CALL")])
        for found in lost.prefix(rows.limit) {
            table.add([
                Plural.grouped(found.ended.count), Plural.grouped(found.lost.count),
                DurationText.format(found.lost.sum), DurationText.format(found.withoutProcessor),
                DurationText.format(found.runnableAfter.sum), DurationText.format(found.lost.max), call(found.stack),
            ])
        }
        table.write(to: &writer)
        rows.more(lost.count, to: &writer)
    }

}
