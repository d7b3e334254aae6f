import Evidence
import GoTrace
import Wire

/// `sonde trace latency`: how long goroutines that were ready waited for a processor, and why.
public struct TraceLatencyReport {
    private let latency: SchedulingLatency
    private let names: TraceNames
    private let rows: TraceRows
    private var scene: TraceScene { names.scene }

    /// - Parameter limit: rows of the table; 0 for all.
    public init(_ pass: TracePass, limit: Int = 12) {
        latency = pass.result()
        rows = TraceRows(limit)
        names = TraceNames(pass)
    }

    // MARK: Text

    public func write(to writer: inout TextWriter) {
        let all = total
        writer.line(StyledText(sentence(all), .strong))
        byBegin(to: &writer)
        byGroup(to: &writer)
        worst(to: &writer)
    }

    private var total: DurationDistribution {
        var all = DurationDistribution()
        for row in latency.rows { all.merge(row.distribution) }
        return all
    }

    private func sentence(_ all: DurationDistribution) -> String {
        guard !all.isEmpty else { return "Of what was looked at, nothing waited for a processor." }
        var text =
            "Goroutines waited \(Plural.of(all.count, "time")) for a processor, \(DurationText.format(all.sum)) in all: "
            + "half of the times \(DurationText.format(all.quantile(0.5))) or less, p99 "
            + "\(DurationText.format(all.quantile(0.99))), p99.9 \(DurationText.format(all.quantile(0.999))), at most "
            + "\(DurationText.format(all.max))."
        let open = latency.rows.reduce(0) { $0 + $1.open }
        if open > 0 { text += " \(Plural.of(open, "goroutine")) still had none at the end." }
        return text
    }

    private static let columns: [TextTable.Column] = ["SUM", "COUNT", "P50", "P90", "P99", "P99.9", "MAX"].map {
        TextTable.Column(title: $0, isNumber: true)
    }

    private func cells(_ distribution: DurationDistribution) -> [String] {
        var cells = distribution.cells
        cells.insert(DurationText.format(distribution.quantile(0.999)), at: 5)
        return cells
    }

    private func byBegin(to writer: inout TextWriter) {
        var sums: [DurationDistribution] = Array(
            repeating: DurationDistribution(), count: GoroutineInterval.Begin.allCases.count)
        for row in latency.rows { sums[Int(row.begin.rawValue)].merge(row.distribution) }
        let order = sums.indices.filter { !sums[$0].isEmpty }.sorted { sums[$0].sum > sums[$1].sum }
        guard !order.isEmpty else { return }
        writer.blank()
        var table = TextTable(Self.columns + [.init(title: "BECAME READY")])
        for index in order { table.add(cells(sums[index]) + [GoroutineInterval.Begin.allCases[index].name]) }
        table.write(to: &writer)
    }

    private func byGroup(to writer: inout TextWriter) {
        guard !latency.rows.isEmpty else { return }
        writer.blank()
        var table = TextTable(Self.columns + [.init(title: "GROUP, AND HOW IT BECAME READY")])
        for row in latency.rows.prefix(rows.limit) {
            table.add(cells(row.distribution) + ["\(names.group(row.root)), \(row.begin.name)"])
        }
        table.write(to: &writer)
        rows.more(latency.rows.count, to: &writer)
    }

    private func worst(to writer: inout TextWriter) {
        guard !latency.worst.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Longest", .strong))
        for found in latency.worst {
            let bound = found.isCensored || found.isOpen ? ">" : ""
            var line = StyledText("\(bound)\(DurationText.format(found.duration))", .warning)
            line.append("  goroutine \(found.goroutine) of ")
            line.append(names.group(found.root), .strong)
            line.append(", \(found.begin.name), \(names.moment(found.start)) after the trace's begin: ")
            line.append(Self.explain(found))
            writer.line(line, indent: 2, hanging: 4)
            if found.waker >= 0 {
                writer.line(
                    StyledText("by goroutine \(found.waker): \(names.place(found.wakerStack))", .faint), indent: 6,
                    hanging: 8)
            }
            occupants(found, to: &writer)
        }
    }

    static func explain(_ found: LatencyCase) -> String {
        let beside = found.runnableBeside > 0 ? "; \(Plural.of(found.runnableBeside, "other")) ready as well" : ""
        switch found.verdict {
        case .idleProcessor:
            return "a processor ran nothing for \(DurationText.format(found.longestIdle)) of it: its thread was woken "
                + "late, or got no time from the operating system\(beside)."
        case .collector:
            let share = Double(found.collectorTime + found.assistTime) / Double(max(found.processorTime, 1))
            return "the garbage collector had \(NumberText.percent(share)) of the processors' time\(beside)."
        case .stoppedWorld: return "the world was stopped for \(DurationText.format(found.stoppedTime)) of it."
        case .systemCalls:
            return "system calls kept processors for \(DurationText.format(found.systemCallTime))\(beside)."
        case .saturation: return "all processors were busy\(beside)."
        case .unknown: return "what the processors did is not known any more."
        }
    }

