import Evidence
import SystemActivity
import Wire

/// Stacks of events as a tree with counts and times, as text, JSON and folded lines.
public struct StackTreeReport {
    private let tree: ActivityStackTree
    private let tallies: StackTallies
    private let measure: ActivityStackTree.Measure
    private let name: String
    private let share: Double
    private let quality: Quality

    /// - Parameter share: of the whole, between 0 and 1: branches with less are left out.
    public init(
        _ tree: ActivityStackTree, _ tallies: StackTallies, by measure: ActivityStackTree.Measure, name: String,
        share: Double, quality: Quality
    ) {
        self.tree = tree
        self.tallies = tallies
        self.measure = measure
        self.name = name
        self.share = share
        self.quality = quality
    }

    private var total: Int64 { ActivityStackTree.value(tree.nodes[0].tally, measure) }

    private func value(_ node: Int) -> Int64 { ActivityStackTree.value(tree.nodes[node].tally, measure) }

    /// Children that are shown.
    private func shown(_ node: Int) -> [Int] {
        let least = share * Double(total)
        return tree.children(node, by: measure).filter { Double(value($0)) >= least }
    }

    public func write(to writer: inout TextWriter) {
        let tally = tree.nodes[0].tally
        writer.line(
            StyledText(name, .strong)
                + StyledText(
                    " \(Plural.grouped(tally.count)) events with stacks took \(DurationText.format(tally.sum))"))
        QualityLines.write(quality, to: &writer)
        let without = tallies.withoutStack
        if without.count > 0 {
            writer.line(
                StyledText(
                    "\(Plural.of(without.count, "event")) without a stack took \(DurationText.format(without.sum))",
                    .faint))
        }
        if tally.count == 0 { return }
        writer.blank()
        writer.unwrapped(StyledText(Pad.left("TIME", 8) + Pad.left("", 6) + Pad.left("COUNT", 9) + "  STACK", .faint))
        // A list of what is still to do: stacks may be deep.
        var pending = shown(0).reversed().map { ($0, 0) }
        let deepest = max(4, (writer.options.width - 50) / 2)
        while let (node, depth) = pending.popLast() {
            write(node, depth: min(depth, deepest), to: &writer)
            let children = shown(node)
            // What goes on alone stays in its column.
            let isBranch = children.count > 1 || children.first.map { value($0) < value(node) } == true
            pending += children.reversed().map { ($0, depth + (isBranch ? 1 : 0)) }
        }
    }

    private func write(_ node: Int, depth: Int, to writer: inout TextWriter) {
        let tally = tree.nodes[node].tally
        let part = total == 0 ? "" : NumberText.percent(Double(value(node)) / Double(total))
        var lead = StyledText(Pad.left(DurationText.format(tally.sum), 8))
        lead.append(Pad.left(part, 6), .faint)
        lead.append(Pad.left(Plural.grouped(tally.count), 9) + "  ")
        lead.append(String(repeating: " ", count: depth * 2))
        writer.line(StyledText(tree.names[tree.nodes[node].name]), hanging: 25 + depth * 2 + 2, lead: lead)
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.stacks/1")
            json.member("total") { json in
                json.onOneLine { $0.object { EventsSummaryReport.members(tree.nodes[0].tally, to: &$0) } }
            }
            json.member("withoutStack") { json in
                json.onOneLine { $0.object { EventsSummaryReport.members(tallies.withoutStack, to: &$0) } }
            }
            // Nodes in the order of the text; a list, since JSON readers have limits of depth.
            var pending = shown(0).reversed().map { ($0, 0) }
            json.member("nodes") { json in
                json.array { json in
                    while let (node, depth) = pending.popLast() {
                        json.onOneLine {
                            $0.object {
                                $0.member("depth", depth)
                                $0.member("function", tree.names[tree.nodes[node].name])
                                EventsSummaryReport.members(tree.nodes[node].tally, to: &$0)
                            }
                        }
                        pending += shown(node).reversed().map { ($0, depth + 1) }
                    }
                }
            }
        }
    }
}
