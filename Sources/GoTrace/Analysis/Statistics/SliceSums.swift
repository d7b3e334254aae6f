/// Sums of many quantities over the same equal stretches of time, whose number stays bounded: when time runs out of
/// them, two become one in all rows.
///
/// Memory: two kilobytes for each row.
public struct SliceSums: Sendable {
    /// Slices that each row has room for; half of them at least are used once that many had been needed.
    static let limit = 256
    /// Logarithm of the nanoseconds of the first slices: 16 µs.
    static let firstShift = 14

    private(set) var shift = Self.firstShift
    private(set) var rowCount = 0
    private var values: [Int64] = []

    init() {}

    /// Nanoseconds of a slice.
    var width: Int64 { 1 << Int64(shift) }

    /// - Returns: the number of the new row.
    mutating func addRow() -> Int {
        values.append(contentsOf: repeatElement(0, count: Self.limit))
        rowCount += 1
        return rowCount - 1
    }

    /// - Parameter time: nanoseconds since the begin; what is negative counts as 0.
    @inline(__always)
    mutating func add(_ value: Int64, row: Int, at time: Int64) {
        let slice = slice(time)
        values[row * Self.limit + slice] &+= value
    }

    /// Adds a stretch of time, to each slice what lies in it.
    @inline(__always)
    mutating func add(row: Int, from start: Int64, to end: Int64) {
        let start = clamp(start)
        let end = clamp(end)
        guard end > start else { return }
        let last = slice(end - 1)
        let first = Int(start >> Int64(shift))
        let at = row * Self.limit
        if first == last {
            values[at + first] &+= end - start
            return
        }
        values[at + first] &+= (Int64(first) + 1) << Int64(shift) &- start
        for middle in (first + 1)..<last { values[at + middle] &+= width }
        values[at + last] &+= end &- Int64(last) << Int64(shift)
    }

    /// The sums of a row in slices of `1 << shift` nanoseconds.
    /// - Parameter shift: at least that of the sums.
    func slices(row: Int, shift wanted: Int) -> [Int64] {
        let more = max(wanted - shift, 0)
        var result = [Int64](repeating: 0, count: Swift.max(Self.limit >> more, 1))
        let first = row * Self.limit
        for slice in 0..<Self.limit { result[min(slice >> more, result.count - 1)] &+= values[first + slice] }
        return result
    }

    /// A trace may claim any time; 36 years are enough.
    @inline(__always)
    private func clamp(_ time: Int64) -> Int64 { min(max(time, 0), 1 << 60) }

    @inline(__always)
    private mutating func slice(_ time: Int64) -> Int {
        let time = clamp(time)
        if time >> Int64(shift) >= Int64(Self.limit) { widen(time) }
        return Int(time >> Int64(shift))
    }

    private mutating func widen(_ time: Int64) {
        while time >> Int64(shift) >= Int64(Self.limit) {
            for row in 0..<rowCount {
                let first = row * Self.limit
                for slice in 0..<Self.limit / 2 {
                    values[first + slice] = values[first + slice * 2] &+ values[first + slice * 2 + 1]
                }
                for slice in Self.limit / 2..<Self.limit { values[first + slice] = 0 }
            }
            shift += 1
        }
    }
}

/// Durations in equal stretches of time, whose number stays bounded in the same way.
public struct SlicedDurations: Sendable {
    private(set) var shift = SliceSums.firstShift
    private(set) var slices: [DurationDistribution] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    public var total: DurationDistribution {
        slices.reduce(into: DurationDistribution()) { $0.merge($1) }
    }

    /// - Parameter time: nanoseconds since the begin.
    mutating func add(_ duration: Int64, at time: Int64) {
        let time = min(max(time, 0), 1 << 60)
        while time >> Int64(shift) >= Int64(limit) { widen() }
        let slice = Int(time >> Int64(shift))
        slices.reach(slice, with: DurationDistribution())
        slices[slice].add(duration)
    }

    private mutating func widen() {
        for index in 0..<(slices.count + 1) / 2 {
            var sum = slices[index * 2]
            if index * 2 + 1 < slices.count { sum.merge(slices[index * 2 + 1]) }
            slices[index] = sum
        }
        slices.removeLast(slices.count / 2)
        shift += 1
    }
}
