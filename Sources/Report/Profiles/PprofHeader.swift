import Evidence
import GoProfile

/// What all reports of pprof say about a profile.
///
/// Source: `ProfileLabels` and `reportLabels` in internal/report/report.go of google/pprof.
struct PprofHeader {
    let report: PprofReport
    /// Unit of the report's values.
    let unit: String
    let time: TimeZoneClock

    /// Lines about the profile as a whole.
    var profileLines: [[UInt8]] {
        let profile = report.profile
        var lines: [[UInt8]] = []
        if let main = profile.mappings.first {
            if main.file != .empty { lines.append(Array("File: \(PathText.base(profile.text(main.file)))".utf8)) }
            if main.buildID != .empty { lines.append(Array("Build ID: ".utf8) + profile.strings.bytes(main.buildID)) }
        }
        for comment in profile.comments where profile.strings.bytes(comment).first != UInt8(ascii: "#") {
            lines.append(Array(profile.strings.bytes(comment)))
        }
        if !report.sampleType.isEmpty { lines.append(Array("Type: \(report.sampleType)".utf8)) }
        if profile.documentationURL != .empty {
            lines.append(Array("Doc: ".utf8) + profile.strings.bytes(profile.documentationURL))
        }
        if profile.timeNanoseconds != 0 {
            lines.append(Array("Time: \(time.short(profile.timeNanoseconds))".utf8))
        }
        if profile.durationNanoseconds != 0 { lines.append(Array(durationLine.utf8)) }
        return lines
    }

    private var durationLine: String {
        let nanoseconds = report.profile.durationNanoseconds
        let (total, unit) = Measurement.scale(report.total, report.sampleUnit, "nanoseconds")
        var ratio = ""
        if unit == "ns", total != 0 {
            ratio = "(\(Measurement.percentage(Int64(asGo: total), nanoseconds)))"
        }
        return "Duration: \(Measurement.label(nanoseconds, "nanoseconds")), "
            + "Total samples = \(report.format(report.total, unit: self.unit)) \(ratio)"
    }

    /// Lines about a graph.
    func lines(_ trimmed: TrimmedGraph, isFull: Bool) -> [[UInt8]] {
        let options = report.options
        var lines = isFull || !options.compactLabels ? profileLines : []
        if !report.activeFilters.isEmpty {
            lines.append(Array("Active filters:".utf8))
            for filter in report.activeFilters {
                let bytes = Array(filter.utf8)
                lines.append(Array("   ".utf8) + (bytes.count > 80 ? bytes[..<80] + Array("…".utf8) : bytes[...]))
            }
        }
        let shown = trimmed.graph.shownTotal
        let share = Measurement.percentage(shown, report.total).drop { $0 == " " }
        lines.append(
            Array("Showing nodes accounting for \(value(shown)), \(share) of \(value(report.total)) total".utf8))
        if report.total != 0 {
            if trimmed.droppedNodes > 0 {
                lines.append(dropped(trimmed.droppedNodes, "node", "cum", options.nodeFraction))
            }
            if isFull, trimmed.droppedEdges > 0 {
                lines.append(dropped(trimmed.droppedEdges, "edge", "freq", options.edgeFraction))
            }
            let count = trimmed.graph.nodes.count
            if count > 0, count < trimmed.originalCount {
                lines.append(Array("Showing top \(count) nodes out of \(trimmed.originalCount)".utf8))
            }
        }
        if isFull { lines.append(Array("\nSee https://git.io/JfYMW for how to read the graph".utf8)) }
        return lines
    }

    private func value(_ value: Int64) -> String { report.format(value, unit: unit) }

    private func dropped(_ count: Int, _ noun: String, _ measure: String, _ fraction: Double) -> [UInt8] {
        let cutoff = Double(report.total) * fraction
        let limit = Int64(asGo: cutoff).wrappingMagnitude
        return Array("Dropped \(count) \(noun)\(count > 1 ? "s" : "") (\(measure) <= \(value(limit)))".utf8)
    }
}

/// Times as Go prints them.
public struct TimeZoneClock: Sendable {
    private let civil: @Sendable (Int64) -> CivilTime

    /// - Parameter civil: the civil time of so many seconds since the epoch.
    public init(_ civil: @escaping @Sendable (Int64) -> CivilTime) { self.civil = civil }

    private static func split(_ nanoseconds: Int64) -> (seconds: Int64, rest: Int64) {
        var (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        if rest < 0 {
            seconds -= 1
            rest += 1_000_000_000
        }
        return (seconds, rest)
    }

    /// `2026-11-21 03:54:21 UTC`, of nanoseconds since the epoch.
    func short(_ nanoseconds: Int64) -> String {
        let time = civil(Self.split(nanoseconds).seconds)
        return "\(time.text) \(time.zone)"
    }

    /// `2026-11-21 03:54:25.52463056 +0000 UTC`.
    func long(_ nanoseconds: Int64) -> String {
        let (seconds, rest) = Self.split(nanoseconds)
        let time = civil(seconds)
        var fraction = String(rest)
        fraction = String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return "\(time.text)\(fraction.isEmpty ? "" : "." + fraction) \(time.offsetText) \(time.zone)"
    }
}
