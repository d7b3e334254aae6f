import Diagnosis
import Evidence
import GoProcess
import Report
import Wire

/// One goroutine: its stack, what it waits for and who could end that, and whom it holds up.
struct GoroutineAnswer {
    /// Waits of a select, objects that it holds up, and children that are listed.
    private static let listLimit = 50

    let look: GoroutineLook

    func answer(_ request: PageRequest) throws -> PageAnswer {
        let index = try GoroutineScope.goroutine(request.query["goroutine"] ?? "", in: look.snapshot)
        let facts = try look.facts(request.control)
        let writing = try GoroutineWriting(look, request.control)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("look", look.number)
            writing.writeBrief(index, to: &json)
            writeOrigin(index, writing, to: &json)
            writeWaits(index, writing, facts, to: &json)
            writeHeld(index, writing, facts, to: &json)
            writePath(index, writing, facts, to: &json)
            json.member("stack") {
                StackWriting(writing: writing).write(look.snapshot.goroutines[index].stack, to: &$0)
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    private func writeOrigin(_ index: Int, _ writing: GoroutineWriting, to json: inout JSONWriter) {
        let snapshot = look.snapshot
        let goroutine = snapshot.goroutines[index]
        var naming = GroupNaming(snapshot, by: .stack)
        json.member("group", String(naming.name(goroutine), radix: 16))
        json.member("creator") { writing.write(creation: goroutine.creation, to: &$0) }
        if goroutine.parent != 0 {
            json.member("parent", goroutine.parent)
            json.member("parentLives", snapshot.index(ofID: goroutine.parent) != nil)
        }
        let children = snapshot.goroutines.lazy.filter { $0.parent == goroutine.id }.count
        if goroutine.id != 0, children > 0 { json.member("children", children) }
        if goroutine.thread != 0 { json.member("thread", goroutine.thread) }
        if goroutine.lockedThread != 0 { json.member("lockedThread", goroutine.lockedThread) }
        if goroutine.deadline > 0, let now = snapshot.monotonicTime {
            json.member("wakesIn", goroutine.deadline &- now)
        }
        json.member("labels", array: writing.labels(goroutine)) { json, label in
            json.object {
                $0.member("key", label.key)
                $0.member("value", label.value)
            }
        }
        if let call = snapshot.systemCall(of: goroutine) {
            json.member("systemCall") {
                $0.object {
                    $0.member("name", call.name)
                    if call.descriptor >= 0 { $0.member("descriptor", call.descriptor) }
                    $0.member("target", PeerText.target(of: call))
                    $0.member("queues", PeerText.queues(call.socket))
                }
            }
        }
    }

    private func writeWaits(_ index: Int, _ writing: GoroutineWriting, _ facts: WaitForFacts, to json: inout JSONWriter)
    {
        let snapshot = look.snapshot
        let waits = snapshot.checkedWaits(of: snapshot.goroutines[index])
        json.member("waitCount", waits.count)
        json.member("waits", array: waits.prefix(Self.listLimit)) { json, wait in
            json.object { json in
                json.member("operation", writing.text(wait.operation, wait.object))
                json.member("object", writing.reference(wait.object))
                json.member("text", writing.objects.describe(wait.object))
                if wait.isSelectCase { json.member("select", true) }
                ObjectAnswer.writeBlockers(wait.object, writing, facts, limit: 3, to: &json)
            }
        }
    }

    /// What others wait for, and it could give them.
    private func writeHeld(_ index: Int, _ writing: GoroutineWriting, _ facts: WaitForFacts, to json: inout JSONWriter)
    {
        let graph = facts.graph
        let held = graph.held(by: UInt32(index)).filter { !graph.waiters(of: $0).isEmpty }
        json.member("behind", held.isEmpty ? 0 : graph.behind([UInt32(index)]).count)
        json.member("heldCount", held.count)
        let widest = held.sorted { graph.waiters(of: $0).count > graph.waiters(of: $1).count }
        json.member("held", array: widest.prefix(Self.listLimit)) { json, object in
            json.object { json in
                json.member("object", writing.reference(object))
                json.member("name", writing.objects.name(object))
                json.member("waiting", graph.waiters(of: object).count)
                let relation = graph.blockers(of: object).first { $0.goroutine == UInt32(index) }
                if let relation {
                    json.member("relation", ObjectAnswer.word(relation.relation))
                    json.member("confidence", Double(relation.confidence))
                }
            }
        }
    }

    /// The way along the surest blockers to what it ultimately waits for.
    private func writePath(_ index: Int, _ writing: GoroutineWriting, _ facts: WaitForFacts, to json: inout JSONWriter)
    {
        let path = facts.graph.path(from: UInt32(index))
        guard !path.steps.isEmpty else { return }
        json.member("path") { json in
            json.object { json in
                json.member("cycle", path.isCycle)
                json.member("steps", array: path.steps) { json, step in
                    json.object { json in
                        json.member("goroutine") { json in
                            json.object { writing.writeBrief(Int(step.goroutine), to: &$0) }
                        }
                        json.member("object", writing.reference(step.object))
                        json.member("name", writing.objects.name(step.object))
                        json.member("relation", ObjectAnswer.word(step.blocker.relation))
                        json.member("confidence", Double(step.blocker.confidence))
                    }
                }
                json.member("end") { json in json.object { writing.writeBrief(Int(path.end), to: &$0) } }
            }
        }
    }
}
