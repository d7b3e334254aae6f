import Evidence
import Wire

/// The work of comparing: from prepared profiles to a `ProfileDiff`.
struct ProfileComparison {
    var names = NodeNames()
    var old: [ComparedProfile]
    var new: [ComparedProfile]
    var oldWeights: [NodeWeights] = []
    var newWeights: [NodeWeights] = []
    var joined: [Int: Int] = [:]
    /// By new node: the old name that it had.
    var renames: [Int: Rename] = [:]
    var isOutside: [Bool] = []
    /// The families as they were evaluated last, for tests of several functions together.
    var flat = ComparedFamily()
    var cumulative = ComparedFamily()
    var exposures = ComparedFamily.Exposures(old: [], new: [])
    var diff = ProfileDiff()

    struct Rename {
        var old: String
        var confidence: Double
    }

    init(old: [PprofReport], new: [PprofReport], options: PprofOptions) {
        self.old = []
        self.new = []
        for report in old { self.old.append(ComparedProfile(report, &names)) }
        for report in new { self.new.append(ComparedProfile(report, &names)) }
        describe()
        let granularity = options.granularity ?? .functions
        if !isOneBuild, granularity == .functions || granularity == .filefunctions { joinRenumbered() }
    }

    /// Within one build nothing is renumbered or renamed.
    private var isOneBuild: Bool { diff.old.builds.count == 1 && diff.old.builds == diff.new.builds }

    private mutating func joinRenumbered() {
        let presence = [old, new].map { side -> [Bool] in
            var isIn = [Bool](repeating: false, count: names.count)
            for profile in side { for node in profile.nodes.nodes { isIn[Int(node)] = true } }
            return isIn
        }
        guard let (numbers, joined) = names.joinRenumbered(isIn: presence) else { return }
        self.joined = joined
        for at in old.indices { old[at].nodes.renumber(numbers) }
        for at in new.indices { new[at].nodes.renumber(numbers) }
    }

    mutating func run() -> ProfileDiff {
        oldWeights = old.map { $0.weights(nodeCount: names.count) }
        newWeights = new.map { $0.weights(nodeCount: names.count) }
        var values = evaluate()
        if !isOneBuild, RenameSearch.mayFind(values) {
            renames = RenameSearch(self, values).apply(to: &self)
            if !renames.isEmpty { values = evaluate() }
        }
        diff.testedFlat = values.flat.count { $0.pValue != nil }
        diff.testedCumulative = values.cumulative.count { $0.pValue != nil }
        let moves = CostShift(self, values).moves
        makeRows(values, moves)
        diff.headlines = HeadlineSearch(self).headlines
        diff.compact()
        return diff
    }

    /// Changes of all nodes and packages.
    struct Values {
        var flat: [ProfileDiff.Change]
        var cumulative: [ProfileDiff.Change]
        var packages: [ProfileDiff.Change]
        var packageNames: [String]
    }

    /// Mean sampling period of the new side by that of the old one, as far as values are multiples of periods.
    var periodRatio: Double {
        func mean(_ side: [ComparedProfile]) -> Double {
            side.reduce(0) { $0 + $1.model.period } / Double(side.count)
        }
        let ratio = mean(new) / mean(old)
        return ratio.isFinite && ratio > 0 ? ratio : 1
    }

    var oldTotal: Double { old.reduce(0) { $0 + $1.total } }
    var newTotal: Double { new.reduce(0) { $0 + $1.total } }

    private mutating func evaluate() -> Values {
        let count = names.count
        let oldSum = NodeWeights.sum(oldWeights, nodeCount: count)
        let newSum = NodeWeights.sum(newWeights, nodeCount: count)
        var flat = ComparedFamily(
            old: oldSum.flat, new: newSum.flat, oldMoment: oldSum.flatMoment, newMoment: newSum.flatMoment,
            oldReplicates: oldWeights.map(\.flat), newReplicates: newWeights.map(\.flat))
        var exposures = chooseExposures(flat)
        flat.inside = isOutside.map { $0 ? 0 : 1 }
        var cumulative = ComparedFamily(
            old: oldSum.cumulative, new: newSum.cumulative, oldMoment: oldSum.cumulativeMoment,
            newMoment: newSum.cumulativeMoment, oldReplicates: oldWeights.map(\.cumulative),
            newReplicates: newWeights.map(\.cumulative))
        cumulative.inside = insideOfCumulative(cumulative)
        var (packages, packageNames) = packageFamily(flat)
        exposures.isCount = diff.exposure != .none
        defer {
            self.flat = flat
            self.cumulative = cumulative
            self.exposures = exposures
        }
        flat.periodRatio = periodRatio
        cumulative.periodRatio = periodRatio
        packages.periodRatio = periodRatio
        if let dispersion = flat.estimateDispersion(exposures) {
            diff.hasReplicates = true
            diff.typicalDispersion = typical(dispersion, flat)
        }
        cumulative.estimateDispersion(exposures)
        packages.estimateDispersion(exposures)
        return Values(
            flat: flat.changes(exposures, isTested: diff.isTested),
            cumulative: cumulative.changes(exposures, isTested: diff.isTested),
            packages: packages.changes(exposures, isTested: diff.isTested), packageNames: packageNames)
    }

