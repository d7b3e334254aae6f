import GoTrace
import Wire

/// What `sonde trace creation` tells, from one pass over a trace.
public struct CreationReport {
    let sites: TraceSites
    let tree: CreationTree
    /// Rows of `tree` by the group of the creator; -1 stands for no goroutine of the trace.
    let children: [Int32: [CreationTally]]
    /// Growing without an end, fastest first.
    let suspects: [CreationTally]

    /// The analyses that a pass needs for the report.
    public static func analyses() -> [any TraceAnalysis] { [CreationTree()] }

    public init(_ pass: TracePass) {
        sites = TraceSites(pass)
        let tree = pass.result(CreationTree.self)
        self.tree = tree
        children = Dictionary(grouping: tree.rows) { $0.origin == .goroutine ? $0.parent : -1 }
        suspects = tree.rows.filter(tree.isSuspect)
            .sorted { ($0.growth.slope, $1.stack) > ($1.growth.slope, $0.stack) }
    }

    /// Goroutines created a second.
    func rate(_ row: CreationTally) -> Double {
        sites.duration > 0 ? Double(row.created) / (Double(sites.duration) / 1e9) : 0
    }

    /// Whether far more were created at once than their rate leads one to expect.
    func hasBurst(_ row: CreationTally) -> Bool {
        row.burst.count >= 20
            && Double(row.burst.count) >= 20 * max(rate(row) * Double(CreationTree.burstWindow) / 1e9, 0.05)
    }

    /// Schema `sonde.trace.creation/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.trace.creation/1")
            json.member("durationNanoseconds", sites.duration)
            json.member("created", tree.created)
            json.member("ended", tree.ended)
            json.member("before", tree.before)
            json.member("mostAlive", tree.mostAlive)
            json.member("aliveAtEnd", tree.before + tree.created - tree.ended)
            json.member("suspects", suspects.count)
            json.member("rows", array: tree.rows) { write($1, to: &$0) }
        }
    }

    private func write(_ row: CreationTally, to json: inout JSONWriter) {
        json.object { json in
            json.member("group", sites.groupName(row.group))
            json.member("origin", row.origin.word)
            json.member("creator", row.origin == .goroutine ? sites.groupName(row.parent) : "")
            json.member("created", row.created)
            json.member("perSecond", row.origin == .before ? 0 : rate(row))
            json.member("ended", row.ended)
            json.member("aliveAtEnd", row.alive)
            TraceSites.write("lifetimes", row.lifetimes, to: &json)
            json.member("growth") { json in
                json.onOneLine {
                    $0.object {
                        $0.member("perSecond", row.growth.slope)
                        $0.member("low", row.growth.low)
                        $0.member("high", row.growth.high)
                        $0.member("latePerSecond", row.growth.lateSlope)
                        $0.member("growingSlices", row.growth.growingSlices)
                        $0.member("slices", row.growth.slices)
                    }
                }
            }
            json.member("suspect", tree.isSuspect(row))
            if row.burst.count > 0 {
                json.member("burst") { json in
                    json.onOneLine {
                        $0.object {
                            $0.member("count", row.burst.count)
                            $0.member("atNanoseconds", sites.offset(row.burst.start))
                            $0.member("withinNanoseconds", CreationTree.burstWindow)
                            $0.member("unusual", hasBurst(row))
                        }
                    }
                }
            }
            sites.write("stack", stack: row.stack, to: &json)
        }
    }
}

extension CreationTally.Origin {
    var word: String {
        switch self {
        case .goroutine: "goroutine"
        case .runtime: "runtime"
        case .before: "before the trace"
        }
    }
}
