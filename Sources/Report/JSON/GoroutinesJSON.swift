import Diagnosis
import Evidence
import GoProcess
import Wire

/// The JSON of `sonde goroutines`, schema `sonde.goroutines/1`: groups, or with `--all` each goroutine.
public struct GoroutinesJSON {
    private let snapshot: GoroutineSnapshot
    private let objects: WaitObjectJSON

    public init(_ snapshot: GoroutineSnapshot) {
        self.snapshot = snapshot
        objects = WaitObjectJSON(snapshot: snapshot, counts: WaiterCounts(snapshot))
    }

    /// The groups with their members' ids.
    public func write(groups: [[Int]], roots: [RootBlocker], to writer: inout JSONWriter) {
        writer.object { json in
            writeHead(roots, to: &json)
            json.member("groups", array: groups) { json, members in
                if json.hasFailed { return }
                write(GroupSummary(members, in: snapshot), to: &json)
            }
            writeObjects(to: &json)
        }
    }

    /// Each goroutine on a line; `stack` and `object` are positions in the arrays `stacks` and `objects`.
    public func write(all members: some Collection<Int>, roots: [RootBlocker], to writer: inout JSONWriter) {
        var stacks: [StackID] = []
        var positions: [StackID: Int] = [:]
        writer.object { json in
            writeHead(roots, to: &json)
            json.key("goroutines")
            json.beginArray()
            for index in members where snapshot.goroutines.indices.contains(index) {
                if json.hasFailed { break }
                let goroutine = snapshot.goroutines[index]
                let position = positions[goroutine.stack] ?? stacks.count
                if position == stacks.count {
                    positions[goroutine.stack] = position
                    stacks.append(goroutine.stack)
                }
                json.onOneLine { write(goroutine, stack: position, to: &$0) }
            }
            json.endArray()
            json.member("stacks", array: stacks) { json, stack in
                json.array(snapshot.stacks.resolvedFrames(stack)) { FrameJSON.write($1, to: &$0) }
            }
            writeObjects(to: &json)
        }
    }

    private func writeHead(_ roots: [RootBlocker], to json: inout JSONWriter) {
        json.member("schema", "sonde.goroutines/1")
        json.member("target") { TargetJSON.write(snapshot.diagnosedTarget, to: &$0) }
        json.member("collected") {
            $0.array([SnapshotEvidence.of(snapshot)]) { CollectedJSON.write($1, to: &$0) }
        }
        json.member("total", snapshot.goroutines.count)
        json.member("blockers", array: roots) { json, root in
            json.onOneLine {
                $0.object {
                    $0.member("goroutines", array: ids(root.goroutines)) { $0.value($1) }
                    $0.member("cycle", root.isCycle)
                    $0.member("waiting", root.waitingCount)
                }
            }
        }
    }

    private func ids(_ positions: [UInt32]) -> [UInt64] {
        positions.compactMap { Int($0) < snapshot.goroutines.count ? snapshot.goroutines[Int($0)].id : nil }
    }

    private func writeObjects(to json: inout JSONWriter) {
        json.member("objects", array: snapshot.objects.indices) { objects.write(WaitObjectID($1), to: &$0) }
    }

    // MARK: A group

    private func write(_ group: GroupSummary, to json: inout JSONWriter) {
        json.object { json in
            json.member("count", group.count)
            json.member("states", array: group.states) { json, state in
                json.onOneLine {
                    $0.object {
                        $0.member("state", state.text)
                        $0.member("count", state.count)
                    }
                }
            }
            json.member("age") { write(group.ages, to: &$0) }
            json.member("frames", array: snapshot.stacks.resolvedFrames(group.stack)) { FrameJSON.write($1, to: &$0) }
            json.member("createdBy") { write(creation: group.creation, to: &$0) }
            json.member("labels") { write(group.labels, to: &$0) }
            json.member("waits", array: group.waits) { json, waiting in
                json.onOneLine {
                    $0.object {
                        $0.member("operation", waiting.operation.text)
                        $0.member("object", waiting.object)
                        $0.member("select", waiting.isSelectCase)
                        $0.member("count", waiting.count)
                    }
                }
            }
            json.member("systemCalls", array: group.systemCalls) { json, call in
                json.onOneLine {
                    $0.object {
                        $0.member("name", call.name)
                        $0.member("descriptor", call.descriptor >= 0 ? call.descriptor : nil)
                        $0.member("target", call.target)
                        $0.member("count", call.count)
                    }
                }
            }
            json.member("flags", strings: group.flags.names)
            json.member("ids") { json in
                json.onOneLine { $0.array(group.members) { $0.value(snapshot.goroutines[$1].id) } }
            }
        }
    }

    private func write(_ ages: AgeSummary?, to json: inout JSONWriter) {
        guard let ages else { return json.null() }
        json.onOneLine {
            $0.object {
                $0.member("medianNanoseconds", ages.median)
                $0.member("oldestNanoseconds", ages.oldest)
                $0.member("known", ages.known)
                $0.member("source", ages.source.text)
            }
        }
    }

    private func write(creation: FrameID, to json: inout JSONWriter) {
        if creation == .none { json.null() } else { FrameJSON.write(snapshot.stacks.resolved(creation), to: &json) }
    }

    private func write(_ labels: [Label], to json: inout JSONWriter) {
        json.onOneLine { json in
            json.object { for label in labels { $0.member(label.key, label.value) } }
        }
    }

    // MARK: A goroutine

    private func write(_ goroutine: Goroutine, stack: Int, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", goroutine.id)
            json.member("state", snapshot.stateText(goroutine))
            if goroutine.waitingNanoseconds >= 0 {
                json.member("waitingNanoseconds", goroutine.waitingNanoseconds)
                json.member("ageSource", goroutine.ageSource.text)
            }
            json.member("stack", stack)
            if goroutine.creation != .none { json.member("createdBy") { write(creation: goroutine.creation, to: &$0) } }
            if goroutine.parent != 0 { json.member("parent", goroutine.parent) }
            if goroutine.thread != 0 { json.member("thread", goroutine.thread) }
            if goroutine.deadline != 0 { json.member("deadline", goroutine.deadline) }
            let waits = snapshot.checkedWaits(of: goroutine)
            if !waits.isEmpty {
                json.member("waits", array: waits) { json, wait in
                    json.object {
                        $0.member("operation", wait.operation.text)
                        $0.member("object", wait.object)
                        if wait.isSelectCase { $0.member("select", true) }
                    }
                }
            }
            if let call = snapshot.systemCall(of: goroutine) {
                json.member("systemCall") { json in
                    json.object {
                        $0.member("name", call.name)
                        $0.member("descriptor", call.descriptor >= 0 ? call.descriptor : nil)
                        $0.member("target", PeerText.target(of: call))
                    }
                }
            }
            let labels =
                Int(goroutine.labels) < snapshot.labelSets.count ? snapshot.labelSets[Int(goroutine.labels)] : []
            if !labels.isEmpty { json.member("labels") { write(labels, to: &$0) } }
            if !goroutine.flags.isEmpty { json.member("flags", strings: goroutine.flags.names) }
        }
    }
}
