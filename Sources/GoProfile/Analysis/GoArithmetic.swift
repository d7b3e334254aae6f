/// Arithmetic as Go's on amd64: what reports print must be the same even where sums run over.
extension Int64 {
    /// The whole part of a number; the least number for what does not fit or is no number.
    public init(asGo value: Double) {
        self = Int64(exactly: value.rounded(.towardZero)) ?? .min
    }

    /// The number without its sign; the least number, which has no counterpart, stays as it is.
    public var wrappingMagnitude: Int64 { self < 0 ? 0 &- self : self }

    /// Division that does not trap.
    public func quotient(_ divisor: Int64) -> Int64 { dividedReportingOverflow(by: divisor).partialValue }
}
