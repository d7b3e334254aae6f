import Evidence
import Wire

/// A profile of an older format while its samples are read.
struct LegacyDraft {
    var builder: ProfileBuilder
    /// Whether a profile without `debug=1` leaves out the functions of the runtime at the leaf.
    var leavesOutRuntime = false
    var symbols: SymbolLines

    init(sampleTypes: [(type: String, unit: String)], periodType: (type: String, unit: String), period: Int64) {
        builder = ProfileBuilder(sampleTypes: sampleTypes, periodType: periodType)
        builder.profile.period = period
        symbols = SymbolLines()
    }

    /// Adds a sample whose frames are runtime addresses, leaf first.
    /// - Parameter mayDoubleLeaf: the leaf may come twice, from the context of the signal and from the stack; as a
    ///   return address, the second one was moved to the call before it.
    mutating func append(
        addresses: some Sequence<UInt64>, values: [Int64], labels: [ProfileLabel] = [], mayDoubleLeaf: Bool = false
    ) {
        var stack = addresses.map { builder.location(address: $0) }
        if mayDoubleLeaf, stack.count > 1 {
            let known = builder.profile.locations.addresses
            if known[Int(stack[0])] == known[Int(stack[1])] &+ 1 { stack.remove(at: 1) }
        }
        builder.append(stack: stack, values: values, labels: labels)
    }

    /// Adds a sample out of a row of return addresses and the comments that follow it.
    mutating func append(_ row: LegacyRow) {
        var labels = row.labels
        labels += symbols.labels(&builder)
        guard !symbols.frames.isEmpty, !row.addresses.isEmpty else {
            // To land on the call instead of behind it.
            append(addresses: row.addresses.lazy.map { $0 &- 1 }, values: row.values, labels: labels)
            symbols.reset()
            return
        }
        let stack = symbols.stack(row.addresses, leavesOutRuntime: leavesOutRuntime, &builder)
        builder.append(stack: stack, values: row.values, labels: labels)
        symbols.reset()
    }

    /// The profile with the mappings that the rest of the text lists.
    mutating func finish(_ lines: inout LegacyLines, _ format: LegacyFormat) throws -> Profile {
        while !lines.current.announcesMemoryMap, lines.next() {}
        try readMemoryMap(&lines, format)
        return finished()
    }

    /// Reads the list of mappings that begins with the next line.
    mutating func readMemoryMap(_ lines: inout LegacyLines, _ format: LegacyFormat) throws {
        var map = MemoryMapReader(format)
        try map.read(&lines, &builder.profile)
        MappingRules.tidy(&builder.profile)
        MappingRules.assign(&builder.profile)
    }

    mutating func finished() -> Profile {
        symbols.count(&builder.profile.quality)
        if symbols.isUsed {
            for at in builder.profile.mappings.indices {
                builder.profile.mappings[at].hasFunctions = true
                builder.profile.mappings[at].hasFileNames = true
                builder.profile.mappings[at].hasLineNumbers = true
                builder.profile.mappings[at].hasInlineFrames = true
            }
        }
        return builder.profile
    }
}

/// A row of an older text format.
struct LegacyRow {
    var values: [Int64]
    /// Return addresses, leaf first.
    var addresses: [UInt64]
    var labels: [ProfileLabel] = []
}