    /// The dispersion of a function of one part in ten of the profile, or the nearest that there is.
    private func typical(_ dispersion: Dispersion, _ family: ComparedFamily) -> Double {
        let wanted = (oldTotal + newTotal) / 10
        let nearest = family.old.indices.min {
            (family.old[$0] + family.new[$0] - wanted).magnitude < (family.old[$1] + family.new[$1] - wanted).magnitude
        }
        return nearest.map { dispersion.ratios[$0] } ?? 1
    }

    /// What values are relative to, and the functions that are not in it.
    private mutating func chooseExposures(_ flat: ComparedFamily) -> ComparedFamily.Exposures {
        isOutside = Array(repeating: false, count: names.count)
        var result = ComparedFamily.Exposures(old: old.map { _ in 1 }, new: new.map { _ in 1 })
        diff.exposure = .none
        diff.load = 1
        let isSnapshot = diff.sampleType.hasPrefix("inuse_")
        guard diff.isTested, !isSnapshot else { return result }
        result = ComparedFamily.Exposures(old: old.map(\.total), new: new.map(\.total))
        let reference = ReferenceSet(
            old: flat.old, new: flat.new, weights: flat.eventWeights, oldTotal: oldTotal, newTotal: newTotal,
            dispersion: flat.dispersions(result)?.ratios)
        isOutside = reference.isOutside
        diff.exposure = reference.isUnstable ? .total : .unchangedPart(without: reference.outsideCount)
        for node in isOutside.indices where isOutside[node] {
            for at in result.old.indices { result.old[at] -= oldWeights[at].flat[node] }
            for at in result.new.indices { result.new[at] -= newWeights[at].flat[node] }
        }
        diff.load =
            (result.new.reduce(0, +) / Double(new.count)) / (result.old.reduce(0, +) / Double(old.count))
        return result
    }

    /// Part of each node's inclusive value whose leaves are in the exposure.
    private func insideOfCumulative(_ family: ComparedFamily) -> [Double] {
        guard isOutside.contains(true) else { return Array(repeating: 1, count: names.count) }
        var outside = [Double](repeating: 0, count: names.count)
        for profile in old + new {
            let part = profile.cumulative(underLeaves: isOutside)
            for node in outside.indices { outside[node] += part[node] }
        }
        return outside.indices.map { node in
            let sum = family.old[node] + family.new[node]
            return sum > 0 ? max(0, 1 - outside[node] / sum) : 1
        }
    }

    private func packageFamily(_ flat: ComparedFamily) -> (ComparedFamily, [String]) {
        var numbers: [[UInt8]: Int] = [:]
        var texts: [String] = []
        let packages = (0..<names.count).map { node -> Int in
            let name = CanonicalFunctionName.package(names.functionBytes(node))
            if let number = numbers[name] { return number }
            numbers[name] = texts.count
            texts.append(String(decoding: name, as: UTF8.self))
            return texts.count - 1
        }
        func sum(_ values: [Double]) -> [Double] {
            var result = [Double](repeating: 0, count: texts.count)
            for (node, value) in values.enumerated() { result[packages[node]] += value }
            return result
        }
        var family = ComparedFamily(
            old: sum(flat.old), new: sum(flat.new), oldMoment: sum(flat.oldMoment), newMoment: sum(flat.newMoment),
            oldReplicates: flat.oldReplicates.map(sum), newReplicates: flat.newReplicates.map(sum))
        let inside = sum(flat.old.indices.map { flat.inside[$0] * (flat.old[$0] + flat.new[$0]) })
        family.inside = inside.indices.map { at in
            let total = family.old[at] + family.new[at]
            return total > 0 ? min(1, inside[at] / total) : 1
        }
        return (family, texts)
    }

    private mutating func makeRows(_ values: Values, _ moves: [Int: ProfileDiff.Move]) {
        let oldCount = Double(old.count)
        let newCount = Double(new.count)
        func perProfile(_ change: ProfileDiff.Change) -> ProfileDiff.Change {
            var result = change
            result.old /= oldCount
            result.new /= newCount
            result.scaledNew = result.new / diff.load
            return result
        }
        // Rows keep the numbers of nodes until the headline is found.
        diff.rows = (0..<names.count).map { node in
            var row = ProfileDiff.Row(
                name: names.text(node),
                package: String(decoding: CanonicalFunctionName.package(names.functionBytes(node)), as: UTF8.self))
            row.joined = joined[node] ?? 1
            row.flat = perProfile(values.flat[node])
            row.cumulative = perProfile(values.cumulative[node])
            if let rename = renames[node] { row.fate = .renamed(from: rename.old, confidence: rename.confidence) }
            if let move = moves[node] { row.fate = .moved(move) }
            return row
        }
        diff.packages = zip(values.packageNames, values.packages).map {
            ProfileDiff.PackageRow(name: $0, flat: perProfile($1))
        }
    }
}
