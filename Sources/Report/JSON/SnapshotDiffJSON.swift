import Diagnosis
import Evidence
import GoProcess
import Wire

/// The JSON of `sonde goroutines diff`, schema `sonde.goroutines-diff/1`.
public struct SnapshotDiffJSON {
    private let diff: SnapshotDiff
    private let before: GoroutineSnapshot
    private let after: GoroutineSnapshot

    public init(_ diff: SnapshotDiff, from before: GoroutineSnapshot, to after: GoroutineSnapshot) {
        self.diff = diff
        self.before = before
        self.after = after
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.goroutines-diff/1")
            json.member("before") { side(before, to: &$0) }
            json.member("after") { side(after, to: &$0) }
            json.member("elapsedNanoseconds", diff.elapsedNanoseconds)
            json.member("hasIdentities", diff.hasIdentities)
            json.member("certain", diff.isCertain)
            json.member("new") { ids(diff.new, in: after, to: &$0) }
            json.member("gone") { ids(diff.gone, in: before, to: &$0) }
            json.member("moved") { ids(diff.moved.map(\.after), in: after, to: &$0) }
            json.member("stuck") { ids(diff.stuck.map(\.after), in: after, to: &$0) }
            json.member("byCreation", array: diff.byCreation) { growth($1, to: &$0) }
            json.member("byStack", array: diff.byStack) { growth($1, to: &$0) }
        }
    }

    private func side(_ snapshot: GoroutineSnapshot, to json: inout JSONWriter) {
        json.object { json in
            json.member("target") { TargetJSON.write(snapshot.diagnosedTarget, to: &$0) }
            json.member("collected") { CollectedJSON.write(SnapshotEvidence.of(snapshot), to: &$0) }
            json.member("total", snapshot.goroutines.count)
        }
    }

    private func ids(_ positions: [Int], in snapshot: GoroutineSnapshot, to json: inout JSONWriter) {
        json.onOneLine { json in json.array(positions) { $0.value(snapshot.goroutines[$1].id) } }
    }

    private func growth(_ row: SnapshotDiff.Growth, to json: inout JSONWriter) {
        json.object { json in
            json.member("before", row.before)
            json.member("after", row.after)
            json.member("change", row.change)
            json.key("ratePerSecond")
            if let rate = row.ratePerSecond { json.value(rate) } else { json.null() }
            json.member("system", row.isSystem)
            json.member("createdBy") { json in
                if row.creation == .none {
                    json.null()
                } else {
                    FrameJSON.write(diff.stacks.resolved(row.creation), to: &json)
                }
            }
            if let stack = row.stack {
                json.member("frames", array: diff.stacks.resolvedFrames(stack)) { FrameJSON.write($1, to: &$0) }
            }
        }
    }
}
