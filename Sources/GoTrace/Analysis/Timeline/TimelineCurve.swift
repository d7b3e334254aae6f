/// A value over time, such as the size of the heap: of each stretch of time the least, the greatest and the last.
/// The number of stretches stays bounded: when time runs out of them, two become one.
public struct TimelineCurve: Sendable {
    public struct Point: Sendable {
        /// -1 when there was no value.
        public var least: Int64 = -1
        public var most: Int64 = -1
        public var last: Int64 = -1
    }

    /// Nanoseconds of each stretch.
    public private(set) var width: Int64 = 1 << 10
    public private(set) var points: [Point] = []
    private let limit: Int

    public init(limit: Int) { self.limit = max(limit, 2) }

    /// - Parameter time: nanoseconds since the begin.
    public mutating func add(_ value: Int64, at time: Int64) {
        let time = min(max(time, 0), 1 << 60)
        while time / width >= Int64(limit) { widen() }
        let index = Int(time / width)
        if points.count <= index { points += Array(repeating: Point(), count: index + 1 - points.count) }
        points[index].include(Point(least: value, most: value, last: value))
    }

    private mutating func widen() {
        var half: [Point] = []
        half.reserveCapacity(points.count / 2 + 1)
        for index in stride(from: 0, to: points.count, by: 2) {
            var point = points[index]
            if index + 1 < points.count { point.include(points[index + 1]) }
            half.append(point)
        }
        points = half
        width *= 2
    }

    /// The curve in each part of a window; a part without a value of its own has the last one before.
    /// - Parameter scale: in nanoseconds since the begin.
    public func parts(of scale: TimelineScale) -> [Point] {
        var result: [Point] = []
        result.reserveCapacity(scale.parts)
        var index = 0
        var known = Point()
        for part in 0..<scale.parts {
            let end = part == scale.parts - 1 ? scale.to : scale.begin(part + 1)
            var point = Point()
            while index < points.count, Int64(index) * width < end {
                if points[index].last >= 0 {
                    // What lies before the window is only the value with which it begins.
                    if Int64(index + 1) * width <= scale.from {
                        known = points[index]
                    } else {
                        point.include(points[index])
                    }
                }
                index += 1
            }
            if point.last < 0 {
                point = Point(least: known.last, most: known.last, last: known.last)
            }
            known = point
            result.append(point)
        }
        return result
    }
}

extension TimelineCurve.Point {
    fileprivate mutating func include(_ other: Self) {
        guard other.last >= 0 else { return }
        least = least < 0 ? other.least : min(least, other.least)
        most = max(most, other.most)
        last = other.last
    }
}
