import Diagnosis
import GoTrace

/// The text of `sonde trace samples`.
public struct SampleText {
    private let report: SampleReport
    private let sites: TraceSites
    private let rows: TraceRows

    /// - Parameter limit: rows of each table; 0 for all.
    public init(_ report: SampleReport, limit: Int = 12) {
        self.report = report
        sites = report.sites
        rows = TraceRows(limit)
    }

    public func write(to writer: inout TextWriter) {
        let samples = report.samples
        writer.line(StyledText(sentence, .strong))
        guard samples.count > 0 else { return }
        writer.blank()
        var table = TextTable([
            .init(title: "FLAT", isNumber: true), .init(title: "", isNumber: true), .init(title: "CUM", isNumber: true),
            .init(title: "", isNumber: true), .init(title: "RUNNING", isNumber: true),
            .init(title: "SYSTEM CALL", isNumber: true), .init(title: "OTHER", isNumber: true),
            .init(title: "FUNCTION"),
        ])
        for row in samples.functions.prefix(rows.limit) {
            table.add(
                [
                    Plural.grouped(row.flat), share(row.flat), Plural.grouped(row.cumulative), share(row.cumulative),
                ] + states(row.situations) + [FunctionName.short(sites.scene.text(row.function))])
        }
        table.write(to: &writer)
        rows.more(samples.functions.count, to: &writer)
        groups(to: &writer)
    }

    private func share(_ count: Int) -> String {
        TraceSites.share(Double(count), of: Double(report.samples.count))
    }

    private func states(_ situations: [Int]) -> [String] {
        let running = situations[CPUSamples.Situation.running.rawValue]
        let calls = situations[CPUSamples.Situation.syscall.rawValue]
        return [running, calls, situations.reduce(0, +) - running - calls].map { Plural.grouped($0) }
    }

    private var sentence: String {
        let samples = report.samples
        guard samples.count > 0 else {
            return "The trace has no CPU samples; it has some when a CPU profile is taken at the same time."
        }
        var text = "\(Plural.of(samples.count, "CPU sample")) in \(DurationText.format(sites.duration)): "
        text += CPUSamples.Situation.allCases.filter { report.count($0) > 0 }
            .map { "\(Plural.grouped(report.count($0))) \($0.phrase)" }.joined(separator: ", ")
        if samples.inWorkers > 0 { text += "; \(Plural.grouped(samples.inWorkers)) in the collector's workers" }
        if samples.inAssists > 0 { text += "; \(Plural.grouped(samples.inAssists)) in assists" }
        return text + "."
    }

    private func groups(to writer: inout TextWriter) {
        guard !report.samples.groups.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("By goroutines", .strong))
        var table = TextTable([
            .init(title: "SAMPLES", isNumber: true), .init(title: "", isNumber: true),
            .init(title: "RUNNING", isNumber: true), .init(title: "SYSTEM CALL", isNumber: true),
            .init(title: "OTHER", isNumber: true), .init(title: "GOROUTINES"),
        ])
        for row in report.samples.groups.prefix(rows.limit) {
            let sum = row.situations.reduce(0, +)
            table.add([Plural.grouped(sum), share(sum)] + states(row.situations) + [sites.group(row.group)])
        }
        table.write(to: &writer)
        rows.more(report.samples.groups.count, to: &writer)
    }
}

extension CPUSamples.Situation {
    /// For sentences.
    var phrase: String {
        switch self {
        case .running: "while a goroutine ran"
        case .syscall: "in system calls"
        case .runnable: "of goroutines about to run or just stopped"
        case .waiting: "of goroutines that had just begun to wait"
        case .unknown: "of goroutines that the trace does not know"
        case .noGoroutine: "without a goroutine"
        }
    }
}
