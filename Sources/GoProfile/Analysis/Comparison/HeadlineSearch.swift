/// The statement that says most about a difference: which subtree, package or function it is in.
///
/// Of all functions whose inclusive cost changed significantly, those that hold at least 70 % of the largest change
/// are equally good explanations; callers further out hold it too, but dilute it with what did not change. So the one
/// with the largest relative change, at the near end of its interval, is named; one that is in both profiles rather
/// than one that is new, for that says who calls the new one. Beneath it, the same choice is made once more.
struct HeadlineSearch {
    private(set) var headlines: [ProfileDiff.Headline] = []
    private let diff: ProfileDiff
    /// 1 to look for growth, -1 for decline.
    private var sign = 1.0

    private struct Candidate {
        var at: Int
        var change: ProfileDiff.Change
        /// What counts of its growth.
        var growth: Double
    }

    init(_ comparison: ProfileComparison) {
        diff = comparison.diff
        // What got worse is what users ask for, however much else got better.
        for sign in [1.0, -1.0] {
            self.sign = sign
            guard let subject = subject() else { continue }
            var headline = ProfileDiff.Headline(subject: subject, isGrowth: sign > 0)
            if case .subtree(let row) = subject { addCenter(&headline, row, comparison) }
            headlines.append(headline)
        }
    }

    private func subject() -> ProfileDiff.Headline.Subject? {
        if let best = clearest(candidates(diff.rows.map(\.cumulative))) { return .subtree(best.at) }
        let packages = candidates(diff.packages.map(\.flat)).filter { !diff.packages[$0.at].name.isEmpty }
        if let best = clearest(packages) { return .package(best.at) }
        let functions = candidates(diff.rows.map(\.flat)).filter { candidate in
            if case .moved = diff.rows[candidate.at].fate { return false }
            return true
        }
        return clearest(functions).map { .function($0.at) }
    }

    private func candidates(_ changes: [ProfileDiff.Change]) -> [Candidate] {
        changes.enumerated().compactMap { at, change in
            guard change.isSignificant, change.growth * sign > 0 else { return nil }
            return Candidate(at: at, change: change, growth: change.growth * sign)
        }
    }

    private func clearest(_ candidates: [Candidate], part: Double = 0.7) -> Candidate? {
        let largest = candidates.map(\.growth).max() ?? 0
        var good = candidates.filter { $0.growth >= part * largest }
        let known = good.filter { $0.change.old > 0 && $0.change.new > 0 }
        if !known.isEmpty { good = known }
        good.sort { ($1.growth, $0.at) < ($0.growth, $1.at) }
        // Ties go to the larger change, which is further out.
        var best: (candidate: Candidate, distance: Double)?
        for candidate in good.prefix(400) {
            guard let interval = candidate.change.comparison?.interval() else { continue }
            let distance = sign > 0 ? interval.low : (interval.high > 0 ? 1 / interval.high : .infinity)
            if distance > best?.distance ?? -1 { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Where in a subtree the growth is.
    private func addCenter(_ headline: inout ProfileDiff.Headline, _ row: Int, _ comparison: ProfileComparison) {
        // The first profile of each side stands for all of them.
        let before = comparison.old[0].values(beneath: row, nodeCount: comparison.names.count)
        let after = comparison.new[0].values(beneath: row, nodeCount: comparison.names.count)
        let whole = (after.whole / diff.load - before.whole) * sign
        guard whole > 0 else { return }
        let own = (after.own / diff.load - before.own) * sign
        if own >= 0.5 * whole {
            headline.center = row
            headline.centerPart = min(1, own / whole)
            return
        }
        let beneath = candidates(diff.rows.map(\.cumulative)).compactMap { candidate -> Candidate? in
            var candidate = candidate
            candidate.growth = (after.nodes[candidate.at] / diff.load - before.nodes[candidate.at]) * sign
            return candidate.growth >= 0.5 * whole && candidate.at != row ? candidate : nil
        }
        guard let best = clearest(beneath) else { return }
        headline.center = best.at
        headline.centerPart = min(1, best.growth / whole)
    }
}

extension ComparedProfile {
    /// Inclusive weights by node in the part of the stacks beneath a node, that of its own code, and the sum.
    fileprivate func values(
        beneath node: Int, nodeCount: Int
    ) -> (nodes: [Double], own: Double, whole: Double) {
        var isWanted = [Bool](repeating: false, count: profile.locations.count)
        for location in isWanted.indices { isWanted[location] = nodes[location].contains { Int($0) == node } }
        var result = [Double](repeating: 0, count: nodeCount)
        var lastSample = [Int32](repeating: -1, count: nodeCount)
        var own = 0.0
        var whole = 0.0
        let samples = profile.samples
        for sample in 0..<samples.count {
            var search = samples.stack(sample)
            var isFound = false
            while !isFound, let location = search.next() { isFound = isWanted[Int(location)] }
            guard isFound else { continue }
            let value = Double(samples.value(sample, column))
            whole += value
            var isLeaf = true
            let mark = Int32(truncatingIfNeeded: sample)
            walk: for location in samples.stack(sample) {
                for below in nodes[Int(location)] {
                    if Int(below) == node {
                        if isLeaf { own += value }
                        break walk
                    }
                    isLeaf = false
                    guard lastSample[Int(below)] != mark else { continue }
                    lastSample[Int(below)] = mark
                    result[Int(below)] += value
                }
            }
        }
        return (result, own, whole)
    }
}
