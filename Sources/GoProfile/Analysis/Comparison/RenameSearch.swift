import Evidence
import Wire

/// Functions that have another name in the new profiles: one vanished, one appeared, at the same place in the stacks
/// and with the same weight.
struct RenameSearch {
    /// Confidence from which on two functions are taken for one.
    static let threshold = 0.6
    /// Functions that are looked at on each side, the heaviest.
    private static let limit = 64

    private struct Pair {
        var old: Int
        var new: Int
        var confidence: Double
    }

    private let pairs: [Pair]

    static func mayFind(_ values: ProfileComparison.Values) -> Bool {
        !vanished(values).isEmpty && !appeared(values).isEmpty
    }

    private static func vanished(_ values: ProfileComparison.Values) -> [Int] {
        heaviest(values.cumulative.indices.filter { values.cumulative[$0].new == 0 && isClear(values, $0) }, values)
    }

    private static func appeared(_ values: ProfileComparison.Values) -> [Int] {
        heaviest(values.cumulative.indices.filter { values.cumulative[$0].old == 0 && isClear(values, $0) }, values)
    }

    private static func isClear(_ values: ProfileComparison.Values, _ node: Int) -> Bool {
        values.cumulative[node].isSignificant
    }

    private static func heaviest(_ nodes: [Int], _ values: ProfileComparison.Values) -> [Int] {
        func weight(_ node: Int) -> Double { values.cumulative[node].old + values.cumulative[node].new }
        return Array(nodes.sorted { (weight($1), $0) < (weight($0), $1) }.prefix(limit))
    }

    init(_ comparison: ProfileComparison, _ values: ProfileComparison.Values) {
        let vanished = Self.vanished(values)
        let appeared = Self.appeared(values)
        let names = comparison.names
        let before = Self.neighbours(comparison.old[0], vanished, names)
        let after = Self.neighbours(comparison.new[0], appeared, names)
        var candidates: [Pair] = []
        for (at, old) in vanished.enumerated() {
            for (place, new) in appeared.enumerated() {
                guard let ratio = comparison.ratio(old: old, new: new), ratio > 0.5, ratio < 2 else { continue }
                let isSameName = Self.tail(names, old) == Self.tail(names, new)
                let likeness = Self.likeness(before[at], after[place])
                // Two witnesses: the name behind the package, and the functions around it.
                let confidence = 1 - (isSameName ? 0.4 : 1) * (1 - 0.85 * likeness)
                if confidence >= Self.threshold { candidates.append(Pair(old: old, new: new, confidence: confidence)) }
            }
        }
        candidates.sort { ($1.confidence, $0.old, $0.new) < ($0.confidence, $1.old, $1.new) }
        var taken: Set<Int> = []
        var chosen: [Pair] = []
        for pair in candidates where !taken.contains(pair.old) && !taken.contains(pair.new) {
            taken.formUnion([pair.old, pair.new])
            chosen.append(pair)
        }
        pairs = chosen
    }

    /// The name behind the package, without what the compiler numbers.
    private static func tail(_ names: NodeNames, _ node: Int) -> [UInt8] {
        let name = CanonicalFunctionName.canonical(names.functionBytes(node))
        return Array(name.dropFirst(CanonicalFunctionName.package(name).count))
    }

    /// Callers and callees of each node by the name behind the package, so that a renamed package is no obstacle.
    private static func neighbours(
        _ profile: ComparedProfile, _ nodes: [Int], _ names: NodeNames
    ) -> [[[UInt8]: Double]] {
        var wanted = [Int32](repeating: -1, count: names.count)
        for (at, node) in nodes.enumerated() { wanted[node] = Int32(at) }
        var result = nodes.map { _ in [[UInt8]: Double]() }
        for (link, weight) in NeighbourTable(profile, wanted: wanted).weights {
            let key = (link.isCaller ? Array("<".utf8) : Array(">".utf8)) + tail(names, Int(link.neighbour))
            result[Int(link.wanted)][key, default: 0] += weight
        }
        return result
    }

    /// The cosine of the angle between two sets of weights.
    private static func likeness(_ a: [[UInt8]: Double], _ b: [[UInt8]: Double]) -> Double {
        func square(_ weights: [[UInt8]: Double]) -> Double { weights.values.map { $0 * $0 }.sorted().reduce(0, +) }
        let product = a.map { $0.value * (b[$0.key] ?? 0) }.sorted().reduce(0, +)
        let norm = (square(a) * square(b)).squareRoot()
        return norm > 0 ? product / norm : 0
    }

    /// Gives the old functions the numbers of the new ones.
    func apply(to comparison: inout ProfileComparison) -> [Int: ProfileComparison.Rename] {
        var numbers = (0..<Int32(comparison.names.count)).map { $0 }
        var result: [Int: ProfileComparison.Rename] = [:]
        for pair in pairs {
            numbers[pair.old] = Int32(pair.new)
            result[pair.new] = ProfileComparison.Rename(
                old: comparison.names.text(pair.old), confidence: pair.confidence)
        }
        guard !pairs.isEmpty else { return [:] }
        for at in comparison.old.indices {
            comparison.old[at].nodes.renumber(numbers)
            for pair in pairs { comparison.oldWeights[at].move(from: pair.old, to: pair.new) }
        }
        return result
    }
}

extension NodeWeights {
    mutating func move(from old: Int, to new: Int) {
        (flat[new], flat[old]) = (flat[new] + flat[old], 0)
        (cumulative[new], cumulative[old]) = (cumulative[new] + cumulative[old], 0)
        (flatMoment[new], flatMoment[old]) = (flatMoment[new] + flatMoment[old], 0)
        (cumulativeMoment[new], cumulativeMoment[old]) = (cumulativeMoment[new] + cumulativeMoment[old], 0)
    }
}

extension ProfileComparison {
    /// Inclusive weight of one node in the new profiles by that of another in the old ones, at equal load.
    fileprivate func ratio(old: Int, new: Int) -> Double? {
        let before = cumulative.old[old] / exposures.old.reduce(0, +)
        let after = cumulative.new[new] / exposures.new.reduce(0, +)
        return before > 0 ? after / before : nil
    }
}
