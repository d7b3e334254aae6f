import Evidence

/// The open descriptors of a process, followed through the calls that change them.
struct DescriptorTable {
    struct Entry {
        var path: StringID
        var isClosedOnExecution: Bool
        /// When the call ended that made it; 0 for what was open before.
        var since: Int64
    }

    private(set) var entries: [Int32: Entry] = [:]

    func path(_ descriptor: Int32) -> StringID? { entries[descriptor]?.path }

    mutating func set(_ descriptor: Int32, _ path: StringID, isClosedOnExecution: Bool, at time: Int64) {
        entries[descriptor] = Entry(path: path, isClosedOnExecution: isClosedOnExecution, since: time)
    }

    /// Takes a descriptor out that a call closed. Its number is free before the call ends, so that another thread may
    /// have it again by then: what is younger than the begin of the call stays.
    mutating func close(_ descriptor: Int32, begun time: Int64) {
        if let entry = entries[descriptor], entry.since <= time { entries[descriptor] = nil }
    }

    mutating func close(_ range: ClosedRange<Int64>, begun time: Int64) {
        for (descriptor, entry) in entries where range.contains(Int64(descriptor)) && entry.since <= time {
            entries[descriptor] = nil
        }
    }

    mutating func mark(_ descriptor: Int32, isClosedOnExecution: Bool) {
        entries[descriptor]?.isClosedOnExecution = isClosedOnExecution
    }

    mutating func rename(_ descriptor: Int32, _ path: StringID) { entries[descriptor]?.path = path }

    /// Another program runs from now on.
    mutating func execute() { entries = entries.filter { !$0.value.isClosedOnExecution } }
}
