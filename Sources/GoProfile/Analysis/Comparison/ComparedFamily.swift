import Evidence

/// Things of one kind whose values in two groups of profiles are tested together.
struct ComparedFamily {
    var old: [Double]
    var new: [Double]
    var oldMoment: [Double]
    var newMoment: [Double]
    var oldReplicates: [[Double]]
    var newReplicates: [[Double]]
    /// Part of each value that is in the exposure as well.
    var inside: [Double] = []
    /// Weight of an event on the new side by that on the old side: the ratio of the sampling periods.
    var periodRatio = 1.0
    private var dispersion: Dispersion?

    init() {
        self.init(old: [], new: [], oldMoment: [], newMoment: [], oldReplicates: [], newReplicates: [])
    }

    init(
        old: [Double], new: [Double], oldMoment: [Double], newMoment: [Double], oldReplicates: [[Double]],
        newReplicates: [[Double]]
    ) {
        self.old = old
        self.new = new
        self.oldMoment = oldMoment
        self.newMoment = newMoment
        self.oldReplicates = oldReplicates
        self.newReplicates = newReplicates
    }

    /// What the values of each profile are relative to.
    struct Exposures {
        var old: [Double]
        var new: [Double]
        /// They are sums of values of the profile, and not plain numbers of profiles.
        var isCount = true
    }

    /// The mean weight of one event in each thing, the same on both sides: values by it are effective counts.
    ///
    /// Source: Fay and Feuer (1997), Statistics in Medicine 16, on weighted sums of Poisson variables.
    var eventWeights: [Double] {
        old.indices.map { at in
            let value = old[at].magnitude + new[at].magnitude
            return value > 0 ? (oldMoment[at] + newMoment[at]) / value : 0
        }
    }

    func dispersions(_ exposures: Exposures) -> Dispersion? {
        guard oldReplicates.count + newReplicates.count > 2 else { return nil }
        let weights = eventWeights
        func replicates(_ values: [[Double]], _ exposures: [Double]) -> [Dispersion.Replicate] {
            zip(values, exposures).map { values, exposure in
                Dispersion.Replicate(
                    events: values.indices.map { weights[$0] > 0 ? max(0, values[$0] / weights[$0]) : 0 },
                    exposure: exposure)
            }
        }
        return Dispersion(
            old: replicates(oldReplicates, exposures.old), new: replicates(newReplicates, exposures.new))
    }

    @discardableResult
    mutating func estimateDispersion(_ exposures: Exposures) -> Dispersion? {
        dispersion = dispersions(exposures)
        return dispersion
    }

    /// The comparison of one or of several things taken together.
    func comparison(_ members: [Int], _ exposures: Exposures) -> RateComparison? {
        let value = (
            old: members.reduce(0) { $0 + old[$1] }, new: members.reduce(0) { $0 + new[$1] }
        )
        let sum = value.old + value.new
        guard value.old >= 0, value.new >= 0, sum > 0 else { return nil }
        // The weight of an event on the old side, from both.
        let weight = members.reduce(0) { $0 + oldMoment[$1] + newMoment[$1] } / (value.old + value.new * periodRatio)
        guard weight > 0 else { return nil }
        let unit = exposures.isCount ? weight : 1
        let part = members.reduce(0) { $0 + inside[$1] * (old[$1] + new[$1]) } / sum
        var result = RateComparison(
            old: value.old / weight, new: value.new / (weight * periodRatio),
            oldExposure: exposures.old.reduce(0, +) / unit,
            newExposure: exposures.new.reduce(0, +) / (unit * periodRatio), inside: exposures.isCount ? part : 0.5)
        if let dispersion {
            result.dispersion = members.reduce(1) { max($0, dispersion.ratios[$1]) }
            result.freedom = dispersion.freedom
        }
        return result
    }

    /// Tests all that are heavy enough to come out significant.
    func changes(_ exposures: Exposures, isTested: Bool) -> [ProfileDiff.Change] {
        var result = old.indices.map { at in
            var change = ProfileDiff.Change()
            change.old = old[at]
            change.new = new[at]
            return change
        }
        guard isTested else { return result }
        var tested: [Int] = []
        var least: [Double] = []
        for at in old.indices {
            guard let comparison = comparison([at], exposures) else { continue }
            result[at].comparison = comparison
            tested.append(at)
            least.append(comparison.leastPValue)
        }
        let isTestable = FalseDiscovery.testable(leastValues: least, rate: ProfileDiff.familyRate)
        let heavy = tested.indices.filter { isTestable[$0] }.map { tested[$0] }
        let values = heavy.map { result[$0].comparison?.pValue ?? 1 }
        for (at, adjusted) in zip(heavy.indices, FalseDiscovery.adjusted(values)) {
            result[heavy[at]].pValue = values[at]
            result[heavy[at]].adjusted = adjusted
            result[heavy[at]].isSignificant = adjusted <= ProfileDiff.familyRate
        }
        return result
    }
}
