import Diagnosis
import Evidence
import GoBuild
import Wire

extension ExplainReport {
    /// All decisions, and what profiles add.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.build.explain/1")
            json.member("packages", strings: log.packages.map(log.text))
            json.member("functions", summary.functions)
            json.member("inlinable", summary.inlinable)
            json.member("inlinedCalls", summary.inlinedCalls)
            json.member("escaping", summary.escaping)
            json.member("unknownLines", log.unknownLines)
            json.member("unknown", strings: log.unknown.map(\.text))
            if let calls = hot.calls { json.member("calls") { write(calls, to: &$0) } }
            if let allocations = hot.allocations { json.member("allocations") { write(allocations, to: &$0) } }
            json.member("decisions") { json in
                json.array(log.decisions) { json, decision in
                    json.onOneLine { DecisionJSON(log).write(decision, to: &$0) }
                }
            }
        }
    }

    private func write(_ calls: Hot<HotCalls>, to json: inout JSONWriter) {
        json.object { json in
            json.member("source", calls.source)
            json.member("total", calls.value.total)
            json.member("rows") { json in
                json.array(hot.refused) { hot.write($1, withDecisions: true, to: &$0) }
            }
        }
    }

    private func write(_ allocations: Hot<HotAllocations>, to json: inout JSONWriter) {
        json.object { json in
            json.member("source", allocations.source)
            json.member("total", allocations.value.total)
            json.member("reasons") { json in
                json.array(allocations.value.reasons(log)) { json, row in
                    json.object { json in
                        json.member("reason", row.reason)
                        json.member("value", row.value)
                    }
                }
            }
            json.member("rows") { json in
                json.array(allocations.value.sites) { json, site in
                    json.object { json in
                        json.member("function", site.function)
                        json.member("file", site.file)
                        json.member("line", site.line)
                        json.member("value", site.value)
                        json.member("escapes") { json in
                            json.array(site.escapes) { DecisionJSON(log).write($1, to: &$0) }
                        }
                    }
                }
            }
        }
    }
}
