import GoProfile

/// Boxes with the labels of a node.
///
/// Source: `addNodelets` in internal/graph/dotgraph.go of google/pprof.
struct DotTagBoxes {
    private static let most = 4
    private let report: PprofReport
    private let trimmed: TrimmedGraph

    init(_ report: PprofReport, _ trimmed: TrimmedGraph) {
        self.report = report
        self.trimmed = trimmed
    }

    private func value(_ value: Int64) -> String { report.format(value, unit: trimmed.unit) }

    /// - Returns: whether there is a box.
    func write(_ node: Int, _ number: Int, _ output: inout ByteReport) -> Bool {
        let graph = trimmed.graph
        guard !graph.tags.isEmpty else { return false }
        let tags = graph.tags[node]
        // Leaves show what was cut off beneath them as well.
        let showsFlat = !graph.outgoing[node].isEmpty
        var isAny = false
        for (at, tag) in GraphTag.sorted(tags.labels, byFlat: showsFlat).prefix(Self.most).enumerated() {
            let weight = showsFlat ? tag.flatValue : tag.cumulativeValue
            if weight == 0 { continue }
            let text = value(weight)
            output.add("N\(number)_\(at) [label = \"")
            output.add(tag.name)
            output.line("\" id=\"N\(number)_\(at)\" fontsize=8 shape=box3d tooltip=\"\(text)\"]")
            output.add("N\(number) -> N\(number)_\(at) [label=\" \(text)\" weight=100")
            output.line(" tooltip=\"\(text)\" labeltooltip=\"\(text)\"]")
            isAny = true
            if let numbers = tags.numbers[tag.name] {
                writeNumbers(numbers, showsFlat, "N\(number)_\(at)", &isAny, &output)
            }
        }
        if let numbers = tags.numbers[[]] { writeNumbers(numbers, showsFlat, "N\(number)", &isAny, &output) }
        return isAny
    }

    private func writeNumbers(
        _ tags: [GraphTag], _ showsFlat: Bool, _ source: String, _ isAny: inout Bool, _ output: inout ByteReport
    ) {
        for (at, tag) in Self.collapsed(tags, showsFlat).enumerated() {
            let isWhole = showsFlat || tag.flatValue == tag.cumulativeValue
            let weight = isWhole ? tag.flatValue : tag.cumulativeValue
            if weight == 0 { continue }
            let text = value(weight)
            output.add("N\(source)_\(at) [label = \"")
            output.add(tag.name)
            output.line("\" id=\"N\(source)_\(at)\" fontsize=8 shape=box3d tooltip=\"\(text)\"]")
            output.add("\(source) -> N\(source)_\(at) [label=\" \(text)\" weight=100")
            output.line(" tooltip=\"\(text)\" labeltooltip=\"\(text)\"\(isWhole ? "" : " style=\"dotted\"")]")
            isAny = true
        }
    }

    /// At most four tags: the others join the one whose number is nearest.
    private static func collapsed(_ tags: [GraphTag], _ showsFlat: Bool) -> [GraphTag] {
        let tags = GraphTag.sorted(tags, byFlat: showsFlat)
        if tags.count <= most { return tags }
        var groups = tags.prefix(most).map { [$0] }
        for tag in tags.dropFirst(most) {
            var nearest = 0
            for group in 1..<most where distance(tag, groups[group][0]) < distance(tag, groups[nearest][0]) {
                nearest = group
            }
            groups[nearest].append(tag)
        }
        return GraphTag.sorted(groups.map(merged), byFlat: showsFlat)
    }

    private static func distance(_ tag: GraphTag, _ other: GraphTag) -> Double {
        (Measurement.scale(other.number, other.unit, tag.unit).value - Double(tag.number)).magnitude
    }

    private static func merged(_ group: [GraphTag]) -> GraphTag {
        var least = group[0]
        var most = group[0]
        var sum = group[0]
        sum.name = Array(Measurement.label(least.number, least.unit).utf8)
        guard group.count > 1 else {
            sum = flattened(sum)
            return sum
        }
        func number(_ tag: GraphTag, _ unit: String) -> Int64 {
            let value = Measurement.scale(tag.number, tag.unit, unit).value
            return Int64(asGo: value)
        }
        for tag in group.dropFirst() {
            if number(tag, least.unit) < least.number { least = tag }
            if number(tag, most.unit) > most.number { most = tag }
            sum.add(tag)
        }
        sum.name = Array(
            (Measurement.label(least.number, least.unit) + ".." + Measurement.label(most.number, most.unit)).utf8)
        return flattened(sum)
    }

    /// With means computed.
    private static func flattened(_ tag: GraphTag) -> GraphTag {
        var result = GraphTag(name: tag.name)
        result.flat = tag.flatValue
        result.cumulative = tag.cumulativeValue
        return result
    }
}
