/// What a batch holds, as its first byte says.
enum BatchContents {
    case strings, stacks, cpuSamples, sync, events

    /// - Parameter first: the first byte of a batch of no experiment.
    init(_ first: UInt8, _ version: TraceVersion) {
        switch EventType(rawValue: first) {
        case .strings: self = .strings
        case .stacks: self = .stacks
        case .cpuSamples: self = .cpuSamples
        case .frequency where !version.hasClockSnapshots: self = .sync
        case .sync where version.hasClockSnapshots: self = .sync
        default: self = .events
        }
    }
}
