import Evidence

/// The stacks of a report, each once, with the sums of its values of every type.
///
/// Memory is in proportion to the samples, not to their frames. Order is that of the first samples.
public struct MergedStacks: Sendable {
    public let frames: FrameTable
    private let profile: Profile
    /// By stack: the first sample that has it.
    private var samples: [Int32] = []
    private var positive: [Int64] = []
    /// Empty when no value is below zero.
    private var negative: [Int64] = []
    private let typeCount: Int

    public var count: Int { samples.count }
    public var hasNegative: Bool { !negative.isEmpty }

    public init(_ report: PprofReport) {
        profile = report.profile
        frames = FrameTable(report)
        typeCount = report.profile.samples.typeCount
        let all = report.profile.samples
        let hasNegative = all.values.contains { $0 < 0 }
        var slots = [UInt32](repeating: 0, count: 1 << 10)
        var hashes: [UInt64] = []
        var stack: [Int32] = []
        var other: [Int32] = []
        for sample in 0..<all.count {
            frames.read(all.stack(sample), into: &stack)
            let hash = Self.hash(stack)
            var at = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            var found = -1
            while slots[at] != 0, found < 0 {
                let candidate = Int(slots[at]) - 1
                if hashes[candidate] == hash {
                    frames.read(all.stack(Int(samples[candidate])), into: &other)
                    if other == stack { found = candidate }
                }
                if found < 0 { at = (at + 1) & (slots.count - 1) }
            }
            if found < 0 {
                found = samples.count
                samples.append(Int32(sample))
                hashes.append(hash)
                for _ in 0..<typeCount {
                    positive.append(0)
                    if hasNegative { negative.append(0) }
                }
                slots[at] = UInt32(found) + 1
                if samples.count * 2 > slots.count { slots = Self.rehashed(hashes, slots.count * 2) }
            }
            for type in 0..<typeCount { add(report.exportedValue(sample, type), at: found * typeCount + type) }
        }
    }

    private mutating func add(_ value: Int64, at index: Int) {
        let magnitude = Int64(clamping: value.magnitude)
        if value < 0 {
            negative[index] = negative[index].saturatingSum(magnitude)
        } else {
            positive[index] = positive[index].saturatingSum(magnitude)
        }
    }

    private static func hash(_ stack: [Int32]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for frame in stack { hash = (hash ^ UInt64(UInt32(bitPattern: frame))) &* 0x9e37_79b9_7f4a_7c15 }
        return hash ^ hash >> 31
    }

    private static func rehashed(_ hashes: [UInt64], _ size: Int) -> [UInt32] {
        var slots = [UInt32](repeating: 0, count: size)
        for (number, hash) in hashes.enumerated() {
            var at = Int(truncatingIfNeeded: hash) & (size - 1)
            while slots[at] != 0 { at = (at + 1) & (size - 1) }
            slots[at] = UInt32(number) + 1
        }
        return slots
    }

    /// Replaces `frames` by those of a stack, leaf first.
    public func read(_ stack: Int, into frames: inout [Int32]) {
        self.frames.read(profile.samples.stack(Int(samples[stack])), into: &frames)
    }

    /// Sums of the values above and below zero, both positive.
    public func sums(_ stack: Int, _ type: Int) -> (positive: Int64, negative: Int64) {
        let at = stack * typeCount + type
        return (positive[at], negative.isEmpty ? 0 : negative[at])
    }

    public func value(_ stack: Int, _ type: Int) -> Int64 {
        let sums = sums(stack, type)
        return sums.positive - sums.negative
    }
}
