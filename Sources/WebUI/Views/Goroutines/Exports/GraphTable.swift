import Diagnosis
import Evidence
import GoProcess
import Report

/// The lines of the drawing as a table: who waits for what, and who could end that.
struct GraphTable {
    let graph: WaitGraph
    let writing: GoroutineWriting

    func text() -> [UInt8] {
        var table = SeparatedText(["from", "from count", "how", "count", "sure", "to", "to count", "cycle"])
        for edge in graph.edges {
            let (from, to) = (graph.nodes[edge.from], graph.nodes[edge.to])
            let how = edge.operation.map { WaitObjectText.verb($0, nil) } ?? edge.relation.map(ObjectAnswer.word) ?? ""
            table.row([
                name(from), String(from.count), how, String(edge.count),
                edge.relation == nil ? "" : String(edge.confidence), name(to), String(to.count),
                edge.isCycle ? String(from.cycle) : "",
            ])
        }
        return table.bytes
    }

    private func name(_ node: WaitGraph.Node) -> String {
        switch node.content {
        case .objects(let list):
            guard let first = list.first else { return "" }
            return writing.objects.name(first) + (list.count > 1 ? " and \(list.count - 1) more" : "")
        case .goroutines(let list):
            guard let first = list.first else { return "" }
            let goroutine = writing.snapshot.goroutines[Int(first)]
            let frame = writing.firstFrame(writing.snapshot.stacks.resolvedFrames(goroutine.stack))
            let place = "\(writing.snapshot.stateText(goroutine)) in \(frame?.function ?? "?")"
            return list.count == 1 ? "goroutine \(goroutine.id): \(place)" : "\(list.count) goroutines: \(place)"
        }
    }
}
