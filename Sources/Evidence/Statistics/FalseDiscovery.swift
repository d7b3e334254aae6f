/// Control of the rate of false discoveries among many tests.
public enum FalseDiscovery {
    /// Adjusted p-values: a test is a discovery at rate q when its adjusted value is at most q.
    ///
    /// Source: Benjamini and Hochberg (1995), J. R. Statist. Soc. B 57. It holds for independent tests and for those
    /// that depend on each other positively (Benjamini and Yekutieli 2001), as functions on common stacks do. When no
    /// hypothesis is false, the rate is the chance of any discovery at all.
    public static func adjusted(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var result = values
        var least = 1.0
        for rank in stride(from: order.count, through: 1, by: -1) {
            let at = order[rank - 1]
            least = min(least, values[at] * Double(order.count) / Double(rank))
            result[at] = least
        }
        return result
    }

    /// Which tests can come out significant at all, judged by the least p-value that each could have.
    ///
    /// The least p-value depends on a function's samples in both profiles together, not on how they are split, so
    /// that leaving tests out by it does not bias the rest. Source: Tarone (1990), Biometrics 46; with false
    /// discovery rates Gilbert (2005), Appl. Statist. 54.
    public static func testable(leastValues: [Double], rate: Double) -> [Bool] {
        let sorted = leastValues.sorted()
        // The smallest K such that at most K tests could reach rate / K.
        var count = 0
        for k in 1...max(1, sorted.count) {
            count = k
            let reaching = sorted.partition(above: rate / Double(k))
            if reaching <= k { break }
        }
        let limit = rate / Double(count)
        return leastValues.map { $0 <= limit }
    }
}

extension [Double] {
    /// How many elements of the sorted array are at most `limit`.
    fileprivate func partition(above limit: Double) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
