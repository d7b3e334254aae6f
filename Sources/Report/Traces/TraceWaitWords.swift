import GoTrace
import Wire

extension GoroutineActivity {
    /// The word for it in JSON and tables.
    var name: String {
        switch self {
        case .running: "running"
        case .runnable: "runnable"
        case .systemCall: "syscall"
        case .systemCallWithoutProcessor: "syscall without processor"
        case .waiting(let kind): kind.rawValue
        }
    }
}

extension GoroutineInterval.Begin {
    /// How a goroutine became ready, in JSON and tables.
    var name: String {
        switch self {
        case .unknown: "before the trace"
        case .started, .entered, .resumed: "other"
        default: queryWord
        }
    }
}

extension ContentionChains.Activity {
    /// The word for it in JSON.
    var name: String {
        switch self {
        case .running: "running"
        case .runnable: "runnable"
        case .systemCall: "syscall"
        case .waiting: "waiting"
        case .notFollowed: "notFollowed"
        }
    }
}

extension IdlePattern {
    /// Why it is idle, for people.
    var words: String {
        switch self {
        case .runtime: "goroutine of the runtime"
        case .tracer: "writes the trace"
        case .listener: "waits for connections"
        case .nextRequest: "waits for the next request"
        case .connectionPool: "idle connection"
        case .workerLoop: "waits for work"
        case .sleeper: "sleeps"
        }
    }
}

extension DurationDistribution {
    /// Members of the object that is open; quantiles only when there are any durations.
    func write(to json: inout JSONWriter) {
        json.member("count", count)
        json.member("sumNanoseconds", sum)
        guard !isEmpty else { return }
        json.member("minNanoseconds", min)
        json.member("p50Nanoseconds", quantile(0.5))
        json.member("p90Nanoseconds", quantile(0.9))
        json.member("p99Nanoseconds", quantile(0.99))
        json.member("maxNanoseconds", max)
    }

    /// Cells of a table: sum, count, p50, p90, p99, max.
    var cells: [String] {
        [
            DurationText.format(sum), Plural.grouped(count), DurationText.format(quantile(0.5)),
            DurationText.format(quantile(0.9)), DurationText.format(quantile(0.99)),
            DurationText.format(isEmpty ? 0 : max),
        ]
    }

    static var columns: [TextTable.Column] {
        ["SUM", "COUNT", "P50", "P90", "P99", "MAX"].map { TextTable.Column(title: $0, isNumber: true) }
    }
}

extension DurationDistribution {
    static let csvColumns = ["count", "sum_ns", "p50_ns", "p90_ns", "p99_ns", "max_ns"]

    var csvCells: [String] {
        [Int64(count), sum, quantile(0.5), quantile(0.9), quantile(0.99), isEmpty ? 0 : max].map { String($0) }
    }
}
