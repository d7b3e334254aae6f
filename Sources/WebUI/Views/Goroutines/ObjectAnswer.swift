import Diagnosis
import Evidence
import GoProcess
import Report
import Wire

/// One thing that goroutines wait for: its state, who waits and who could end that, with their stacks.
struct ObjectAnswer {
    private static let blockerLimit = 20

    let look: GoroutineLook

    func answer(_ request: PageRequest) throws -> PageAnswer {
        let id = try GoroutineScope.object(request.query["object"] ?? "", in: look.snapshot)
        let facts = try look.facts(request.control)
        let writing = try GoroutineWriting(look, request.control)
        let counts = try look.counts(request.control)
        let object = look.snapshot.objects[Int(id)]
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("look", look.number)
            json.member("object", writing.reference(id))
            json.member("kind", object.kind.name)
            json.member("name", writing.objects.name(id))
            json.member("text", writing.objects.describe(id))
            json.member("waiting", facts.graph.waiters(of: id).count)
            json.member("takers", counts.takers(of: id))
            json.member("givers", counts.givers(of: id))
            json.member("behind", facts.graph.behind(object: id).count)
            Self.writeBlockers(id, writing, facts, limit: Self.blockerLimit, to: &json)
            json.member("holders", array: object.holders.prefix(Self.blockerLimit)) { json, holder in
                json.object { json in
                    if Int(holder.goroutine) < look.snapshot.goroutines.count {
                        json.member("id", look.snapshot.goroutines[Int(holder.goroutine)].id)
                    }
                    json.member("confidence", holder.confidence)
                    json.member("reader", holder.isReader)
                    json.member("reasons", strings: holder.reasons)
                    if holder.frame != .none { json.member("frame") { writing.write(creation: holder.frame, to: &$0) } }
                }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// Who could end the waits for an object: the surest first, with stacks.
    static func writeBlockers(
        _ object: WaitObjectID, _ writing: GoroutineWriting, _ facts: WaitForFacts, limit: Int,
        to json: inout JSONWriter
    ) {
        let blockers = Int(object) < facts.graph.objectCount ? facts.graph.blockers(of: object) : []
        json.member("blockerCount", blockers.count)
        if blockers.isEmpty, let other = whoElse(writing.snapshot, object) { json.member("other", other) }
        json.member("blockers", array: blockers.prefix(limit)) { json, blocker in
            json.object { json in
                writing.writeBrief(Int(blocker.goroutine), to: &json)
                json.member("relation", word(blocker.relation))
                json.member("confidence", Double(blocker.confidence))
                json.member("stack") {
                    let goroutine = writing.snapshot.goroutines[Int(blocker.goroutine)]
                    StackWriting(writing: writing).write(goroutine.stack, to: &$0)
                }
            }
        }
    }

    /// Who ends waits that no goroutine ends.
    private static func whoElse(_ snapshot: GoroutineSnapshot, _ object: WaitObjectID) -> String? {
        guard Int(object) < snapshot.objects.count else { return nil }
        switch snapshot.objects[Int(object)].kind {
        case .descriptor(let facts) where facts.socket?.state == "LISTEN": return "A client that connects ends this."
        case .descriptor: return "The other side ends this, or a deadline."
        case .channel(let facts) where facts.isTimer: return "A timer ends this."
        default: return nil
        }
    }

    /// What makes a goroutine a blocker, in words.
    static func word(_ relation: BlockerRelation) -> String {
        switch relation {
        case .holder: "holds it"
        case .reader: "holds it for reading"
        case .suspect: "may hold it"
        case .reference: "could act on it"
        case .child: "was started by the waiter"
        }
    }
}
