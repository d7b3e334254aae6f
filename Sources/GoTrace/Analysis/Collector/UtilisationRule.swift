/// What a curve of mutator utilisation takes away from the program.
///
/// Source of the flags: `UtilFlags` in `internal/trace/gc.go` of Go 1.27.3.
public struct UtilisationRule: Sendable, Hashable {
    /// What counts as the collector's.
    public struct Parts: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Stops of the world for the collector.
        public static let stops = Parts(rawValue: 1)
        /// Mark workers, but for idle ones; with `perProcessor` dedicated ones neither.
        public static let background = Parts(rawValue: 2)
        public static let assists = Parts(rawValue: 4)
        public static let sweeps = Parts(rawValue: 8)

        /// What `go tool trace` shows at first.
        public static let usual: Parts = [.stops, .background, .assists]
    }

    /// How long a mark worker counts.
    public enum Workers: Sendable, Hashable {
        /// From its label until it stops.
        case whileRunning
        /// As in `MutatorUtilizationV2`: a goroutine that was a worker once counts whenever it runs, twice when it is
        /// one again, and only one of the two ends with it. Most processors count as the collector's soon and for ever.
        case asGoCounts
    }

    public var parts: Parts
    /// Whether each processor has a utilisation of its own, of which the least counts.
    public var isPerProcessor: Bool
    public var workers: Workers

    public init(_ parts: Parts = .usual, isPerProcessor: Bool = false, workers: Workers = .whileRunning) {
        self.parts = parts
        self.isPerProcessor = isPerProcessor
        self.workers = workers
    }
}

/// A change of the mutator utilisation.
public struct UtilisationStep: Sendable, Hashable {
    /// Nanoseconds of the trace's clock.
    public var time: Int64
    /// Share of the processors that the program has from then on, 0 to 1.
    public var utilisation: Double

    public init(time: Int64, utilisation: Double) {
        self.time = time
        self.utilisation = utilisation
    }
}
