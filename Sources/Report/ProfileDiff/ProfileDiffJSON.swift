import GoProfile
import Wire

/// The JSON of `sonde profile diff`, schema `sonde.profile-diff/1`.
public struct ProfileDiffJSON {
    private let diff: ProfileDiff

    public init(_ diff: ProfileDiff) { self.diff = diff }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.profile-diff/1")
            json.member("sampleType", diff.sampleType)
            json.member("unit", diff.unit)
            json.member("old") { side(diff.old, to: &$0) }
            json.member("new") { side(diff.new, to: &$0) }
            json.member("sampling", samplingWord)
            json.member("basis", basisWord)
            json.member("load", diff.load)
            json.member("hasReplicates", diff.hasReplicates)
            json.member("level", 0.05)
            json.member("testedOwn", diff.testedFlat)
            json.member("testedCumulative", diff.testedCumulative)
            json.member("smallestVisibleRatio") { json in
                json.object { json in
                    for (part, name) in [(0.5, "0.5"), (0.1, "0.1"), (0.01, "0.01")] {
                        json.key(name)
                        optional(diff.smallestVisibleRatio(part: part), to: &json)
                    }
                }
            }
            json.member("headlines", array: diff.headlines) { headline($1, to: &$0) }
            json.member("functions", array: diff.rows) { row($1, to: &$0) }
            let packages = diff.packages.sorted { $0.name < $1.name }
            json.member("packages", array: packages) { json, package in
                json.object { json in
                    json.member("name", package.name)
                    json.member("own") { change(package.flat, to: &$0) }
                }
            }
            json.member("remarks", strings: diff.remarks)
        }
    }

    private var samplingWord: String {
        switch diff.model {
        case .constant, .counted, .allocations: "sampled"
        case .exact: "exact"
        case .unknownRate: "unknown"
        }
    }

    private var basisWord: String {
        switch diff.exposure {
        case .none: "plain"
        case .total: "share"
        case .unchangedPart(let without): without == 0 ? "share" : "unchanged part"
        }
    }

    private func side(_ side: ProfileDiff.Side, to json: inout JSONWriter) {
        json.object { json in
            json.member("profiles", side.profileCount)
            json.member("total", side.total)
            json.member("events", side.events)
            json.member("durationNanoseconds", side.durationNanoseconds)
            json.member("timeNanoseconds", side.startNanoseconds)
            json.member("buildIDs", strings: side.builds)
            json.member("executables", strings: side.executables)
        }
    }

    private func headline(_ headline: ProfileDiff.Headline, to json: inout JSONWriter) {
        json.object { json in
            switch headline.subject {
            case .subtree(let row):
                json.member("level", "subtree")
                json.member("name", diff.rows[row].name)
            case .package(let package):
                json.member("level", "package")
                json.member("name", diff.packages[package].name)
            case .function(let row):
                json.member("level", "function")
                json.member("name", diff.rows[row].name)
            }
            json.member("direction", headline.isGrowth ? "growth" : "decline")
            if let center = headline.center {
                json.member("mostlyIn", diff.rows[center].name)
                json.member("part", headline.centerPart)
            }
            var text = TextWriter(TextOptions(width: 100_000))
            text.line(ProfileDiffSentence(diff).text(headline))
            json.member("summary", String(text.text.dropLast()))
        }
    }

    private func row(_ row: ProfileDiff.Row, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", row.name)
            json.member("package", row.package)
            if row.joined > 1 { json.member("joined", row.joined) }
            json.member("own") { change(row.flat, to: &$0) }
            json.member("cumulative") { change(row.cumulative, to: &$0) }
            switch row.fate {
            case .stayed: break
            case .renamed(let old, let confidence):
                json.member("renamedFrom") { json in
                    json.object { json in
                        json.member("name", old)
                        json.member("confidence", confidence)
                    }
                }
            case .moved(let move):
                json.member("moved") { json in
                    json.object { json in
                        json.member("others", strings: move.others)
                        json.member("inlining", move.isInlining)
                        json.member("ratio", move.ratio)
                        json.member("low", move.low)
                        json.key("high")
                        optional(move.high, to: &json)
                    }
                }
            }
        }
    }

    private func change(_ change: ProfileDiff.Change, to json: inout JSONWriter) {
        json.onOneLine { json in
            json.object { json in
                json.member("old", change.old)
                json.member("new", change.new)
                json.member("oldShare", share(change.old, diff.old))
                json.member("newShare", share(change.new, diff.new))
                json.key("ratio")
                optional(change.ratio, to: &json)
                // Intervals of things that are too light for a test would only say so.
                if let comparison = change.comparison, change.pValue != nil {
                    let interval = comparison.interval()
                    json.member("low", interval.low)
                    json.key("high")
                    optional(interval.high, to: &json)
                }
                json.key("perSecondRatio")
                optional(perSecond(change), to: &json)
                json.key("pValue")
                optional(change.pValue, to: &json)
                json.key("adjusted")
                optional(change.adjusted, to: &json)
                json.member("significant", change.isSignificant)
            }
        }
    }

    private func share(_ value: Double, _ side: ProfileDiff.Side) -> Double {
        side.total == 0 ? 0 : value / side.total
    }

    private func perSecond(_ change: ProfileDiff.Change) -> Double? {
        let durations = (diff.old.durationNanoseconds, diff.new.durationNanoseconds)
        guard durations.0 > 0, durations.1 > 0, change.old > 0 else { return nil }
        return change.new / durations.1 / (change.old / durations.0)
    }

    /// Null for what no number of JSON can be.
    private func optional(_ value: Double?, to json: inout JSONWriter) {
        if let value, value.isFinite { json.value(value) } else { json.null() }
    }
}
