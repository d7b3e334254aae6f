import GoProfile
import Wire

/// A frame, those above it and those right below it: the twin of the drawing for those who cannot see it, and the
/// details of the selected frame.
struct FlameBranch {
    private let model: FlameModel
    private let node: Int

    /// Children that are listed; the widest.
    private static let most = 1000

    init(_ model: FlameModel, _ request: PageRequest) throws {
        self.model = model
        node = try request.integer("node") ?? 0
        guard (0..<model.tree.count).contains(node) else { throw PageError.notFound("frame \(node)") }
    }

    func answer() -> PageAnswer {
        var path = [node]
        while let last = path.last, model.tree.parents[last] >= 0 { path.append(Int(model.tree.parents[last])) }
        let children = model.tree.children(node)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("unit", model.report.sampleUnit)
            json.member("total", model.tree.width(0))
            json.member("path", array: path.reversed()) { write($1, to: &$0) }
            json.member("children", array: children.prefix(Self.most)) { write(Int($1), to: &$0) }
            json.member("childCount", children.count)
            json.member("leftOut", Int(model.tree.prunedCounts[node]))
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    private func write(_ node: Int, to json: inout JSONWriter) {
        let tree = model.tree
        json.object {
            $0.member("node", node)
            $0.member("name", String(decoding: tree.name(node), as: UTF8.self))
            $0.member("positive", tree.positive[node])
            $0.member("negative", tree.decrease(node))
            $0.member("own", tree.ownWidths[node])
            $0.member("children", tree.children(node).count)
        }
    }
}
