import Evidence
import Wire

/// What of a report's stacks an expression matches.
public struct FlameSearch: Sendable {
    /// By name's number in a tree of the same report.
    public let isMatch: [Bool]
    /// Sum of the absolute values of the samples with a match; recursion counts once.
    public let width: Int64

    public init(_ report: PprofReport, _ expression: RegularExpression) {
        let table = FrameTable(report)
        let isMatch = table.infos.map { expression.matches($0.printableName(table.strings)) }
        let matchesLocation = (0..<report.profile.locations.count).map { location in
            table.frames(location).contains { isMatch[Int($0)] }
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
