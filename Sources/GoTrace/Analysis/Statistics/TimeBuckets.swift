/// Sums over equal stretches of time, whose number stays bounded: when time runs out of them, two become one.
public struct TimeBuckets: Sendable {
    /// Nanoseconds that each bucket stands for: a power of two.
    public private(set) var width: Int64
    public private(set) var values: [Int64] = []
    private let limit: Int

    /// - Parameters:
    ///   - limit: most buckets; half of these at least once that many had been needed.
    ///   - width: nanoseconds of a bucket at first.
    public init(limit: Int = 256, width: Int64 = 1 << 10) {
        self.limit = Swift.max(limit, 2)
        self.width = width
    }

    /// Adds a value at a time.
    /// - Parameter time: nanoseconds since the begin; what is negative counts as 0.
    @inline(__always)
    public mutating func add(_ value: Int64, at time: Int64) {
        let time = Self.clamped(time)
        reach(time)
        values[Int(time / width)] &+= value
    }

    /// Adds a stretch of time, each bucket what lies in it.
    /// - Parameters:
    ///   - start: nanoseconds since the begin.
    ///   - end: not before `start`.
    public mutating func add(from start: Int64, to end: Int64) {
        var start = Self.clamped(start)
        let end = Self.clamped(end)
        guard end > start else { return }
        reach(end &- 1)
        while start < end {
            let index = Int(start / width)
            let stop = Swift.min((Int64(index) + 1) * width, end)
            values[index] &+= stop - start
            start = stop
        }
    }

    /// Adds all sums of another, whose widths began alike.
    public mutating func merge(_ other: TimeBuckets) {
        while width < other.width { widen() }
        for (index, value) in other.values.enumerated() where value != 0 {
            add(value, at: Int64(index) &* other.width)
        }
    }

    /// Sums for a number of equal parts of a whole.
    /// - Parameter length: nanoseconds of the whole.
    public func parts(_ count: Int, of length: Int64) -> [Double] {
        guard count > 0, length > 0 else { return [] }
        var result = Array(repeating: 0.0, count: count)
        let part = Double(length) / Double(count)
        for (index, value) in values.enumerated() where value != 0 {
            let low = Double(index) * Double(width)
            let high = Swift.min(low + Double(width), Double(length))
            guard high > low else { continue }
            var place = Swift.min(Int(low / part), count - 1)
            var from = low
            while from < high {
                let to = place == count - 1 ? high : Swift.min(Double(place + 1) * part, high)
                result[place] += Double(value) * (to - from) / (high - low)
                guard place < count - 1 else { break }
                from = to
                place += 1
            }
        }
        return result
    }

    /// A trace may claim any time; 36 years are enough.
    @inline(__always)
    private static func clamped(_ time: Int64) -> Int64 { Swift.min(Swift.max(time, 0), 1 << 60) }

    @inline(__always)
    private mutating func reach(_ time: Int64) {
        if time / width < Int64(values.count) { return }
        extend(time)
    }

    private mutating func extend(_ time: Int64) {
        while time / width >= Int64(limit) { widen() }
        let missing = Int(time / width) + 1 - values.count
        if missing > 0 { values.append(contentsOf: repeatElement(0, count: missing)) }
    }

    /// Makes one of two.
    private mutating func widen() {
        for index in 0..<(values.count + 1) / 2 {
            let second = index * 2 + 1
            values[index] = values[index * 2] &+ (second < values.count ? values[second] : 0)
        }
        values.removeLast(values.count / 2)
        width *= 2
    }
}
