import Wire

enum GeometricMean {
    /// Nil when there is nothing, or something that is not positive.
    static func of(_ values: [Double]) -> Double? {
        guard !values.isEmpty, values.allSatisfy({ $0 > 0 }) else { return nil }
        let sum = values.reduce(0) { $0 + Logarithm.natural($1) }
        return MathFunctions.exp(sum / Double(values.count))
    }
}
