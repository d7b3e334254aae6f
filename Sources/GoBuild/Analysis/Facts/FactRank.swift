/// Which changes matter most.
public enum FactRank {
    /// From 0, the worst: what is slower on each run before what is merely larger, and what is worse before what is better.
    public static func rank(_ kind: FactChange.Kind) -> Int {
        switch kind {
        case .escapeAdded: 0
        case .allocationAdded: 1
        case .inliningLost: 2
        case .callLost: 3
        case .boundsCheckAdded: 4
        case .frameGrown: 5
        case .sizeGrown: 6
        case .callsChanged: 7
        case .functionAdded: 8
        case .functionGone: 9
        case .escapeGone: 10
        case .allocationGone: 11
        case .inliningWon: 12
        case .callWon: 13
        case .boundsCheckGone: 14
        case .frameShrunk: 15
        case .sizeShrunk: 16
        }
    }

    /// Changes of functions, the worst first, and so within each.
    static func sorted(_ groups: [[FactChange]]) -> [[FactChange]] {
        groups.map { group in
            group.sorted { a, b in
                let (x, y) = (rank(a.kind), rank(b.kind))
                return x != y ? x < y : a.subject < b.subject
            }
        }.sorted { a, b in
            guard let x = a.first, let y = b.first else { return !a.isEmpty }
            let (m, n) = (a.map { rank($0.kind) }, b.map { rank($0.kind) })
            if m != n { return m.lexicographicallyPrecedes(n) }
            return x.package != y.package
                ? x.package < y.package : FunctionNaming.precedes(x.function, y.function)
        }
    }
}

extension Sequence where Element == FactChange {
    /// Neighbours of one function together, in their order.
    public func groupedByFunction() -> [[FactChange]] {
        var result: [[FactChange]] = []
        for change in self {
            if let last = result.last?.first, last.package == change.package, last.function == change.function,
                (last.kind == .functionGone) == (change.kind == .functionGone)
            {
                result[result.count - 1].append(change)
            } else {
                result.append([change])
            }
        }
        return result
    }
}
