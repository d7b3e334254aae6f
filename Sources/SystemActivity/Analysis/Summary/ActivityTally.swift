import Evidence

/// How often something happened, and how long it took.
public struct ActivityTally: Sendable {
    public private(set) var count = 0
    /// Those that ended with an error.
    public private(set) var failed = 0
    /// Nanoseconds of all together, and of the longest.
    public private(set) var sum: Int64 = 0
    public private(set) var longest: Int64 = 0

    public init() {}

    mutating func add(_ duration: Int64, isFailed: Bool) {
        count += 1
        if isFailed { failed += 1 }
        guard duration > 0 else { return }
        sum &+= duration
        longest = max(longest, duration)
    }

    mutating func add(_ other: ActivityTally) {
        count += other.count
        failed += other.failed
        sum &+= other.sum
        longest = max(longest, other.longest)
    }
}

/// Tallies by a number, such as that of a text.
struct TallyTable {
    private(set) var tallies: [ActivityTally] = []

    mutating func add(_ key: Int, _ duration: Int64, isFailed: Bool) {
        guard key >= 0 else { return }
        if key >= tallies.count {
            tallies += Array(repeating: ActivityTally(), count: max(key + 1, tallies.count * 2) - tallies.count)
        }
        tallies[key].add(duration, isFailed: isFailed)
    }

    /// Nil when there is none.
    func tally(_ key: Int) -> ActivityTally? {
        tallies.indices.contains(key) && tallies[key].count > 0 ? tallies[key] : nil
    }

    /// Those that have any, by their numbers.
    func counted() -> [(key: Int, tally: ActivityTally)] {
        tallies.indices.filter { tallies[$0].count > 0 }.map { ($0, tallies[$0]) }
    }

    /// Those that have any, most time first.
    func ranked() -> [(key: Int, tally: ActivityTally)] {
        counted()
            .sorted { ($1.1.sum, $1.1.count, $0.0) < ($0.1.sum, $0.1.count, $1.0) }
    }
}
