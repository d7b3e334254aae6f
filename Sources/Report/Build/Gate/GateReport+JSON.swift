import GoBuild
import Wire

extension GateReport {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.build.gate/1")
            json.member("passes", verdict.passes)
            json.member("reason", GateWords.headline(verdict))
            json.member("options") { json in
                json.object { json in
                    json.member("effect", verdict.options.effect)
                    json.member("growth", verdict.options.growth)
                    json.member("alpha", verdict.options.alpha)
                }
            }
            json.member("compared") { json in
                json.object { json in
                    json.member("functions", verdict.coverage.functions)
                    json.member("cosmetic", verdict.coverage.cosmetic)
                    json.member("benchmarks", verdict.coverage.benchmarks)
                    json.member("profiles", verdict.coverage.profiles)
                }
            }
            json.member("items") { json in json.array(verdict.items) { write($1, to: &$0) } }
            json.member("remarks", strings: verdict.remarks)
            json.member("unusedAllowances") { json in
                json.array(verdict.unused) { json, entry in
                    json.object { json in
                        json.member("line", entry.line)
                        json.member("kind", entry.kind)
                        json.member("function", entry.function)
                        if let subject = entry.subject { json.member("subject", subject) }
                        json.member("reason", entry.reason)
                    }
                }
            }
        }
    }

    private func write(_ item: GateVerdict.Item, to json: inout JSONWriter) {
        let cause = item.cause
        json.object { json in
            json.member("part", GatePart(cause).rawValue)
            json.member("kind", cause.kind)
            switch item.outcome {
            case .failed: json.member("outcome", "failed")
            case .noted: json.member("outcome", "noted")
            case .allowed(let entry):
                json.member("outcome", "allowed")
                json.member("reason", entry.reason)
            }
            json.member("package", cause.package)
            json.member("function", cause.function)
            json.member("subject", cause.subject)
            json.member("message", GateWords.sentence(cause))
            if let place = GateWords.place(cause) {
                json.member("file", place.file)
                json.member("line", place.line)
            }
            switch cause {
            case .fact(let change):
                json.member("before", change.before)
                json.member("after", change.after)
            case .benchmark(let change): write(change, to: &json)
            case .profile(let change):
                json.member("scope", change.scope.rawValue)
                json.member("unit", change.unit)
                json.member("before", change.old)
                json.member("after", change.new)
                if let ratio = change.ratio { json.member("ratio", ratio) }
                if let adjusted = change.adjusted { json.member("adjusted", adjusted) }
            }
        }
    }

    private func write(_ change: GateCause.BenchmarkChange, to json: inout JSONWriter) {
        json.member("before", change.old)
        json.member("after", change.new)
        if let ratio = change.ratio { json.member("ratio", ratio) }
        json.member("samplesBefore", change.oldCount)
        json.member("samplesAfter", change.newCount)
        if let value = change.pValue { json.member("pValue", value) }
        if let adjusted = change.adjusted { json.member("adjusted", adjusted) }
    }
}
