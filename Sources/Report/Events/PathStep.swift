/// A stretch of a critical path, as reports and pages show it.
public struct PathStep: Sendable {
    /// What went on, in words.
    public var what: String
    /// Nanoseconds since the begin of the path.
    public var start: Int64
    /// Nanoseconds.
    public var duration: Int64
    /// In `ActivityTables.processes`; -1 for none, or several.
    public var process: Int32 = -1
    /// Whether somebody computed, and did not wait.
    public var isRunning = false

    /// Steps of which what is shorter than a hundredth of the whole is gathered between two longer ones: a row says what
    /// took its time, or what took most of it.
    /// - Parameter total: nanoseconds of the whole.
    static func gathered(_ steps: [PathStep], of total: Int64) -> [PathStep] {
        var result: [PathStep] = []
        var short: [PathStep] = []
        func flush() {
            defer { short = [] }
            guard let first = short.first, short.count > 1 else {
                result += short
                return
            }
            var sums: [String: Int64] = [:]
            for step in short { sums[step.what, default: 0] &+= step.duration }
            let most = sums.max { ($0.value, $1.key) < ($1.value, $0.key) }
            let part = most.map { ", most of it “\($0.key)” (\(DurationText.format($0.value)))" } ?? ""
            result.append(
                PathStep(
                    what: "\(Plural.of(short.count, "shorter part"))\(part)", start: first.start,
                    duration: short.reduce(0) { $0 &+ $1.duration }))
        }
        for step in steps {
            if step.duration < total / 100 {
                short.append(step)
            } else {
                flush()
                result.append(step)
            }
        }
        flush()
        return result
    }
}

/// A critical path as rows.
public struct PathSteps: Sendable {
    /// Nanoseconds from its begin to its end.
    public var total: Int64
    /// When it began, in the log's clock.
    public var begin: Int64
    /// All steps, in order.
    public var steps: [PathStep]
    /// The steps of which none is shorter than a hundredth of the whole.
    public var mainSteps: [PathStep]
    /// What the time went to: name, nanoseconds, and how many it stands for, 0 for what cannot be counted.
    public var shares: [(name: String, time: Int64, count: Int)]
}
