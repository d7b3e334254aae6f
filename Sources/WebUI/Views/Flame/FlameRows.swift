import GoProfile
import Wire

/// The drawing of a window of a flame graph, as columns.
struct FlameRows {
    private let model: FlameModel
    private let window: FlameWindow
    private let root: Int
    private let search: FlameSearch?
    private let searchText: String

    init(_ model: FlameModel, _ request: PageRequest) throws {
        self.model = model
        let asked = try request.integer("root") ?? 0
        guard (0..<model.tree.count).contains(asked) else { throw PageError.notFound("frame \(asked)") }
        root = asked
        window = FlameWindow(
            model.tree, root: asked, pixels: try request.integer("pixels", in: 50...16_000, or: 1200))
        searchText = request.query["q"] ?? ""
        search = searchText.isEmpty ? nil : try model.search(searchText)
    }

    private static let isMatch: UInt8 = 1

    func answer() -> PageAnswer {
        let (tree, cells) = (model.tree, window.cells)
        var local: [Int32: UInt32] = [:]
        var names: [Int32] = []
        var (nameColumn, flags, verdicts) = ([UInt32](), [UInt8](), [UInt8]())
        nameColumn.reserveCapacity(cells.count)
        for cell in cells {
            let id = tree.nameIDs[Int(cell.node)]
            if let known = local[id] {
                nameColumn.append(known)
            } else {
                local[id] = UInt32(names.count)
                nameColumn.append(UInt32(names.count))
                names.append(id)
            }
            let isMatch = id >= 0 && cell.joined == 0 && search?.isMatch[Int(id)] == true
            flags.append(isMatch ? Self.isMatch : 0)
        }
        if let judged = model.verdicts {
            let byName = names.map { judged.verdict($0 < 0 ? [] : tree.names[Int($0)]).rawValue }
            verdicts = nameColumn.map { byName[Int($0)] }
        }
        var message = ColumnMessage()
        message.add("node", cells.map { UInt32($0.node) })
        message.add("joined", cells.map(\.joined))
        message.add("start", cells.map(\.start))
        message.add("width", cells.map(\.width))
        message.add("depth", cells.map(\.depth))
        message.add("name", nameColumn)
        message.add("flags", flags)
        message.add("positive", cells.map { Double($0.joined > 0 ? 0 : tree.positive[Int($0.node)]) })
        message.add("own", cells.map { Double($0.joined > 0 ? 0 : tree.ownWidths[Int($0.node)]) })
        if !tree.negative.isEmpty {
            message.add("negative", cells.map { Double($0.joined > 0 ? 0 : tree.negative[Int($0.node)]) })
        }
        if !verdicts.isEmpty { message.add("verdict", verdicts) }
        return message.answer { writeHead(names, to: &$0) }
    }

    private func writeHead(_ names: [Int32], to json: inout JSONWriter) {
        let (tree, report) = (model.tree, model.report)
        json.member("type", report.sampleType)
        json.member("unit", report.sampleUnit)
        json.member("total", report.total)
        json.member("width", tree.width(0))
        json.member("nodes", tree.count)
        json.member("depth", window.depth)
        json.member("isCut", window.isCut)
        json.member("isComparison", report.options.isDiffBase)
        json.member("isTested", model.verdicts != nil)
        json.member("leftOut", tree.pruned.count)
        json.member("root", root)
        json.member("names", array: names) { json, id in
            json.value(utf8: id < 0 ? [] : tree.names[Int(id)])
        }
        json.member("above", array: above) { json, node in
            json.object {
                $0.member("node", node)
                $0.member("name", String(decoding: tree.name(node), as: UTF8.self))
                $0.member("positive", tree.positive[node])
            }
        }
        json.member("remarks", strings: report.remarks)
        if let search {
            json.member("found", search.width)
            json.member("foundNames", search.isMatch.count { $0 })
        }
    }

    /// From the whole down to the frame above the root of the window.
    private var above: [Int] {
        var nodes: [Int] = []
        var node = Int(model.tree.parents[root])
        while node >= 0 {
            nodes.append(node)
            node = Int(model.tree.parents[node])
        }
        return nodes.reversed()
    }
}
