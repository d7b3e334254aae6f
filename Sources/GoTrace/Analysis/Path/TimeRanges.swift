/// Stretches of time in which something was so, in the order of their ends.
struct TimeRanges: Sendable {
    private var starts: [Int64] = []
    private var ends: [Int64] = []
    /// Whose they are.
    private var owners: [Int32] = []
    /// No stretch is longer.
    private var longest: Int64 = 0

    mutating func append(_ start: Int64, _ end: Int64, owner: Int32 = 0) {
        guard end > start else { return }
        starts.append(start)
        ends.append(end)
        owners.append(owner)
        longest = max(longest, end &- start)
    }

    /// Nanoseconds of an owner's stretches, which do not overlap, between two times.
    func overlap(_ start: Int64, _ end: Int64, owner: Int32 = 0) -> Int64 {
        var (low, high) = (0, ends.count)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= start { low = middle + 1 } else { high = middle }
        }
        var sum: Int64 = 0
        var index = low
        while index < ends.count, ends[index] < end &+ longest {
            if owners[index] == owner, starts[index] < end {
                sum &+= min(ends[index], end) &- max(starts[index], start)
            }
            index += 1
        }
        return sum
    }

    mutating func drop(until time: Int64) {
        guard ends.count > 4096, ends[ends.count / 2] <= time else { return }
        let count = ends.firstIndex { $0 > time } ?? ends.count
        starts.removeFirst(count)
        ends.removeFirst(count)
        owners.removeFirst(count)
    }
}
