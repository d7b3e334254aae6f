/// Slow instances beside ordinary ones: which of them belong to the two sets.
public struct PathComparison: Sendable {
    /// Which instances a set holds, by their durations.
    public enum Part: Sendable, Equatable {
        /// The slowest from this quantile on.
        case from(Double)
        /// Those within a tenth of all on both sides of this quantile.
        case around(Double)
    }

    public let slow: [PathInstance]
    public let ordinary: [PathInstance]

    /// - Parameter sorted: complete instances by their durations, the shortest first.
    public init(_ sorted: [PathInstance], slow: Part, ordinary: Part) {
        self.slow = Self.choose(slow, sorted)
        let names = Set(self.slow.map(\.id))
        // An instance is either slow or ordinary.
        self.ordinary = Self.choose(ordinary, sorted).filter { !names.contains($0.id) }
    }

    public var wanted: [PathAnalysis.Wanted] {
        slow.map { PathAnalysis.Wanted($0, set: 0) } + ordinary.map { PathAnalysis.Wanted($0, set: 1) }
    }

    private static func choose(_ part: Part, _ sorted: [PathInstance]) -> [PathInstance] {
        guard !sorted.isEmpty else { return [] }
        switch part {
        case .from(let fraction): return Array(sorted[PathPick.rank(fraction, sorted.count)...])
        case .around(let fraction):
            let low = PathPick.rank(max(fraction - 0.1, 0), sorted.count)
            let high = PathPick.rank(min(fraction + 0.1, 1), sorted.count)
            return Array(sorted[low...high])
        }
    }
}
