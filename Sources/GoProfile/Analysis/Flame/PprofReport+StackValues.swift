extension PprofReport {
    /// The value of a sample in reports of stacks: of a mean, divided by its count.
    /// - Parameter type: column of the value; the report's own without one.
    public func stackValue(_ sample: Int, _ type: Int? = nil) -> Int64 {
        let value = profile.samples.value(sample, type ?? column)
        guard options.mean, type ?? column == column else { return value }
        let divisor = profile.samples.value(sample, 0)
        return divisor == 0 ? value : value.quotient(divisor)
    }

    /// The value of a sample as files take it: divided as asked for.
    public func exportedValue(_ sample: Int, _ type: Int) -> Int64 {
        let value = type == column ? stackValue(sample) : profile.samples.value(sample, type)
        let ratio = 1 / options.divideBy
        return ratio > 0 && ratio != 1 ? Int64(asGo: Double(value) * ratio) : value
    }

    /// Types of the values, with their units.
    public var sampleTypes: [(type: String, unit: String)] { profile.sampleTypes.map { profile.named($0) } }
}
