import Evidence

/// Sums weights up by node and set of labels, and makes tags of them.
struct TagGatherer {
    /// What a set of labels comes to: one name of all its texts, and its numbers of bytes.
    private struct Summary {
        var joined: [UInt8] = []
        var numbers: [GraphTag] = []
    }

    private let summaries: [Summary]
    private var indexes: [UInt64: Int] = [:]
    private var keys: [(node: Int, set: UInt32)] = []
    private var weights: [GraphTag] = []

    init(_ report: PprofReport) {
        summaries = (0..<report.profile.labelSets.count).map { Self.summary(UInt32($0), report) }
    }

    /// True when no sample has a label that a graph shows.
    var isIdle: Bool { summaries.allSatisfy { $0.joined.isEmpty && $0.numbers.isEmpty } }

    mutating func add(_ node: Int, _ set: UInt32, _ weight: Int64, _ divisor: Int64, isFlat: Bool) {
        let key = UInt64(node) << 32 | UInt64(set)
        let at: Int
        if let known = indexes[key] {
            at = known
        } else {
            at = keys.count
            indexes[key] = at
            keys.append((node, set))
            weights.append(GraphTag(name: []))
        }
        if isFlat {
            weights[at].flat &+= weight
            weights[at].flatDivisor &+= divisor
        } else {
            weights[at].cumulative &+= weight
            weights[at].cumulativeDivisor &+= divisor
        }
    }

    func tags(nodes: Int) -> [GraphTags] {
        var result = [GraphTags](repeating: GraphTags(), count: nodes)
        for (key, weight) in zip(keys, weights) {
            let summary = summaries[Int(key.set)]
            if !summary.joined.isEmpty {
                Self.add(GraphTag(name: summary.joined), weight, &result[key.node].labels)
            }
            for number in summary.numbers {
                Self.add(number, weight, &result[key.node].numbers[summary.joined, default: []])
            }
        }
        return result
    }

    private static func add(_ tag: GraphTag, _ weight: GraphTag, _ tags: inout [GraphTag]) {
        let at = tags.firstIndex { $0.name == tag.name } ?? tags.count
        if at == tags.count { tags.append(tag) }
        tags[at].add(weight)
    }

    private static func summary(_ set: UInt32, _ report: PprofReport) -> Summary {
        var result = Summary()
        var texts: [[UInt8]] = []
        let strings = report.profile.strings
        for label in report.profile.labelSets[set] {
            let key = strings.bytes(label.key)
            if label.isNumeric {
                guard key.elementsEqual("bytes".utf8) else { continue }
                let unit = report.labelUnits[label.key] ?? ""
                let name = Measurement.label(label.number, unit, report.options.unit)
                result.numbers.append(GraphTag(name: Array(name.utf8), unit: unit, number: label.number))
            } else if !key.elementsEqual(Profile.baseKey.utf8) {
                texts.append(key + [UInt8(ascii: ":")] + strings.bytes(label.string))
            }
        }
        texts.sort { $0.lexicographicallyPrecedes($1) }
        result.joined = Array(texts.joined(separator: Array("\\n".utf8)))
        return result
    }
}
