import Evidence
import SystemActivity
import Wire

/// The stacks of events as a tree with counts and times.
struct StackRows {
    /// What is found out once.
    private struct Found: Sendable {
        var tree: ActivityStackTree
        var withoutStack: ActivityTally
    }

    /// A row of the tree.
    private struct Row {
        var node: Int
        var depth: Int
        var hasChildren: Bool
    }

    private let found: Found
    private let measure: ActivityStackTree.Measure
    private let rows: [Row]
    private let outline: Outline
    private let closed: Set<Int>
    private let request: PageRequest

    init(_ store: ActivityStore, _ request: PageRequest) throws {
        self.request = request
        let isInverted = request.flag("inverted")
        let withProcesses = request.flag("processes")
        let found = try store.result(
            "stacks \(isInverted) \(withProcesses)", EventFilter(request), request.control
        ) { source in
            let tallies = try StackTallies(&source)
            let tree = ActivityStackTree(
                tallies, source.tables, isInverted: isInverted, withProcesses: withProcesses)
            return Found(tree: tree, withoutStack: tallies.withoutStack)
        }
        self.found = found
        measure = request.query["by"] == "count" ? .count : .time
        let share = request.flag("all") ? 0 : 0.01
        rows = Self.rows(found.tree, measure, share: share)
        let (closed, rows) = (Outline.numbers(request.query["closed"]), rows)
        self.closed = closed
        outline = Outline(rows.map(\.depth)) { closed.contains(rows[$0].node) }
    }

    /// - Parameter share: of the whole: branches with less are left out.
    private static func rows(
        _ tree: ActivityStackTree, _ measure: ActivityStackTree.Measure, share: Double
    ) -> [Row] {
        let least = share * Double(ActivityStackTree.value(tree.nodes[0].tally, measure))
        func shown(_ node: Int) -> [Int] {
            tree.children(node, by: measure).filter {
                Double(ActivityStackTree.value(tree.nodes[$0].tally, measure)) >= least
            }
        }
        var rows: [Row] = []
        // A list of what is still to do: stacks may be deep.
        var pending = shown(0).reversed().map { (node: $0, depth: 0) }
        while let (node, depth) = pending.popLast() {
            let children = shown(node)
            rows.append(Row(node: node, depth: depth, hasChildren: !children.isEmpty))
            pending += children.reversed().map { ($0, depth + 1) }
        }
        return rows
    }

    func answer() throws -> PageAnswer {
        let from = try request.integer("from", in: 0...outline.shown.count, or: 0)
        let to = try request.integer("to", in: from...outline.shown.count, or: from)
        let tree = found.tree
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("count", outline.shown.count)
            for (name, tally) in [("total", tree.nodes[0].tally), ("withoutStack", found.withoutStack)] {
                json.member(name) { json in json.object { Self.members(tally, to: &$0) } }
            }
            json.member("rows", array: outline.shown[from..<min(to, from + 1000)]) { json, place in
                let row = rows[place]
                json.object { json in
                    json.member("node", row.node)
                    json.member("depth", row.depth)
                    json.member("name", tree.names[tree.nodes[row.node].name])
                    Self.members(tree.nodes[row.node].tally, to: &json)
                    let below = tree.nodes[row.node].children.reduce(0) {
                        $0 &+ ActivityStackTree.value(tree.nodes[$1].tally, measure)
                    }
                    json.member("own", ActivityStackTree.value(tree.nodes[row.node].tally, measure) &- below)
                    if row.hasChildren { json.member("isOpen", !closed.contains(row.node)) }
                }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    private static func members(_ tally: ActivityTally, to json: inout JSONWriter) {
        json.member("count", tally.count)
        json.member("failed", tally.failed)
        json.member("time", tally.sum)
        json.member("longest", tally.longest)
    }
}
