import Evidence
import Wire

/// What of a report's stacks an expression matches.
public struct FlameSearch: Sendable {
    /// By name's number in a tree of the same report.
    public let isMatch: [Bool]
    /// Sum of the absolute values of the samples with a match; recursion counts once.
    public let width: Int64

    public init(_ report: PprofReport, _ expression: RegularExpression) {
        let table = NodeTable(report.profile, keepsObjectFiles: false, options: report.options)
        let isMatch = table.infos.map { expression.matches($0.printableName(table.strings)[...]) }
        let matchesLocation = (0..<table.starts.count - 1).map { location in
            (Int(table.starts[location])..<Int(table.starts[location + 1])).contains {
                isMatch[Int(table.locationNodes[$0])]
            }
        }
        let samples = report.profile.samples
        var width: Int64 = 0
        for sample in 0..<samples.count {
            let value = report.stackValue(sample)
            guard value != 0, samples.stack(sample).contains(where: { matchesLocation[Int($0)] }) else { continue }
            width = width.saturatingSum(Int64(clamping: value.magnitude))
        }
        self.isMatch = isMatch
        self.width = width
    }
}