    /// A line for each processor: who had it, longest first.
    private func occupants(_ found: LatencyCase, to writer: inout TextWriter) {
        var processor: Int32 = -1
        var texts: [(processor: Int32, parts: [String])] = []
        for occupant in found.occupants {
            if occupant.processor != processor { texts.append((occupant.processor, [])) }
            processor = occupant.processor
            texts[texts.count - 1].parts.append(words(occupant))
        }
        for text in texts.prefix(8) {
            let more = text.parts.count > 3 ? ", …" : ""
            writer.item(
                StyledText("P\(text.processor)", .faint),
                StyledText(text.parts.prefix(3).joined(separator: ", ") + more), indent: 6, column: 11)
        }
        if texts.count > 8 {
            writer.line(StyledText("… and \(Plural.of(texts.count - 8, "more processor"))", .faint), indent: 6)
        }
        if found.knownTime < found.duration, found.knownTime > 0 {
            let known = "(of its last \(DurationText.format(found.knownTime)); what was before is not kept)"
            writer.line(StyledText(known, .faint), indent: 6)
        }
    }

    private func words(_ occupant: LatencyCase.Occupant) -> String {
        let time = DurationText.format(occupant.time)
        switch occupant.state {
        case .idle: return "idle \(time)"
        case .scheduling: return "scheduling \(time)"
        case .syscall: return "syscall of \(names.group(occupant.root)) \(time)"
        case .running:
            let label = scene.text(occupant.label)
            let name = label.isEmpty ? names.group(occupant.root) : label
            let times = occupant.stretches > 1 ? " (×\(occupant.stretches))" : " (\(occupant.goroutine))"
            let assist = occupant.assist > 0 ? ", \(DurationText.format(occupant.assist)) of it assisting the GC" : ""
            return "\(name)\(times) \(time)\(assist)"
        }
    }

    // MARK: JSON

    /// Schema `sonde.trace.latency/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.trace.latency/1")
            json.member("startNanoseconds", names.at(scene.start))
            json.member("durationNanoseconds", scene.end &- scene.start)
            json.member("total") { json in json.onOneLine { $0.object { write(total, to: &$0) } } }
            json.member("rows", array: latency.rows) { json, row in
                json.onOneLine { json in
                    json.object {
                        $0.member("group", scene.text(row.root))
                        $0.member("becameReady", row.begin.name)
                        write(row.distribution, to: &$0)
                        $0.member("stillReady", row.open)
                        $0.member("stillReadyNanoseconds", row.openTime)
                    }
                }
            }
            json.member("worst", array: latency.worst) { worst($1, to: &$0) }
        }
    }

    private func write(_ distribution: DurationDistribution, to json: inout JSONWriter) {
        distribution.write(to: &json)
        guard !distribution.isEmpty else { return }
        json.member("p999Nanoseconds", distribution.quantile(0.999))
    }

    private func worst(_ found: LatencyCase, to json: inout JSONWriter) {
        json.object { json in
            json.member("goroutine", found.goroutine)
            json.member("group", scene.text(found.root))
            json.member("becameReady", found.begin.name)
            json.member("atNanoseconds", names.at(found.start))
            json.member("durationNanoseconds", found.duration)
            json.member("sinceBeforeTrace", found.isCensored)
            json.member("stillReady", found.isOpen)
            json.member("verdict", found.verdict.rawValue)
            json.member("readyBeside", found.runnableBeside)
            json.member("processorNanoseconds", found.processorTime)
            json.member("idleNanoseconds", found.idleTime)
            json.member("longestIdleNanoseconds", found.longestIdle)
            json.member("idleProcessors", found.idleProcessors)
            json.member("schedulingNanoseconds", found.schedulingTime)
            json.member("systemCallNanoseconds", found.systemCallTime)
            json.member("collectorNanoseconds", found.collectorTime)
            json.member("assistNanoseconds", found.assistTime)
            json.member("stoppedNanoseconds", found.stoppedTime)
            json.member("knownNanoseconds", found.knownTime)
            json.key("waker")
            if found.waker >= 0 { json.value(found.waker) } else { json.null() }
            names.member("wakerStack", found.wakerStack, to: &json)
            names.member("stack", found.stack, to: &json)
            json.member("occupants", array: found.occupants) { occupant($1, to: &$0) }
        }
    }

    private func occupant(_ occupant: LatencyCase.Occupant, to json: inout JSONWriter) {
        json.onOneLine { json in
            json.object {
                $0.member("processor", occupant.processor)
                $0.member("state", "\(occupant.state)")
                $0.member("group", scene.text(occupant.root))
                $0.member("label", scene.text(occupant.label))
                if occupant.goroutine >= 0 { $0.member("goroutine", occupant.goroutine) }
                $0.member("stretches", occupant.stretches)
                $0.member("nanoseconds", occupant.time)
                $0.member("assistNanoseconds", occupant.assist)
            }
        }
    }
}
