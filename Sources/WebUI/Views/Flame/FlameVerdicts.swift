import GoProfile

/// What a comparison says of functions with all that they call, for the shading of frames.
struct FlameVerdicts: Sendable {
    /// Raw values are what the page reads.
    enum Verdict: UInt8, Sendable {
        /// Too light to be tested, or at an unknown rate.
        case untested = 0
        /// May well be chance.
        case chance = 1
        case significant = 2
    }

    private let byName: [String: Verdict]

    init(_ diff: ProfileDiff) {
        var byName: [String: Verdict] = [:]
        for row in diff.rows {
            let change = row.cumulative
            byName[row.name] = change.isSignificant ? .significant : change.pValue != nil ? .chance : .untested
        }
        self.byName = byName
    }

    func verdict(_ name: [UInt8]) -> Verdict { byName[String(decoding: name, as: UTF8.self)] ?? .untested }
}
