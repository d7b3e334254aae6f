import Evidence
import GoProfile

/// Values of a profile by function and by line of a file.
struct CodeLines: Sendable {
    struct Values: Sendable {
        var flat: Int64 = 0
        var cumulative: Int64 = 0
    }

    struct Function: Sendable {
        var name: String
        var file: String
        /// The lowest line that the profile has of it.
        var line: Int64
        var values = Values()
    }

    /// The heaviest by their own values first.
    let functions: [Function]
    let unit: String
    let type: String
    let total: Int64
    /// By file and line.
    private let lines: [String: [Int64: Values]]

    init(_ profile: Profile, type: String) throws {
        var options = PprofOptions()
        options.sampleIndex = type
        options.granularity = .lines
        let report = try PprofReport(profile, kind: .traces, options: options)
        let totals = FrameTotals(report)
        var byName: [String: Function] = [:]
        var lines: [String: [Int64: Values]] = [:]
        for (frame, info) in totals.frames.infos.enumerated() {
            let at = frame * totals.typeCount + report.column
            let (flat, cumulative) = (totals.flat[at], totals.cumulative[at])
            guard flat != 0 || cumulative != 0 else { continue }
            let (name, file) = (totals.frames.strings[info.name], totals.frames.strings[info.file])
            lines[file, default: [:]][info.line, default: Values()].flat &+= flat
            lines[file, default: [:]][info.line, default: Values()].cumulative &+= cumulative
            var function = byName[name] ?? Function(name: name, file: file, line: info.line)
            function.line = min(function.line, info.startLine > 0 ? info.startLine : info.line)
            function.values.flat &+= flat
            byName[name] = function
        }
        // A function is on a stack once, whatever the number of its lines there.
        var plain = options
        plain.granularity = .functions
        let sums = FrameTotals(try PprofReport(profile, kind: .traces, options: plain))
        for (frame, info) in sums.frames.infos.enumerated() {
            let name = sums.frames.strings[info.name]
            byName[name]?.values.cumulative &+= sums.cumulative[frame * sums.typeCount + report.column]
        }
        functions = byName.values.sorted { a, b in
            (b.values.flat, b.values.cumulative, a.name) < (a.values.flat, a.values.cumulative, b.name)
        }
        self.lines = lines
        unit = report.sampleUnit
        self.type = report.sampleType
        total = report.total
    }

    func values(_ file: String) -> [Int64: Values] { lines[file] ?? [:] }
}
