import Diagnosis
import GoTrace

/// The text of `sonde trace gc`.
public struct CollectorText {
    private let report: CollectorReport
    private let sites: TraceSites
    private let rows: TraceRows
    private let showsCurve: Bool

    /// - Parameters:
    ///   - limit: rows of each table; 0 for all.
    ///   - showsCurve: whether the whole curve of mutator utilisation is shown.
    public init(_ report: CollectorReport, limit: Int = 12, showsCurve: Bool = false) {
        self.report = report
        sites = report.sites
        rows = TraceRows(limit)
        self.showsCurve = showsCurve
    }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(sentence, .strong))
        writer.blank()
        for line in head { writer.line(StyledText(line), hanging: 2) }
        stops(to: &writer)
        delayers(to: &writer)
        assists(to: &writer)
        utilisation(to: &writer)
        cycles(to: &writer)
    }

    private var sentence: String {
        let share = TraceSites.share(Double(report.collectorTime), of: Double(report.work.capacity))
        var text = "The collector took \(share) of the processor time"
        let idle = report.workerTime(.idle)
        if idle > 0 {
            text += " (\(TraceSites.share(Double(idle), of: Double(report.work.capacity))) of it otherwise idle)"
        }
        text += " in \(Plural.of(report.cycles.cycles.count, "cycle")) over \(DurationText.format(sites.duration))"
        let worst = report.stops.kinds.compactMap(\.worst).max { $0.duration < $1.duration }
        if let worst {
            text += "; the world stood still for up to \(DurationText.format(worst.duration))"
        }
        return text + "."
    }

    private var head: [String] {
        var lines: [String] = []
        if !report.cycles.durations.isEmpty {
            lines.append(
                "Marking: \(quantiles(report.cycles.durations)); it went on for "
                    + "\(TraceSites.share(Double(report.cycles.markingTime), of: Double(sites.duration))) of the time. "
                    + "Begun by \(report.triggers.map { "\($0.trigger.words): \($0.count)" }.joined(separator: ", ")).")
        }
        if let heap = report.cycles.heap {
            var text = "Heap: \(bytes(heap.least)) to \(bytes(heap.greatest)), \(bytes(heap.last)) at the end"
            if let goal = report.cycles.lastGoal { text += ", goal \(bytes(goal))" }
            text += "; allocation \(bytes(Int64(report.allocationRate.rounded())))/s"
            if let peak = report.allocationPeak {
                text +=
                    ", at most \(bytes(Int64(peak.rate.rounded())))/s at "
                    + sites.moment(sites.scene.start &+ peak.at)
            }
            lines.append(text + ".")
        }
        lines.append("Workers: " + workers + ".")
        lines.append(sweep)
        return lines
    }

    private var workers: String {
        let ran = CollectorWorker.allCases.filter { report.workerRuns($0) > 0 }
        guard !ran.isEmpty else { return "none ran" }
        return ran.map { kind in
            let time = report.workerTime(kind)
            return "\(kind.words) \(DurationText.format(time)) in \(Plural.of(report.workerRuns(kind), "run"))"
        }.joined(separator: ", ")
    }

    private var sweep: String {
        let work = report.work
        var text = "Sweeping before allocations: "
        if work.sweeps.isEmpty {
            text += "none"
        } else {
            text +=
                "\(quantiles(work.sweeps)), \(bytes(work.sweptBytes)) swept, \(bytes(work.reclaimedBytes)) reclaimed"
            if let first = work.sweepsByGroup.first {
                text += ", most by \(sites.group(first.group)) (\(DurationText.format(first.durations.sum)))"
            }
        }
        text += "; background sweeper \(DurationText.format(work.backgroundSweep))"
        return text + ", scavenger \(DurationText.format(work.scavenging))."
    }

    private func quantiles(_ durations: DurationDistribution) -> String {
        "\(Plural.grouped(durations.count)) in \(DurationText.format(durations.sum)) "
            + "(p50 \(DurationText.format(durations.quantile(0.5))), "
            + "p99 \(DurationText.format(durations.quantile(0.99))), max \(DurationText.format(durations.max)))"
    }

    private func bytes(_ value: Int64) -> String { SizeText.format(UInt64(clamping: value)) }

    private func stops(to writer: inout TextWriter) {
        guard !report.stops.kinds.isEmpty else { return }
        writer.blank()
        writer.line(
            StyledText("The world stopped", .strong)
                + StyledText(
                    " \(DurationText.format(report.stops.total)) in all, "
                        + "\(DurationText.format(report.stops.collectorTotal)) for the collector"))
        var table = TextTable([
            .init(title: "COUNT", isNumber: true), .init(title: "SUM", isNumber: true),
            .init(title: "P50", isNumber: true), .init(title: "P99", isNumber: true),
            .init(title: "MAX", isNumber: true), .init(title: "AT"),
            .init(title: "STOPPING", isNumber: true), .init(title: "KIND"),
        ])
        let kinds = report.stops.kinds.sorted { $0.durations.sum > $1.durations.sum }
        for kind in kinds.prefix(rows.limit) {
            table.add([
                Plural.grouped(kind.durations.count),
                DurationText.format(kind.durations.sum), DurationText.format(kind.durations.quantile(0.5)),
                DurationText.format(kind.durations.quantile(0.99)), DurationText.format(kind.durations.max),
                kind.worst.map { sites.moment($0.start) } ?? "",
                kind.timesToStop.isEmpty ? "?" : "up to " + DurationText.format(kind.timesToStop.max),
                sites.scene.text(kind.kind),
            ])
        }
        table.write(to: &writer)
        rows.more(kinds.count, to: &writer)
    }

    /// Goroutines that were the last to stop, in one row where stacks differ only farther out.
    private struct Delayers {
        var goroutines: String
        var place: String
        var count = 0
        var sum: Int64 = 0
        var worst: WorldStop
    }

    private var delayers: [Delayers] {
        var indexes: [String: Int] = [:]
        var result: [Delayers] = []
        for row in report.stops.delayers {
            guard let delay = row.worst.delay else { continue }
            let hasGoroutine = delay.goroutine >= 0
            let goroutines = hasGoroutine ? "\(sites.group(row.group)), such as G\(delay.goroutine)" : "none"
            let place =
                hasGoroutine
                ? sites.site(row.stack) + (delay.wasInSystemCall ? " (system call)" : "")
                : "the scheduler had the processor, as P\(delay.processor)"
            let key = hasGoroutine ? "\(row.group) \(place)" : ""
            let index = indexes[key] ?? result.count
            if index == result.count {
                indexes[key] = index
                result.append(Delayers(goroutines: goroutines, place: place, worst: row.worst))
            }
            result[index].count += row.count
            result[index].sum += row.sum
            if row.worst.timeToStop ?? 0 > result[index].worst.timeToStop ?? 0 {
                result[index].worst = row.worst
                result[index].goroutines = goroutines
                result[index].place = place
            }
        }
        return result.enumerated().sorted {
            ($0.element.sum, $1.offset) > ($1.element.sum, $0.offset)
        }.map(\.element)
    }

    private func delayers(to writer: inout TextWriter) {
        let delayers = delayers
        guard !delayers.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("The last to stop", .strong))
        var table = TextTable([
            .init(title: "COUNT", isNumber: true), .init(title: "WAITED", isNumber: true),
            .init(title: "LONGEST", isNumber: true), .init(title: "AT"),
            .init(title: "GOROUTINES, WHERE"),
        ])
        for row in delayers.prefix(rows.limit) {
            table.add([
                Plural.grouped(row.count), DurationText.format(row.sum),
                DurationText.format(row.worst.timeToStop ?? 0), sites.moment(row.worst.start),
                "\(row.goroutines): \(row.place)",
            ])
        }
        table.write(to: &writer)
        rows.more(delayers.count, to: &writer)
    }

    private func assists(to writer: inout TextWriter) {
        let chosen = report.chosen
        guard !chosen.assists.durations.isEmpty else { return }
        writer.blank()
        writer.line(
            StyledText("Assists", .strong)
                + StyledText(
                    " \(quantiles(chosen.assists.durations)): \(DurationText.format(chosen.assists.running)) running, "
                        + "\(DurationText.format(chosen.assistWaits.sum)) in "
                        + "\(Plural.of(chosen.assistWaits.count, "wait")) for workers, "
                        + "\(DurationText.format(chosen.assistEndWaits.sum)) in "
                        + "\(Plural.of(chosen.assistEndWaits.count, "wait")) for the cycle's end"), hanging: 2)
        table("GOROUTINES", chosen.assistsByGroup.map { (sites.group($0.group), $0.tally) }, to: &writer)
        if !chosen.assistsByTask.isEmpty {
            let tasks = chosen.assistsByTask.map {
                ("\(sites.scene.text($0.type)) (\(Plural.of($0.tasks, "task")))", $0.tally)
            }
            writer.blank()
            table("TASK", tasks, to: &writer)
        }
        writer.blank()
        table(
            "ALLOCATED AT", chosen.assistsByStack.map { (sites.site($0.stack, from: isAllocator), $0.tally) },
            to: &writer
        )
    }

    private func isAllocator(_ name: String) -> Bool { name.hasPrefix("runtime.") }

    private func table(_ title: String, _ tallies: [(name: String, tally: AssistTally)], to writer: inout TextWriter) {
        var table = TextTable([
            .init(title: "COUNT", isNumber: true), .init(title: "SUM", isNumber: true),
            .init(title: "RUNNING", isNumber: true), .init(title: "WAITING", isNumber: true),
            .init(title: "P99", isNumber: true), .init(title: "MAX", isNumber: true), .init(title: title),
        ])
        // Stacks that differ only farther out look the same.
        let rows = merged(tallies)
        for (name, tally) in rows.prefix(self.rows.limit) {
            table.add([
                Plural.grouped(tally.durations.count), DurationText.format(tally.durations.sum),
                DurationText.format(tally.running), DurationText.format(tally.waiting),
                DurationText.format(tally.durations.quantile(0.99)), DurationText.format(tally.durations.max), name,
            ])
        }
        table.write(to: &writer)
        self.rows.more(rows.count, to: &writer)
    }

    private func merged(_ tallies: [(name: String, tally: AssistTally)]) -> [(name: String, tally: AssistTally)] {
        var indexes: [String: Int] = [:]
        var result: [(name: String, tally: AssistTally)] = []
        for row in tallies {
            if let index = indexes[row.name] {
                result[index].tally.merge(row.tally)
            } else {
                indexes[row.name] = result.count
                result.append(row)
            }
        }
        return result.enumerated().sorted {
            ($0.element.tally.durations.sum, $1.offset) > ($1.element.tally.durations.sum, $0.offset)
        }.map(\.element)
    }

    private func cycles(to writer: inout TextWriter) {
        guard !report.cycles.cycles.isEmpty else { return }
        writer.blank()
        let cycles = report.cycles.cycles.sorted { ($0.duration, $1.start) > ($1.duration, $0.start) }
        writer.line(StyledText(cycles.count > rows.limit ? "Longest cycles" : "Cycles, longest first", .strong))
        var table = TextTable([
            .init(title: "AT"), .init(title: "MARKED", isNumber: true), .init(title: "HEAP"), .init(title: "GOAL"),
            .init(title: "BEGUN BY"),
        ])
        for cycle in cycles.prefix(rows.limit) {
            let sizes = [cycle.heapBefore, cycle.heapPeak, cycle.heapAfter].map { $0.map(bytes) ?? "?" }
            table.add([
                sites.moment(cycle.start), DurationText.format(cycle.duration) + (cycle.isOpen ? "…" : ""),
                sizes.joined(separator: " → "), cycle.goal.map(bytes) ?? "?",
                cycle.isCensored
                    ? "before the trace"
                    : "\(cycle.trigger.words): \(sites.site(cycle.stack, from: isAllocator))",
            ])
        }
        table.write(to: &writer)
        rows.more(cycles.count, to: &writer)
    }
}

