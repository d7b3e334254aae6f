/// The minimum mutator utilisation: for each length of a window, the least share of the processors that the program got
/// in any window of that length.
///
/// The utilisation is a step function, so that its mean over a window is linear between the moments at which an edge of
/// the window meets a step: the minimum lies at one of these. Sums are taken in the order of `newMMUSeries` of
/// `internal/trace/gc.go` (Go 1.27.3), so that results are the same to rounding.
public struct UtilisationCurve: Sendable {
    public let rule: UtilisationRule
    /// Steps of one series, or of one for each processor.
    public let series: [[UtilisationStep]]
    /// Utilised nanoseconds from the begin of a series to each step.
    private let sums: [[Double]]

    /// The worst of all windows of a length.
    public struct Window: Sendable {
        /// Nanoseconds; may be longer than the trace, whose length counts then.
        public var length: Int64
        public var utilisation: Double
        /// Begin, in nanoseconds of the trace's clock; nil without any series.
        public var start: Int64?
        /// Index of its series.
        public var series: Int
    }

    /// - Parameter start: what lies before is left out.
    public init(_ rule: UtilisationRule, _ steps: [[UtilisationStep]], from start: Int64 = .min) {
        self.rule = rule
        series = steps.map { Self.cut($0, start) }.filter { !$0.isEmpty }
        sums = series.map(Self.sums)
    }

    /// Length of the longest series in nanoseconds. Shorter than the trace when the utilisation had ended at 0 before.
    public var duration: Int64 {
        series.reduce(0) { max($0, ($1.last?.time ?? 0) &- ($1.first?.time ?? 0)) }
    }

    /// The worst window of a length.
    /// - Parameter length: nanoseconds; of 0 or less the utilisation is 0.
    public func worst(_ length: Int64) -> Window {
        guard length > 0 else { return Window(length: length, utilisation: 0, start: nil, series: 0) }
        var worst = Window(length: length, utilisation: 1, start: nil, series: 0)
        for index in series.indices { search(index, length, &worst) }
        return worst
    }

    /// Lengths of windows in steps of 1, 2 and 5 from 1 µs to the whole.
    public var lengths: [Int64] {
        var result: [Int64] = []
        var decade: Int64 = 1_000
        while decade <= duration {
            for factor in [1, 2, 5] as [Int64] where decade * factor < duration { result.append(decade * factor) }
            guard decade < .max / 100 else { break }
            decade *= 10
        }
        if duration > 0 { result.append(duration) }
        return result
    }

    private func search(_ index: Int, _ length: Int64, _ worst: inout Window) {
        let steps = series[index]
        let sums = sums[index]
        guard let first = steps.first?.time, let last = steps.last?.time, last > first else { return }
        let window = min(length, last &- first)
        // A trace may claim times that lie too far apart.
        guard window > 0 else { return }
        let end = last &- window
        var time = first
        var (left, right) = (0, 0)
        while true {
            while left + 1 < steps.count, steps[left + 1].time <= time { left += 1 }
            while right + 1 < steps.count, steps[right + 1].time <= time &+ window { right += 1 }
            let total =
                (sums[right] + steps[right].utilisation * Double(time &+ window &- steps[right].time))
                - (sums[left] + steps[left].utilisation * Double(time &- steps[left].time))
            let mean = total / Double(window)
            if mean < worst.utilisation || worst.start == nil {
                worst.utilisation = min(mean, 1)
                worst.start = time
                worst.series = index
                if mean == 0 { return }
            }
            if time == end { return }
            let nextLeft = left + 1 < steps.count ? steps[left + 1].time : .max
            let nextRight = right + 1 < steps.count ? steps[right + 1].time &- window : .max
            time = min(nextLeft, nextRight, end)
        }
    }

    private static func cut(_ steps: [UtilisationStep], _ start: Int64) -> [UtilisationStep] {
        guard let index = steps.lastIndex(where: { $0.time <= start }), let last = steps.last else { return steps }
        // A series that had ended by then.
        guard last.time > start else { return [] }
        var result = Array(steps[index...])
        result[0].time = start
        return result
    }

    private static func sums(_ steps: [UtilisationStep]) -> [Double] {
        var sums: [Double] = []
        sums.reserveCapacity(steps.count)
        var sum = 0.0
        for (index, step) in steps.enumerated() {
            if index > 0 {
                let previous = steps[index - 1]
                sum += previous.utilisation * Double(step.time &- previous.time)
            }
            sums.append(sum)
        }
        return sums
    }
}
