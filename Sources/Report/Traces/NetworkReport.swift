import GoTrace
import Wire

/// What `sonde trace network` tells, from one pass over a trace.
public struct NetworkReport {
    let sites: TraceSites
    let rows: [NetworkWaitTally]
    /// Rows of one operation on one party's behalf, taken together; most time first, background last.
    let classes: [Class]

    struct Class {
        let operation: NetworkOperation
        var durations = DurationDistribution()
        var byPoller = 0
        var byGoroutine = 0
        var open = 0
    }

    /// The analyses that a pass needs for the report.
    public static func analyses() -> [any TraceAnalysis] { [NetworkWaits()] }

    public init(_ pass: TracePass) {
        sites = TraceSites(pass)
        rows = pass.result(NetworkWaits.self).rows
        var indexes: [NetworkOperation: Int] = [:]
        var classes: [Class] = []
        for row in rows {
            let index = indexes[row.operation] ?? classes.count
            if index == classes.count {
                indexes[row.operation] = index
                classes.append(Class(operation: row.operation))
            }
            classes[index].durations.merge(row.durations)
            classes[index].byPoller += row.byPoller.count
            classes[index].byGoroutine += row.byGoroutine.count
            classes[index].open += row.open
        }
        self.classes = classes.enumerated().sorted { a, b in
            if a.element.operation.isBackground != b.element.operation.isBackground {
                return b.element.operation.isBackground
            }
            return (a.element.durations.sum, b.offset) > (b.element.durations.sum, a.offset)
        }.map(\.element)
    }

    /// Waits of one kind taken together.
    func total(isBackground: Bool) -> DurationDistribution {
        classes.filter { $0.operation.isBackground == isBackground }
            .reduce(into: DurationDistribution()) { $0.merge($1.durations) }
    }

    /// Schema `sonde.trace.network/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.trace.network/1")
            json.member("durationNanoseconds", sites.duration)
            TraceSites.write("waits", total(isBackground: false), to: &json)
            TraceSites.write("backgroundWaits", total(isBackground: true), to: &json)
            json.member("operations", array: classes) { json, row in
                json.object {
                    write(row.operation, to: &$0)
                    TraceSites.write("durations", row.durations, to: &$0)
                    $0.member("wokenByPoller", row.byPoller)
                    $0.member("wokenByGoroutine", row.byGoroutine)
                    $0.member("open", row.open)
                }
            }
            json.member("stacks", array: rows) { json, row in
                json.object {
                    write(row.operation, to: &$0)
                    TraceSites.write("durations", row.durations, to: &$0)
                    TraceSites.write("wokenByPoller", row.byPoller, to: &$0)
                    TraceSites.write("wokenByGoroutine", row.byGoroutine, to: &$0)
                    $0.member("open", row.open)
                    $0.member("openNanoseconds", row.openTime)
                    $0.member("censored", row.censored)
                    $0.member("longestGoroutine", row.longest.goroutine)
                    $0.member("longestAtNanoseconds", sites.offset(row.longest.start))
                    sites.write("stack", stack: row.stack, to: &$0)
                }
            }
        }
    }

    private func write(_ operation: NetworkOperation, to json: inout JSONWriter) {
        json.member("operation", operation.action.rawValue)
        json.member("user", operation.user)
        json.member("background", operation.isBackground)
    }
}

extension NetworkOperation {
    /// `read, HTTP server`.
    var words: String {
        let action =
            switch self.action {
            case .handshake: "TLS handshake"
            case .lookup: "name lookup"
            case .file: "pipe or file"
            case .answer: "answer or idle"
            case .request: "next request"
            case .watch: "client's end"
            case .accept, .dial, .read, .write, .other: self.action.rawValue
            }
        return user.isEmpty ? action : "\(action), \(user)"
    }
}
