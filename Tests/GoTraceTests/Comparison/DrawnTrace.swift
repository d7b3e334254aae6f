import Evidence
import TestSupport

@testable import GoTrace

/// Measures of traces that are drawn by a known law.
struct DrawnTrace {
    var slices = 40
    var rows = 12
    /// Standard deviation of the logarithm of a slice.
    var spread = 0.3
    /// Autocorrelation of slices.
    var memory = 0.0
    /// What one row is multiplied by, and whether a place has vanished.
    var factor = 1.0
    var lacksSecondRow = false
    /// Tasks in a slice, and what their durations are multiplied by; the longest twentieth alone by the second.
    var tasks = 20
    /// Standard deviation of the logarithm of what the tasks of a slice have in common.
    var common = 0.1
    var taskFactor = 1.0
    var tailFactor = 1.0

    private static let shift = 26

    func draw(_ random: inout SeededGenerator) -> MeasuredTrace {
        var result: [MeasuredTrace.Row] = []
        for row in 0..<rows where !(lacksSecondRow && row == 1) {
            // Places differ in size; a third of them occurs in few slices only.
            let size = 2e6 * Double(row % 5 + 1) * (row == 0 ? factor : 1)
            let isRare = row % 3 == 2
            var state = Self.normal(&random)
            let values = (0..<slices).map { _ -> Int64 in
                state = memory * state + (1 - memory * memory).squareRoot() * Self.normal(&random)
                if isRare, Double.random(in: 0..<1, using: &random) > 0.3 { return 0 }
                return Int64(size * Self.exponential(state * spread))
            }
            result.append(
                MeasuredTrace.Row(
                    key: MeasuredKey(quantity: .waiting, root: "main.root", what: "mutex", place: "main.place\(row)x"),
                    slices: values + [Int64](repeating: 0, count: SliceSums.limit - slices), stack: 0, isIdle: false))
        }
        return MeasuredTrace(
            name: "drawn", duration: Int64(slices) << Int64(Self.shift), shift: Self.shift, rows: result,
            instances: [instances(&random)])
    }

    /// Durations of the tasks in a slice have a factor in common.
    private func instances(_ random: inout SeededGenerator) -> MeasuredInstances {
        var durations = SlicedDurations(limit: 64)
        var state = Self.normal(&random)
        for slice in 0..<slices {
            state = memory * state + (1 - memory * memory).squareRoot() * Self.normal(&random)
            for _ in 0..<tasks {
                let own = Self.normal(&random)
                let base = 1e6 * taskFactor * Self.exponential(common * state + 0.4 * own)
                durations.add(Int64(own > 1.645 ? base * tailFactor : base), at: Int64(slice) << Int64(Self.shift) + 5)
            }
        }
        return MeasuredInstances(.task, durations: durations)
    }

    private static func normal(_ random: inout SeededGenerator) -> Double {
        // Twelve uniform values have the variance 1.
        (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }

    private static func exponential(_ value: Double) -> Double {
        // By halving: the series converges at once.
        let x = value / 64
        let root = 1 + x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4)))
        return (0..<6).reduce(root) { power, _ in power * power }
    }
}
