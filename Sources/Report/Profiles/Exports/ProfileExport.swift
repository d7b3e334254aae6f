import GoProfile
import Wire

/// Files of other tools that a profile is written to.
public enum ProfileExport: String, Sendable, CaseIterable {
    /// A line for each stack, root first, parted by semicolons: flamegraph.pl and most other tools.
    case folded
    /// https://www.speedscope.app
    case speedscope
    /// The trace event format: chrome://tracing and Perfetto.
    case chrome
    /// The processed format of https://profiler.firefox.com
    case firefox
    /// A row for each function.
    case csv
    /// All of the profile, as described by sonde's own schema.
    case json

    /// What frames should stand for.
    public var granularity: PprofOptions.Granularity {
        switch self {
        case .folded: .functions
        case .speedscope, .csv, .chrome: .filefunctions
        case .firefox: .lines
        case .json: .addresses
        }
    }

    /// Nodes of the largest tree that tools with a time line are given.
    static let treeLimit = 1_000_000

    /// - Returns: what to tell the user beside the file.
    /// - Throws: `usage` when the format cannot hold the profile, and what the sink throws.
    public func write(_ report: PprofReport, sink: @escaping ([UInt8]) throws -> Void) throws -> [String] {
        if [.speedscope, .chrome, .firefox].contains(self), report.profile.samples.values.contains(where: { $0 < 0 }) {
            throw InputError(
                .usage,
                "\(rawValue) has no place for values below zero, which these hold: convert to folded, csv, json, "
                    + "svg or html, or each profile of a comparison for itself")
        }
        switch self {
        case .folded, .csv:
            var output = ByteReport(sink: sink)
            if self == .csv { ProfileCSV.write(report, &output) } else { FoldedStacks.write(report, &output) }
            try output.finish()
            return []
        case .speedscope, .chrome, .firefox, .json:
            var json = JSONWriter(.compact, sink: sink)
            var remarks: [String] = []
            switch self {
            case .speedscope: SpeedscopeJSON.write(report, &json)
            case .chrome: ChromeTraceJSON.write(report, &json, &remarks)
            case .firefox: FirefoxJSON.write(report, &json, &remarks)
            default: ProfileJSON.write(report, &json)
            }
            try json.finish()
            return remarks
        }
    }

    /// Says what a tree leaves out.
    static func remark(_ tree: FlameTree, _ type: String) -> String? {
        let (count, width) = tree.pruned
        guard count > 0 else { return nil }
        let share = Measurement.percentage(width, tree.width(0)).drop { $0 == " " }
        return "\(type): \(Plural.grouped(count)) branches are cut off to keep \(Plural.grouped(treeLimit)) frames; "
            + "\(share) of the whole is in them"
    }
}
