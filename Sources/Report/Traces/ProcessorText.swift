import GoTrace

/// The text of `sonde trace procs`.
public struct ProcessorText {
    private let report: ProcessorReport
    private let sites: TraceSites
    private let use: ProcessorUse
    private let rows: TraceRows

    /// - Parameter limit: rows of each table; 0 for all.
    public init(_ report: ProcessorReport, limit: Int = 12) {
        self.report = report
        sites = report.sites
        use = report.use
        rows = TraceRows(limit)
    }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(sentence, .strong))
        if let remedy { writer.line(StyledText("→ \(remedy)"), hanging: 2) }
        writer.blank()
        sparkline(to: &writer)
        for line in head { writer.line(StyledText(line), hanging: 2) }
        table(to: &writer)
    }

    private var limits: String {
        let values = use.limits.map { Int($0.value) }
        guard let last = values.last else { return "an unknown number of processors" }
        return Plural.of(values.count == 1 ? last : values.max() ?? last, "processor")
    }

    private var sentence: String {
        var text =
            "\(limits), \(share(report.time(.running))) of their time busy with goroutines over "
            + DurationText.format(sites.duration)
        let starving = use.starvation.durations.sum
        let saturated = use.saturation.durations.sum
        if isMuch(saturated) {
            text +=
                "; for \(TraceSites.share(Double(saturated), of: Double(sites.duration))) of this time none was free "
            text += "while goroutines were ready"
        } else if isMuch(starving) {
            text +=
                "; for \(TraceSites.share(Double(starving), of: Double(sites.duration))) of this time goroutines were "
            text += "ready although a processor was idle"
        }
        return text + "."
    }

    /// Whether a reader has to know of it before all else: more than a tenth of the time.
    private func isMuch(_ time: Int64) -> Bool { Double(time) > Double(sites.duration) * 0.1 }

    private var remedy: String? {
        if isMuch(use.saturation.durations.sum) {
            return "A larger GOMAXPROCS helps where the machine has more processors, else less work at once; "
                + "`sonde trace latency` tells who had the processors."
        }
        guard isMuch(use.starvation.durations.sum) else { return nil }
        return
            "The operating system ran the program's threads late: look for a quota (nr_throttled in cpu.stat) and for "
            + "what else runs on the machine; `sonde trace latency` tells the longest cases."
    }

    private func share(_ time: Int64) -> String { TraceSites.share(Double(time), of: Double(use.capacity)) }

    private var head: [String] {
        var lines = [
            "Time of all: running \(share(report.time(.running))), scheduler \(share(report.time(.scheduling))), "
                + "system calls \(share(report.time(.syscall))), idle \(share(report.idleTime)).",
            "Saturated (goroutines ready, no processor idle): \(stretches(use.saturation)).",
            "Starved (goroutines ready and a processor idle): \(stretches(use.starvation)).",
            "All idle: \(stretches(use.allIdle)). World stopped: \(stretches(use.stopped)).",
            "At most \(Plural.of(use.mostRunning, "goroutine")) running at once and "
                + "\(Plural.grouped(use.mostReady)) ready; \(Plural.of(use.threadCount, "thread")) seen; "
                + "the busiest processor ran \(NumberText.format(report.imbalance)) times the mean.",
        ]
        if use.limits.count > 1 {
            let changes = use.limits.prefix(rows.limit).map {
                "\($0.value) at \(sites.moment(max($0.time, sites.scene.start)))"
            }
            lines.append(
                "GOMAXPROCS: " + changes.joined(separator: ", ") + (use.limits.count > changes.count ? ", …" : "") + "."
            )
        }
        return lines
    }

    private func stretches(_ stretches: ProcessorUse.Stretches) -> String {
        let durations = stretches.durations
        guard !durations.isEmpty else { return "never" }
        var text =
            "\(DurationText.format(durations.sum)) "
            + "(\(TraceSites.share(Double(durations.sum), of: Double(sites.duration)))) in "
            + "\(Plural.of(durations.count, "stretch", "stretches")), p99 \(DurationText.format(durations.quantile(0.99))), "
            + "longest \(DurationText.format(durations.max)) at \(sites.moment(stretches.longestStart))"
        if stretches.longestReady > 0 { text += " with up to \(Plural.grouped(stretches.longestReady)) ready" }
        return text
    }

    private static let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// What share of the processors was busy, over time.
    private func sparkline(to writer: inout TextWriter) {
        let limit = use.limits.map(\.value).max() ?? 0
        guard sites.duration > 0, limit > 0 else { return }
        let cells = max(min(writer.options.width - 22, 100), 8)
        let parts = use.timeline[Int(ProcessorInterval.State.running.rawValue)].parts(cells, of: sites.duration)
        let whole = Double(sites.duration) / Double(cells) * Double(limit)
        let line = parts.map { part -> String in
            let share = min(max(part / whole, 0), 1)
            return share <= 0 ? " " : Self.bars[min(Int(share * 8), 7)]
        }.joined()
        writer.line(
            StyledText("running ", .faint)
                + StyledText(String(line.map { $0 == " " ? "\u{a0}" : $0 }))
                + StyledText(" each \(DurationText.format(sites.duration / Int64(cells)))", .faint))
    }

    private func table(to writer: inout TextWriter) {
        guard !use.processors.isEmpty else { return }
        writer.blank()
        var table = TextTable([
            .init(title: "P", isNumber: true), .init(title: "RUNNING", isNumber: true),
            .init(title: "", isNumber: true),
            .init(title: "SCHEDULER", isNumber: true), .init(title: "SYSTEM CALLS", isNumber: true),
            .init(title: "IDLE", isNumber: true), .init(title: "RUNS", isNumber: true),
            .init(title: "THREAD CHANGES", isNumber: true),
        ])
        let whole = Double(sites.duration)
        let busiest = use.processors.sorted { $0.time(.running) > $1.time(.running) }
        // The busiest ones, in the order of their numbers.
        let shown = busiest.prefix(rows.limit).sorted { $0.processor < $1.processor }
        for processor in shown {
            table.add([
                "\(processor.processor)", TraceSites.share(Double(processor.time(.running)), of: whole),
                DurationText.format(processor.time(.running)),
                TraceSites.share(Double(processor.time(.scheduling)), of: whole),
                TraceSites.share(Double(processor.time(.syscall)), of: whole),
                TraceSites.share(whole - Double(report.busy(processor)), of: whole), Plural.grouped(processor.runs),
                Plural.grouped(processor.threadChanges),
            ])
        }
        table.write(to: &writer)
        rows.more(use.processors.count, to: &writer)
    }
}
