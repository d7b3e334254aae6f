/// Control of the chance of any false alarm among many tests.
public enum FamilywiseError {
    /// Adjusted p-values: at a chance of alpha of one false alarm or more, a test is significant when its adjusted value
    /// is at most alpha.
    ///
    /// Source: Holm (1979), Scand. J. Statist. 6. It holds however the tests depend on each other.
    public static func adjusted(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var result = values
        var greatest = 0.0
        for (rank, at) in order.enumerated() {
            greatest = max(greatest, min(1, values[at] * Double(order.count - rank)))
            result[at] = greatest
        }
        return result
    }
}
