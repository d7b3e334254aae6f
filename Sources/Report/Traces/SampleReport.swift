import GoTrace
import Wire

/// What `sonde trace samples` tells, from one pass over a trace.
public struct SampleReport {
    let sites: TraceSites
    let samples: CPUSamples

    /// The analyses that a pass needs for the report.
    /// - Parameter goroutines: whose samples count; nil for all.
    public static func analyses(goroutines: Set<Int64>? = nil) -> [any TraceAnalysis] {
        [CPUSamples(goroutines: goroutines)]
    }

    public init(_ pass: TracePass) {
        sites = TraceSites(pass)
        samples = pass.result()
    }

    func count(_ situation: CPUSamples.Situation) -> Int { samples.situations[situation.rawValue] }

    /// Schema `sonde.trace.samples/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.trace.samples/1")
            json.member("durationNanoseconds", sites.duration)
            json.member("samples", samples.count)
            Self.write("states", samples.situations, to: &json)
            json.member("inCollectorWorkers", samples.inWorkers)
            json.member("inAssists", samples.inAssists)
            json.member("functions", array: samples.functions) { json, row in
                json.object {
                    $0.member("function", sites.scene.text(row.function))
                    $0.member("flat", row.flat)
                    $0.member("cum", row.cumulative)
                    Self.write("states", row.situations, to: &$0)
                }
            }
            json.member("groups", array: samples.groups) { json, row in
                json.object {
                    $0.member("group", sites.groupName(row.group))
                    $0.member("samples", row.situations.reduce(0, +))
                    Self.write("states", row.situations, to: &$0)
                }
            }
            json.member("stacks", array: samples.stacks) { json, row in
                json.object {
                    $0.member("samples", row.situations.reduce(0, +))
                    Self.write("states", row.situations, to: &$0)
                    sites.write("stack", stack: row.stack, to: &$0)
                }
            }
        }
    }

    private static func write(_ name: String, _ situations: [Int], to json: inout JSONWriter) {
        json.member(name) { json in
            json.onOneLine { json in
                json.object {
                    for situation in CPUSamples.Situation.allCases {
                        $0.member(situation.word, situations[situation.rawValue])
                    }
                }
            }
        }
    }
}

extension CPUSamples.Situation {
    /// For JSON.
    var word: String {
        switch self {
        case .running: "running"
        case .syscall: "systemCall"
        case .runnable: "runnable"
        case .waiting: "waiting"
        case .unknown: "unknown"
        case .noGoroutine: "noGoroutine"
        }
    }
}
