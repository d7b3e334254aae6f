import GoTrace
import Wire

extension TraceDiffReport {
    /// All that was compared, what changed first.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.trace.diff/1")
            var sentence = TextWriter(TextOptions(width: .max))
            sentence.line(TraceDiffSentence(comparison, words).text)
            json.member("summary", String(sentence.text.dropLast()))
            for (name, trace, slices) in [
                ("before", comparison.before, comparison.slicesBefore),
                ("after", comparison.after, comparison.slicesAfter),
            ] {
                json.member(name) { json in
                    json.object {
                        $0.member("file", trace.name)
                        $0.member("durationNanoseconds", trace.duration)
                        $0.member("slices", slices)
                    }
                }
            }
            json.member("per") { unit(to: &$0) }
            json.member("sliceNanoseconds", comparison.sliceWidth)
            json.member("comparisons", comparison.tests)
            json.member("falseDiscoveryRate", TraceComparison.falseDiscoveryRate)
            let ordered = comparison.changes.filter(\.isChange) + comparison.changes.filter { !$0.isChange }
            json.member("durations", array: comparison.instances) { write($1, to: &$0) }
            json.member("quantities", array: ordered) { write($1, to: &$0) }
        }
    }

    private func unit(to json: inout JSONWriter) {
        json.onOneLine { json in
            json.object {
                switch comparison.unit {
                case .second: $0.member("unit", "second")
                case .task(let type):
                    $0.member("unit", "task")
                    $0.member("type", type)
                case .request: $0.member("unit", "request")
                }
            }
        }
    }

    private func write(_ change: InstanceChange, to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", change.kind.rawValue)
            json.member("name", change.name)
            json.member("isChange", change.telling != nil)
            json.member("countBefore", change.countBefore)
            json.member("countAfter", change.countAfter)
            json.member("superiority", change.superiority)
            json.member("pValue", change.pValue)
            json.member("adjustedPValue", change.adjusted)
            if let tail = change.tailValue {
                json.member("tailPValue", tail)
                json.member("tailAdjustedPValue", change.tailAdjusted)
            }
            json.member("quantiles", array: change.quantiles) { json, quantile in
                json.onOneLine { json in
                    json.object {
                        $0.member("fraction", quantile.fraction)
                        $0.member("beforeNanoseconds", quantile.before)
                        $0.member("afterNanoseconds", quantile.after)
                        $0.member("differenceNanoseconds", quantile.difference)
                        $0.member("lowNanoseconds", Self.whole(quantile.interval.low))
                        $0.member("highNanoseconds", Self.whole(quantile.interval.high))
                        $0.member("isChange", quantile.isChange)
                    }
                }
            }
            let parts = change.telling.map { change.parts[$0] } ?? []
            json.member("parts", array: parts) { json, part in
                json.object { json in
                    key(part.key, stackBefore: part.stackBefore, stackAfter: part.stackAfter, to: &json)
                    json.member("beforeNanoseconds", Self.whole(part.before))
                    json.member("afterNanoseconds", Self.whole(part.after))
                }
            }
        }
    }

    private func key(_ key: MeasuredKey, stackBefore: UInt32, stackAfter: UInt32, to json: inout JSONWriter) {
        json.member("quantity", key.quantity.rawValue)
        if !key.root.isEmpty { json.member("root", key.root) }
        if !key.what.isEmpty { json.member("what", key.what) }
        if !key.place.isEmpty { json.member("place", key.place) }
        guard key.quantity == .waiting || key.quantity == .systemCall else { return }
        let trace = stackAfter != 0 ? comparison.after : comparison.before
        TraceNames(scene: trace.scene, start: trace.scene.start).member(
            "stack", stackAfter != 0 ? stackAfter : stackBefore, to: &json)
    }

    private func write(_ change: TraceChange, to json: inout JSONWriter) {
        json.object { json in
            key(change.key, stackBefore: change.stackBefore, stackAfter: change.stackAfter, to: &json)
            json.member("isChange", change.isChange)
            if change.isIdle { json.member("isIdle", true) }
            let suffix = change.key.quantity.isTime ? "Nanoseconds" : ""
            for (name, value) in [
                ("before", change.before), ("after", change.after), ("low", change.interval?.low),
                ("high", change.interval?.high),
            ] {
                guard let value else { continue }
                if suffix.isEmpty {
                    json.member(name, value)
                } else {
                    json.member(name + suffix, Self.whole(value))
                }
            }
            if let relative = change.relative { json.member("relative", relative) }
            if let value = change.pValue {
                json.member("pValue", value)
                json.member("adjustedPValue", change.adjusted)
            }
        }
    }

    private static func whole(_ value: Double) -> Int64? { Int64(exactly: value.rounded()) }
}
