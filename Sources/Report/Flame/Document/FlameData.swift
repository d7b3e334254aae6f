import GoProfile
import Wire

/// What the script of a flame graph's file reads.
///
/// Nodes stand in the order of their stacks, a parent before its children and the widest of these first.
struct FlameData {
    private let views: [FlameView]
    private let opensInverted: Bool

    init(_ view: FlameView, _ inverted: FlameView, opensInverted: Bool) {
        views = [view, inverted]
        self.opensInverted = opensInverted
    }

    var json: [UInt8] {
        var json = JSONWriter(.compact)
        let report = views[0].report
        let names = NameNumbers(views.map(\.tree))
        let ratio = 1 / report.options.divideBy
        json.object { json in
            json.member("unit", report.sampleUnit)
            json.member("scale", ratio > 0 ? ratio : 1)
            json.member("total", report.total)
            json.member("compare", views[0].isComparison)
            json.member("changes", views[0].hasChanges)
            json.member("inverted", opensInverted)
            json.member("search", views[0].searchPattern)
            json.member("bar", FlameDocument.barHeight)
            json.member("row", FlameDocument.rowHeight)
            json.member("names", array: names.list) { $0.value(utf8: $1) }
            json.member("hues", array: names.list) { json, name in
                switch FlamePalette.meaning(function: name) {
                case .package(let hash): json.value(hash % 360)
                default: json.value(-1)
                }
            }
            json.member("trees", array: views) { tree($1, names, &$0) }
        }
        return json.bytes
    }

    private func tree(_ view: FlameView, _ names: NameNumbers, _ json: inout JSONWriter) {
        let tree = view.tree
        var order: [Int] = []
        var numbers = [Int](repeating: -1, count: tree.count)
        var open = [0]
        while let node = open.popLast() {
            numbers[node] = order.count
            order.append(node)
            for child in tree.children(node).reversed() { open.append(Int(child)) }
        }
        json.object { json in
            json.member("parent", array: order) { $0.value($1 == 0 ? -1 : numbers[Int(tree.parents[$1])]) }
            json.member("name", array: order) { $0.value($1 == 0 ? -1 : names.number(tree.name($1))) }
            json.member("up", array: order) { $0.value(tree.positive[$1]) }
            if !tree.negative.isEmpty { json.member("down", array: order) { $0.value(tree.negative[$1]) } }
            json.member("self", array: order) { $0.value(tree.ownWidths[$1]) }
            json.member("note", note(view))
        }
    }

    private func note(_ view: FlameView) -> String {
        let (count, width) = view.tree.pruned
        guard count > 0 else { return "" }
        let kept = Plural.grouped(view.tree.count - 1)
        return "The \(kept) widest frames; \(Plural.of(count, "branch is", "branches are")) left out, "
            + "with \(view.share(width))."
    }

    /// The names of both trees, each once.
    private struct NameNumbers {
        private(set) var list: [[UInt8]] = []
        private var numbers: [[UInt8]: Int] = [:]

        init(_ trees: [FlameTree]) {
            for tree in trees {
                for node in stride(from: 1, to: tree.count, by: 1) {
                    let name = tree.name(node)
                    if numbers[name] != nil { continue }
                    numbers[name] = list.count
                    list.append(name)
                }
            }
        }

        func number(_ name: [UInt8]) -> Int { numbers[name] ?? 0 }
    }
}
