/// Which function of an old build is which of a new one: by name, and closures and functions `init`, which are numbered in
/// the order in which they stand, by what they are within the function around them.
struct FunctionMatching {
    struct Pair {
        var old: FunctionFacts
        var new: FunctionFacts
    }

    private(set) var pairs: [Pair] = []
    private(set) var gone: [FunctionFacts] = []
    private(set) var added: [FunctionFacts] = []
    /// New names of what is numbered by their old ones, for each package, where they differ.
    private(set) var renamed: [String: [String: String]] = [:]

    init(_ old: BuildFacts, _ new: BuildFacts) {
        var families: [String: (old: [FunctionFacts], new: [FunctionFacts])] = [:]
        for function in old.functions { families[Self.family(function), default: ([], [])].old.append(function) }
        for function in new.functions { families[Self.family(function), default: ([], [])].new.append(function) }
        for (_, family) in families.sorted(by: { $0.key < $1.key }) { match(family.old, family.new) }
    }

    /// Distances that are measured, at most: more are not worth their time.
    private static let most = 40_000

    /// A function with all closures in it.
    private static func family(_ function: FunctionFacts) -> String {
        "\(function.package)\u{0}\(FunctionNaming.family(FunctionNaming.withoutHash(function.name)))"
    }

    private mutating func match(_ old: [FunctionFacts], _ new: [FunctionFacts]) {
        var old = old.sorted { FunctionNaming.precedes($0.name, $1.name) }
        var new = new.sorted { FunctionNaming.precedes($0.name, $1.name) }
        take(&old, &new) { FunctionNaming.isNumbered($0.name) ? nil : $0.name }
        // From what is surely the same down to what is alike.
        take(&old, &new) { one in one.codeHash.map { "\($0) \(one.name)" } }
        take(&old, &new) { one in one.codeHash.map { "\($0)" } }
        take(&old, &new) { one in one.opcodeHash.map { "\($0) \(one.name)" } }
        take(&old, &new) { one in one.opcodeHash.map { "\($0)" } }
        take(&old, &new) { $0.size == nil ? Self.signature($0) : nil }
        let places =
            old.count == new.count || old.count * new.count > Self.most
            ? zip(old.indices, new.indices).map { ($0, $1) } : Self.closest(old, new)
        for (i, j) in places { pair(old[i], new[j]) }
        let (paired, taken) = (Set(places.map(\.0)), Set(places.map(\.1)))
        gone += old.indices.filter { !paired.contains($0) }.map { old[$0] }
        added += new.indices.filter { !taken.contains($0) }.map { new[$0] }
    }

    /// Pairs those for which a key is the same, in their order.
    private mutating func take(
        _ old: inout [FunctionFacts], _ new: inout [FunctionFacts], _ key: (FunctionFacts) -> String?
    ) {
        guard !old.isEmpty, !new.isEmpty else { return }
        var places: [String: [Int]] = [:]
        for (index, function) in new.enumerated().reversed() {
            if let key = key(function) { places[key, default: []].append(index) }
        }
        var taken: Set<Int> = []
        var left: [FunctionFacts] = []
        for function in old {
            if let key = key(function), let place = places[key]?.popLast() {
                taken.insert(place)
                pair(function, new[place])
            } else {
                left.append(function)
            }
        }
        old = left
        new = new.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
    }

    private mutating func pair(_ old: FunctionFacts, _ new: FunctionFacts) {
        pairs.append(Pair(old: old, new: new))
        if old.name != new.name { renamed[old.package, default: [:]][old.name] = new.name }
    }

    /// What there is to tell closures by without machine code.
    private static func signature(_ function: FunctionFacts) -> String {
        "\(function.inlining) \(function.inlinedCalls.sorted { $0.key < $1.key })"
            + " \(function.escapes.sorted { $0.key < $1.key }) \(function.name.utf8.filter { $0 == 0x2e }.count)"
    }

    /// Places of those that are most alike, the closest first; of several the first.
    private static func closest(_ old: [FunctionFacts], _ new: [FunctionFacts]) -> [(Int, Int)] {
        var distances: [(distance: Int, old: Int, new: Int)] = []
        for (i, a) in old.enumerated() {
            for (j, b) in new.enumerated() { distances.append((distance(a, b), i, j)) }
        }
        var (paired, taken) = (Set<Int>(), Set<Int>())
        var result: [(Int, Int)] = []
        for (_, i, j) in distances.sorted(by: { $0 < $1 }) where !paired.contains(i) && !taken.contains(j) {
            paired.insert(i)
            taken.insert(j)
            result.append((i, j))
        }
        return result
    }

    private static func distance(_ a: FunctionFacts, _ b: FunctionFacts) -> Int {
        func difference(_ a: [String: Int], _ b: [String: Int]) -> Int {
            Set(a.keys).union(b.keys).reduce(0) { $0 + abs((a[$1] ?? 0) - (b[$1] ?? 0)) }
        }
        return 16 * difference(a.inlinedCalls, b.inlinedCalls) + 16 * difference(a.escapes, b.escapes)
            + 16 * difference(a.callees ?? [:], b.callees ?? [:]) + abs((a.size ?? 0) - (b.size ?? 0))
            + abs((a.frame ?? 0) - (b.frame ?? 0)) + (a.name == b.name ? 0 : 1)
    }
}
