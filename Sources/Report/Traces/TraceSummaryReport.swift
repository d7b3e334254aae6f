import Diagnosis
import GoTrace
import Wire

/// The text and the JSON of `sonde trace summary`: the causes first, then what the processors did.
public struct TraceSummaryReport {
    private let trace: TraceEvidence
    private let report: DiagnosisReport
    private let names: TraceNames

    /// - Parameter report: the diagnosis of this trace.
    public init(_ trace: TraceEvidence, _ report: DiagnosisReport) {
        self.trace = trace
        self.report = report
        names = TraceNames(scene: trace.scene, start: trace.scene.start)
    }

    private var ready: DurationDistribution {
        trace.latency.rows.reduce(into: DurationDistribution()) { $0.merge($1.distribution) }
    }

    private func share(_ state: ProcessorInterval.State) -> Double {
        let time = trace.processors.processors.reduce(0) { $0 &+ $1.time(state) }
        return Double(time) / Double(max(trace.processors.capacity, 1))
    }

    private var goroutines: Int { trace.creation.created + trace.creation.before }

    // MARK: Text

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(trace.name, .strong) + StyledText("  \(head)"), hanging: 2)
        for (index, finding) in report.findings.enumerated() {
            writer.blank()
            write(finding, rank: index + 1, to: &writer)
        }
        writer.blank()
        for (name, text) in figures {
            writer.item(StyledText(name, .faint), StyledText(text), column: 13)
        }
        writer.blank()
        writer.line(
            StyledText("More: ", .faint)
                + StyledText(
                    "sonde trace blocked \(trace.name), and likewise path, goroutines, latency, procs, gc, tasks"),
            hanging: 6)
    }

    private var head: String {
        "trace in the format of \(trace.version), \(DurationText.format(trace.duration)), \(Plural.of(goroutines, "goroutine"))"
    }

    private func write(_ finding: Finding, rank: Int, to writer: inout TextWriter) {
        let isGrave = finding.severity >= .warning
        writer.line(
            StyledText("\(finding.severity.rawValue)  ", isGrave ? .strong : .faint)
                + StyledText(finding.cause.rawValue, .strong)
                + StyledText("  \(NumberText.format(finding.impact.value, finding.impact.unit))", .faint),
            hanging: 4, lead: StyledText("\(rank)  "))
        writer.line(StyledText(writer.say(finding.summary)), indent: 3)
        for fact in finding.supports.prefix(3) {
            writer.line(StyledText(writer.say(fact.fact)), indent: 5, hanging: 7, lead: StyledText("+ "))
        }
        for fact in finding.refutes.prefix(2) {
            writer.line(StyledText(writer.say(fact.fact)), indent: 5, hanging: 7, lead: StyledText("- "))
        }
        for explained in finding.explains {
            writer.line(
                StyledText("explains \(explained.cause.rawValue): \(writer.say(explained.summary))"), indent: 5,
                hanging: 7)
        }
        if finding.severity > .ok { writer.line(StyledText("→ \(writer.say(finding.remedy))"), indent: 3, hanging: 5) }
    }

    private var figures: [(String, String)] {
        let use = trace.processors
        let limit = Double(use.capacity) / Double(trace.duration)
        let idle = max(0, 1 - share(.running) - share(.scheduling) - share(.syscall))
        let parts = [
            ("goroutines", share(.running)), ("scheduler", share(.scheduling)), ("system calls", share(.syscall)),
            ("idle", idle),
        ]
        var rows = [
            (
                "Processors",
                "\(NumberText.format(limit)): "
                    + parts.map { "\($0.0) \(TraceSites.share($0.1, of: 1))" }.joined(separator: ", ")
                    + "; none free while goroutines were ready "
                    + TraceSites.share(Double(use.saturation.durations.sum), of: Double(trace.duration))
            ),
            (
                "Ready",
                "\(Plural.grouped(ready.count)) waits for a processor: half within "
                    + "\(DurationText.format(ready.quantile(0.5))), 99% within \(DurationText.format(ready.quantile(0.99))), "
                    + "longest \(DurationText.format(ready.isEmpty ? 0 : ready.max))"
            ),
        ]
        let cycles = trace.cycles.cycles.count
        if cycles > 0 || trace.stops.total > 0 {
            rows.append(
                (
                    "Collector",
                    "\(Plural.of(cycles, "collection")), \(TraceSites.share(trace.collectorShare, of: 1)) of the "
                        + "processors; world stopped \(DurationText.format(trace.stops.total)), longest "
                        + DurationText.format(trace.stops.longest.first?.duration ?? 0)
                ))
        }
        // Less than a hundredth of a goroutine is nothing to look for.
        for place in trace.blocked.places.prefix(3)
        where place.idle == nil && place.distribution.sum >= trace.duration / 100 {
            rows.append(
                (
                    rows.contains { $0.0 == "Waiting" } ? "" : "Waiting",
                    "\(DurationText.format(place.distribution.sum)) for \(place.kind.rawValue) at \(names.place(place.stack))"
                ))
        }
        return rows
    }

    // MARK: JSON

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.trace.summary/1")
            json.member("file", trace.name)
            json.member("version", trace.version.description)
            json.member("durationNanoseconds", trace.duration)
            json.member("goroutines", goroutines)
            json.member("processors") { processors(to: &$0) }
            json.member("ready") { json in
                json.onOneLine { $0.object { ready.write(to: &$0) } }
            }
            json.member("collector") { collector(to: &$0) }
            json.member("quality", array: report.collected.flatMap(\.quality)) { QualityJSON.write($1, to: &$0) }
            json.member("findings") { WhyJSON(report).writeFindings(to: &$0) }
        }
    }

    private func processors(to json: inout JSONWriter) {
        json.object { json in
            json.member("capacityNanoseconds", trace.processors.capacity)
            for (name, state) in [
                ("running", ProcessorInterval.State.running), ("scheduling", .scheduling), ("syscall", .syscall),
            ] {
                json.member("\(name)Share", share(state))
            }
            json.member("saturatedNanoseconds", trace.processors.saturation.durations.sum)
            json.member("starvedNanoseconds", trace.processors.starvation.durations.sum)
            json.member("stoppedNanoseconds", trace.stops.total)
        }
    }

    private func collector(to json: inout JSONWriter) {
        json.object {
            $0.member("cycles", trace.cycles.cycles.count)
            $0.member("share", trace.collectorShare)
            $0.member("assistNanoseconds", trace.collector.assists.durations.sum)
            $0.member("longestStopNanoseconds", trace.stops.longest.first?.duration ?? 0)
        }
    }
}
