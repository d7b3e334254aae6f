/// What a trigger may ask about a running program.
public enum TriggerField: String, QueryField, CaseIterable {
    /// As `runtime.NumGoroutine` counts.
    case goroutines
    /// Processor time over the last second, as in top: 100 % is one processor.
    case cpu
    /// Bytes in memory.
    case rss
    case threads
    /// Open ones.
    case descriptors
    /// Collections a minute, over the last ten seconds.
    case collections = "gc"
    /// Signals that sonde got.
    case firstSignal = "SIGUSR1"
    case secondSignal = "SIGUSR2"

    public init?(word: String) {
        let others: [String: TriggerField] = ["memory": .rss, "fds": .descriptors]
        guard let field = TriggerField(rawValue: word) ?? others[word] else { return nil }
        self = field
    }

    public var kind: QueryValueKind { isMomentary ? .flag : .number }

    public static let names = "goroutines, cpu, rss, threads, descriptors, gc, SIGUSR1 or SIGUSR2"

    public var unit: QueryUnit {
        switch self {
        case .cpu: .percent
        case .rss: .bytes
        default: .one
        }
    }

    public static var isWatched: Bool { true }

    public var isMomentary: Bool { self == .firstSignal || self == .secondSignal }
}
