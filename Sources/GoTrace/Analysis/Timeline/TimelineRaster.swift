import Evidence

/// A row of a window: spans that are wide enough to be seen one by one, and of the others how long each pixel's time was
/// spent in each state.
///
/// Memory is bounded by the pixels, whatever happened: wide spans of a row that does not overlap number half the pixels.
public struct TimelineRaster: TimelineRow {
    public let scale: TimelineScale
    /// In the order of their ends.
    public private(set) var spans: [TimelineSpan] = []
    /// Nanoseconds in each state, by its raw value, of all spans.
    public private(set) var totals = [Int64](repeating: 0, count: TimelineState.allCases.count)
    /// Nanoseconds of narrow spans in each pixel, by the raw value of the state; empty for states without any.
    public private(set) var parts = [[Int64]](repeating: [], count: TimelineState.allCases.count)
    private let overlaps: Bool
    /// Nanoseconds of two pixels; where each has a nanosecond, nothing is narrow.
    private let wide: Int64

    public init(_ scale: TimelineScale, overlaps: Bool) {
        self.scale = scale
        self.overlaps = overlaps
        let part = scale.length / Int64(scale.parts)
        wide = part > 1 ? part * 2 : 1
    }

    @inline(__always)
    public mutating func add(_ span: TimelineSpan) {
        let start = max(span.start, scale.from)
        let end = min(span.end, scale.to)
        guard end > start else { return }
        totals[Int(span.state.rawValue)] &+= end &- start
        if !overlaps, end &- start >= wide {
            var span = span
            span.start = start
            span.end = end
            spans.append(span)
        } else {
            spread(Int(span.state.rawValue), start, end)
        }
    }

    private mutating func spread(_ state: Int, _ start: Int64, _ end: Int64) {
        if parts[state].isEmpty { parts[state] = Array(repeating: 0, count: scale.parts) }
        var part = scale.part(start)
        var from = start
        while from < end {
            let to = part == scale.parts - 1 ? end : min(scale.begin(part + 1), end)
            if to > from { parts[state][part] &+= to &- from }
            from = max(to, from)
            part += 1
            if part >= scale.parts { break }
        }
    }

    /// How many narrow spans lie over each pixel on average, of those in a state; empty when there are none at all.
    public func levels(_ state: TimelineState) -> [Double] {
        parts[Int(state.rawValue)].enumerated().map { Double($0.element) / Double(max(scale.length(of: $0.offset), 1)) }
    }

    public var isEmpty: Bool { totals.allSatisfy { $0 == 0 } }

    /// Nanoseconds in which something else than waiting was done.
    public var active: Int64 { totals.reduce(0, &+) &- totals[Int(TimelineState.waiting.rawValue)] }
}

/// A row of a whole trace whose length is not known yet: how long each stretch of time was spent in each state.
public struct TimelineBins: TimelineRow {
    /// Nanoseconds in each state over time since `begin`, by the raw value of the state; nil for states without any.
    public private(set) var states = [TimeBuckets?](repeating: nil, count: TimelineState.allCases.count)
    public let begin: Int64
    private let limit: Int

    public init(_ scale: TimelineScale, overlaps: Bool) {
        begin = scale.from
        limit = scale.parts
    }

    @inline(__always)
    public mutating func add(_ span: TimelineSpan) {
        let state = Int(span.state.rawValue)
        if states[state] == nil { states[state] = TimeBuckets(limit: limit) }
        states[state]?.add(from: span.start &- begin, to: span.end &- begin)
    }

    /// Nanoseconds in a state, of all spans.
    public func total(_ state: TimelineState) -> Int64 {
        states[Int(state.rawValue)]?.values.reduce(0, &+) ?? 0
    }

    /// Adds all of another row.
    mutating func merge(_ other: TimelineBins) {
        for (index, buckets) in other.states.enumerated() {
            guard let buckets else { continue }
            if states[index] == nil { states[index] = buckets } else { states[index]?.merge(buckets) }
        }
    }

    /// Nanoseconds in each part of a window; empty when there are none at all.
    public func parts(_ state: TimelineState, of scale: TimelineScale) -> [Double] {
        guard let buckets = states[Int(state.rawValue)] else { return [] }
        return buckets.parts(of: TimelineScale(from: scale.from &- begin, to: scale.to &- begin, parts: scale.parts))
    }

    /// Nanoseconds that each stretch of time stands for, at most.
    public var width: Int64 { states.reduce(1) { max($0, $1?.width ?? 1) } }
}

extension TimeBuckets {
    /// Sums in each part of a window, as if each bucket's were spread evenly.
    /// - Parameter scale: in nanoseconds since the begin.
    public func parts(of scale: TimelineScale) -> [Double] {
        var result = Array(repeating: 0.0, count: scale.parts)
        let width = Double(self.width)
        let part = Double(scale.length) / Double(scale.parts)
        let begin = Double(scale.from)
        let first = max(Int(scale.from / self.width), 0)
        let last = min(Int(scale.to / self.width), values.count - 1)
        guard first <= last else { return result }
        for index in first...last where values[index] != 0 {
            let low = max(Double(index) * width, begin)
            let high = min(Double(index) * width + width, Double(scale.to))
            guard high > low else { continue }
            let density = Double(values[index]) / width
            var place = min(max(Int((low - begin) / part), 0), scale.parts - 1)
            var from = low
            while from < high {
                let to = place == scale.parts - 1 ? high : min(begin + Double(place + 1) * part, high)
                if to > from { result[place] += density * (to - from) }
                guard place < scale.parts - 1 else { break }
                from = max(to, from)
                place += 1
            }
        }
        return result
    }
}
