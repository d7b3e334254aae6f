import GoProfile
import Wire

/// The drawing that is there without a script: frames of at least a pixel.
struct FlameDrawing {
    private struct Bar {
        let node: Int
        let x: Double
        let width: Double
        let row: Int
    }

    private let view: FlameView
    private var bars: [Bar] = []
    let height: Int

    init(_ view: FlameView) {
        self.view = view
        let tree = view.tree
        let scale = tree.width(0) > 0 ? Double(FlameDocument.width) / Double(tree.width(0)) : 0
        var open: [(node: Int, offset: Int64, row: Int)] = tree.width(0) > 0 ? [(0, 0, 0)] : []
        var rows = 1
        while let next = open.popLast() {
            let width = Double(tree.width(next.node)) * scale
            bars.append(Bar(node: next.node, x: Double(next.offset) * scale, width: width, row: next.row))
            rows = max(rows, next.row + 1)
            var offset = next.offset
            for child in tree.children(next.node) {
                let width = tree.width(Int(child))
                if Double(width) * scale >= 1 { open.append((Int(child), offset, next.row + 1)) }
                offset = offset.saturatingSum(width)
            }
        }
        height = rows * FlameDocument.rowHeight
    }

    func write(_ output: inout ByteReport) {
        for bar in bars {
            let name = bar.node == 0 ? "all" : String(decoding: view.tree.name(bar.node), as: UTF8.self)
            let color = FlamePalette.color(FlamePalette.meaning(view, bar.node), isOdd: bar.node % 2 == 1)
            let y = bar.row * FlameDocument.rowHeight
            let x = DecimalText.fixed(bar.x, digits: 2)
            let width = DecimalText.fixed(max(bar.width - 0.5, 0.5), digits: 2)
            output.add("<g><title>\(MarkupText.escaped(name)): \(MarkupText.escaped(figures(bar.node)))</title>")
            output.add(
                "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(FlameDocument.rowHeight - 1)\" "
                    + "fill=\"\(color.hex)\"/>")
            // A character of the font takes some seven pixels.
            let room = Int((bar.width - 6) / 7.25)
            if room >= 3 {
                let short = FunctionNameShortening.short(Array(name.utf8))
                var text = String(decoding: short, as: UTF8.self)
                if text.count > room { text = text.prefix(room - 1) + "…" }
                let start = DecimalText.fixed(bar.x + 3, digits: 2)
                output.add("<text x=\"\(start)\" y=\"\(y + 13)\">\(MarkupText.escaped(text))</text>")
            }
            output.line("</g>")
        }
    }

    private func figures(_ node: Int) -> String {
        let tree = view.tree
        if view.isComparison {
            let values = "\(view.format(tree.decrease(node))) → \(view.format(tree.positive[node]))"
            return "\(values), \(view.change(node))"
        }
        return "\(view.format(tree.value(node))), \(view.share(tree.width(node)))"
    }
}
