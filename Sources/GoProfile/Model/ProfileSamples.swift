import Wire

/// The samples of a profile.
///
/// A stack is a run of varints, each the index of a location plus one, leaf first: what a Go program writes is such a
/// run already, so that reading a profile copies no stack. Runs lie in `stacks.primary`, the profile as it was read,
/// or in `stacks.secondary`, where everything that was made since is.
public struct ProfileSamples: Sendable {
    public var stacks = StackStore()
    /// Start of each sample's run in the store.
    public var stackStarts: [Int] = []
    /// Length of each sample's run in bytes.
    public var stackLengths: [UInt32] = []
    /// `typeCount` values for each sample, sample after sample.
    public var values: [Int64] = []
    /// Number of each sample's set in the profile's `labelSets`.
    public var labelSets: [UInt32] = []
    /// Values in each sample.
    public var typeCount = 0

    public init() {}

    public var count: Int { labelSets.count }

    public func value(_ sample: Int, _ type: Int) -> Int64 { values[sample * typeCount + type] }

    /// The locations of a sample, leaf first.
    @inlinable
    public func stack(_ sample: Int) -> StackRun {
        stacks.run(start: stackStarts[sample], length: Int(stackLengths[sample]))
    }

    /// Points a run at a sample's stack: for loops over all samples, which would otherwise count references each time.
    @inlinable
    public func aim(_ run: inout StackRun, at sample: Int) {
        run.offset = stackStarts[sample]
        run.end = run.offset + Int(stackLengths[sample])
    }

    /// A run to aim.
    @inlinable
    public var emptyRun: StackRun { stacks.run(start: 0, length: 0) }

    /// Replaces the locations of a sample by `indexes`, leaf first.
    public mutating func setStack(_ sample: Int, _ indexes: some Sequence<UInt32>) {
        let start = stacks.end
        for index in indexes { stacks.secondary.appendVarint(UInt64(index) + 1) }
        stackStarts[sample] = start
        stackLengths[sample] = UInt32(clamping: stacks.end - start)
    }

    /// Adds a sample whose `values` are `typeCount` many.
    public mutating func append(
        stack indexes: some Sequence<UInt32>, values: some Sequence<Int64>, labelSet: UInt32
    ) {
        stackStarts.append(0)
        stackLengths.append(0)
        labelSets.append(labelSet)
        self.values.append(contentsOf: values)
        setStack(count - 1, indexes)
    }

    /// Keeps the samples for which `isKept` says so, in their order.
    public mutating func filter(_ isKept: (Int) -> Bool) {
        var kept = 0
        for sample in 0..<count where isKept(sample) {
            if kept != sample {
                stackStarts[kept] = stackStarts[sample]
                stackLengths[kept] = stackLengths[sample]
                labelSets[kept] = labelSets[sample]
                for type in 0..<typeCount { values[kept * typeCount + type] = values[sample * typeCount + type] }
            }
            kept += 1
        }
        stackStarts.removeLast(count - kept)
        stackLengths.removeLast(stackLengths.count - kept)
        values.removeLast(values.count - kept * typeCount)
        labelSets.removeLast(labelSets.count - kept)
    }
}

/// Where the stacks of a profile lie.
public struct StackStore: Sendable {
    /// The bytes of the profile as it was read.
    public var primary = Bytes()
    /// Runs that were made since; they count on from the end of `primary`.
    public var secondary: [UInt8] = []

    /// Where the next run will start.
    public var end: Int { primary.count + secondary.count }

    @inlinable
    func run(start: Int, length: Int) -> StackRun {
        StackRun(store: self, offset: start, end: start + length)
    }
}

/// A stack being read: the indexes of its locations, leaf first.
public struct StackRun: Sequence, IteratorProtocol {
    @usableFromInline let store: StackStore
    /// Where the next location lies in the store.
    public var offset: Int
    public var end: Int

    @usableFromInline
    init(store: StackStore, offset: Int, end: Int) {
        self.store = store
        self.offset = offset
        self.end = end
    }

    @inlinable
    public mutating func next() -> UInt32? {
        guard offset < end else { return nil }
        if offset < store.primary.count {
            return store.primary.varint(&offset).map { UInt32(truncatingIfNeeded: $0 &- 1) }
        }
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while offset < end {
            let byte = store.secondary[offset - store.primary.count]
            offset += 1
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        return UInt32(truncatingIfNeeded: result &- 1)
    }
}
