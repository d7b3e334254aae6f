import Wire

/// The part of a program that did not change, which everything else is compared with.
///
/// Shares of the whole mislead when one function grows much, for then all others shrink; time per second misleads when
/// the load differs, for then all of them grow. So the exposure is what the rest of the program used: beginning with
/// the whole, the function that deviates most is taken out as long as it deviates more than chance explains. This is
/// what DEGES does for counts of genes (Kadota, Nishiyama and Shimizu 2012, Algorithms Mol. Biol. 7). When nothing
/// changed, nothing is taken out but in 1 of 20 comparisons, and the exposure is the whole.
struct ReferenceSet: Sendable {
    /// Functions that are left out, by their own samples.
    private(set) var isOutside: [Bool]
    private(set) var outsideCount = 0
    /// More than half would have been left out: there is no majority that stayed as it was, and nothing is.
    private(set) var isUnstable = false

    /// - Parameters:
    ///   - weights: of one event, by function.
    ///   - dispersion: variance beyond sampling, by function; nil for none.
    init(
        old: [Double], new: [Double], weights: [Double], oldTotal: Double, newTotal: Double, dispersion: [Double]?
    ) {
        isOutside = Array(repeating: false, count: old.count)
        let candidates = old.indices.filter {
            old[$0] >= 0 && new[$0] >= 0 && weights[$0] > 0 && old[$0] + new[$0] >= 10 * weights[$0]
        }
        guard !candidates.isEmpty, oldTotal > 0, newTotal > 0 else { return }
        let limit = NormalDistribution.quantile(upperTail: 0.025 / Double(candidates.count))
        var rest = (old: oldTotal, new: newTotal)
        while true {
            var worst = (function: -1, score: limit * limit)
            for function in candidates where !isOutside[function] {
                let difference = new[function] * rest.old - old[function] * rest.new
                let sum = old[function] + new[function]
                let variance =
                    sum * rest.old * rest.new * weights[function] * (1 - sum / (rest.old + rest.new))
                    * (dispersion?[function] ?? 1)
                let score = variance > 0 ? difference * difference / variance : 0
                if score > worst.score { worst = (function, score) }
            }
            guard worst.function >= 0 else { return }
            isOutside[worst.function] = true
            outsideCount += 1
            rest.old -= old[worst.function]
            rest.new -= new[worst.function]
            if outsideCount > 256 || rest.old < oldTotal / 2 || rest.new < newTotal / 2 {
                isOutside = Array(repeating: false, count: old.count)
                outsideCount = 0
                isUnstable = true
                return
            }
        }
    }
}
