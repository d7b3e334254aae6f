import Evidence

/// What a recording's looks at its machine showed, in their order.
public struct HostSamples: Sendable, Equatable {
    public internal(set) var samples: [HostSample] = []
    /// Threads with what they ran and waited from the first look at each to the last one.
    public internal(set) var threads: [ThreadScheduleSample] = []

    /// Processes that were not recorded and used most of the processors meanwhile, most first.
    public internal(set) var others: [OtherProcessSample] = []

    public init() {}

    public init(_ samples: [HostSample], threads: [ThreadScheduleSample] = [], others: [OtherProcessSample] = []) {
        self.samples = samples
        self.threads = threads
        self.others = others
    }
}