/// The curve of mutator utilisation.
extension CollectorText {
    private static let usualWindows: [Int64] = [
        100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    ]

    private func utilisation(to writer: inout TextWriter) {
        guard let curve = report.curve, curve.duration > 0 else { return }
        var lengths = showsCurve ? curve.lengths : Self.usualWindows.filter { $0 < curve.duration } + [curve.duration]
        if !showsCurve, lengths.count > 6 { lengths.removeFirst() }
        writer.blank()
        writer.line(
            StyledText("Least left to the program", .strong)
                + StyledText(" in any window, of all processors and of one (minimum mutator utilisation)"), hanging: 2)
        var table = TextTable([
            .init(title: "WINDOW", isNumber: true), .init(title: "ALL", isNumber: true),
            .init(title: "ONE", isNumber: true), .init(title: "AS GO COUNTS", isNumber: true), .init(title: "WORST AT"),
        ])
        var differs = false
        for length in lengths {
            let worst = curve.worst(length)
            let go = report.goCurve?.worst(length)
            differs = differs || abs((go?.utilisation ?? 1) - worst.utilisation) > 1e-6
            table.add([
                DurationText.format(length), Self.percent(worst.utilisation),
                report.processorCurve.map { Self.percent($0.worst(length).utilisation) } ?? "",
                go.map { Self.percent($0.utilisation) } ?? "", worst.start.map(sites.moment) ?? "",
            ])
        }
        table.write(to: &writer)
        if differs {
            writer.line(
                StyledText(
                    "go tool trace shows the column “as Go counts”: it keeps counting a processor as the collector's "
                        + "when a mark worker that had run before has left it, and its curve ends when it counts all.",
                    .faint), indent: 2)
        }
    }

    private static func percent(_ share: Double) -> String {
        DecimalPercent.format(share)
    }
}

/// Shares with one decimal, cut and not rounded, so that 100.0% is all.
enum DecimalPercent {
    static func format(_ share: Double) -> String {
        guard share.isFinite else { return "?" }
        let tenths = Int((min(max(share, 0), 1) * 1000 + 1e-9).rounded(.down))
        return "\(tenths / 10).\(tenths % 10)%"
    }
}

extension CollectorWorker {
    var words: String {
        switch self {
        case .dedicated: "dedicated"
        case .fractional: "fractional"
        case .idle: "idle"
        }
    }
}

extension CollectorCycle.Trigger {
    var words: String {
        switch self {
        case .heap: "heap size"
        case .explicit: "runtime.GC"
        case .freeMemory: "debug.FreeOSMemory"
        case .periodic: "two minutes without"
        case .unknown: "unknown"
        }
    }
}
