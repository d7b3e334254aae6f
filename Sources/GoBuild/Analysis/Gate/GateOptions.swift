/// What a gate takes for worse.
public struct GateOptions: Sendable {
    /// The smallest change of a benchmark that matters, as a part: 0.03.
    public var effect: Double
    /// Growth of a function's machine code or frame that matters, as a part: 0.1.
    public var growth: Double
    /// Chance of one false alarm or more among all benchmarks.
    public var alpha: Double

    public init(effect: Double = 0.03, growth: Double = 0.1, alpha: Double = 0.05) {
        (self.effect, self.growth, self.alpha) = (effect, growth, alpha)
    }
}
