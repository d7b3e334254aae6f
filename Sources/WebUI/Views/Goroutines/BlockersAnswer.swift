import Diagnosis
import GoProcess
import Wire

/// Who holds up the others: where the paths of the wait-for graph end, most waiters first.
struct BlockersAnswer {
    let look: GoroutineLook
    /// Members of a cycle that are listed.
    private let memberLimit = 32

    init(look: GoroutineLook) { self.look = look }

    func answer(_ request: PageRequest) throws -> PageAnswer {
        let facts = try look.facts(request.control)
        let writing = try GoroutineWriting(look, request.control)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("look", look.number)
            json.member("hasObjects", !look.snapshot.objects.isEmpty)
            json.member("blocked", facts.graph.isBlocked.lazy.filter { $0 }.count)
            json.member("blockers", array: facts.roots) { json, root in
                json.object { json in
                    json.member("waiting", root.waitingCount)
                    json.member("cycle", root.isCycle)
                    json.member("members", root.goroutines.count)
                    json.member("goroutines", array: root.goroutines.prefix(memberLimit)) { json, index in
                        json.object { writing.writeBrief(Int(index), to: &$0) }
                    }
                }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }
}
