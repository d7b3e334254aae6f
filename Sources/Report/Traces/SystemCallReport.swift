import GoTrace
import Wire

/// What `sonde trace syscalls` tells, from one pass over a trace.
public struct SystemCallReport {
    let sites: TraceSites
    let rows: [Row]
    /// Rows of calls of one name, taken together; most time first.
    let names: [Name]

    struct Row {
        let name: String
        let tally: SystemCallTally
    }

    struct Name {
        let name: String
        var durations = DurationDistribution()
        var lost = DurationDistribution()
        var heldUp = DurationDistribution()
        var open = 0
    }

    /// The analyses that a pass needs for the report.
    public static func analyses() -> [any TraceAnalysis] { [SystemCalls()] }

    public init(_ pass: TracePass) {
        sites = TraceSites(pass)
        let tables = pass.scene.tables
        rows = pass.result(SystemCalls.self).rows.map {
            let name = SystemCallName.name(stack: tables.functionNames(stack: $0.stack))
            return Row(name: name.isEmpty ? "(stack unknown)" : name, tally: $0)
        }
        var indexes: [String: Int] = [:]
        var names: [Name] = []
        for row in rows {
            let index = indexes[row.name] ?? names.count
            if index == names.count {
                indexes[row.name] = index
                names.append(Name(name: row.name))
            }
            names[index].durations.merge(row.tally.durations)
            names[index].lost.merge(row.tally.lost)
            names[index].heldUp.merge(row.tally.heldUp)
            names[index].open += row.tally.unfinished.count
        }
        self.names = names.sorted { ($0.durations.sum, $1.name) > ($1.durations.sum, $0.name) }
    }

    /// Calls that are work, taken together.
    var total: Name {
        names.filter { !SystemCallName.isWaitOfRuntime($0.name) }.reduce(into: Name(name: "")) {
            $0.durations.merge($1.durations)
            $0.lost.merge($1.lost)
            $0.heldUp.merge($1.heldUp)
            $0.open += $1.open
        }
    }

    /// Schema `sonde.trace.syscalls/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.trace.syscalls/1")
            json.member("durationNanoseconds", sites.duration)
            json.member("longCallNanoseconds", SystemCalls.longCall)
            members(of: total, to: &json)
            json.member("names", array: names) { json, name in
                json.object {
                    $0.member("name", name.name)
                    $0.member("background", SystemCallName.isWaitOfRuntime(name.name))
                    members(of: name, to: &$0)
                }
            }
            json.member("stacks", array: rows) { json, row in
                json.object {
                    $0.member("name", row.name)
                    TraceSites.write("durations", row.tally.durations, to: &$0)
                    TraceSites.write("lostProcessor", row.tally.lost, to: &$0)
                    TraceSites.write("heldUp", row.tally.heldUp, to: &$0)
                    $0.member("open", row.tally.unfinished.count)
                    $0.member("openNanoseconds", row.tally.unfinished.sum)
                    $0.member("longestGoroutine", row.tally.longest.goroutine)
                    $0.member("longestAtNanoseconds", sites.offset(row.tally.longest.start))
                    sites.write("stack", stack: row.tally.stack, to: &$0)
                }
            }
        }
    }

    private func members(of name: Name, to json: inout JSONWriter) {
        TraceSites.write("durations", name.durations, to: &json)
        TraceSites.write("lostProcessor", name.lost, to: &json)
        TraceSites.write("heldUp", name.heldUp, to: &json)
        json.member("open", name.open)
    }
}
