/// Which changes of facts a gate fails by: what is worse, by enough, and no mere consequence of another such change.
///
/// A function that is not inlined any more makes all its callers larger: one cause is one failure, and what follows from it
/// is told beside it.
struct GateFacts {
    /// A function.
    private struct Place: Hashable {
        var package: String
        var function: String
    }

    /// Bytes that smaller frames count as.
    private static let smallFrame = 256

    private let options: GateOptions
    /// What fails on its own in each function.
    private var kinds: [Place: Set<FactChange.Kind>] = [:]
    /// How many more values escape in each function.
    private var escapes: [Place: Int] = [:]
    /// Functions that are not inlined any more, by their name with and without the package.
    private var lost: Set<String> = []

    init(_ changes: [FactChange], _ options: GateOptions) {
        self.options = options
        for change in changes where change.kind.isWorse && change.kind != .sizeGrown && change.kind != .frameGrown {
            let place = Place(package: change.package, function: change.function)
            kinds[place, default: []].insert(change.kind)
            if change.kind == .escapeAdded { escapes[place, default: 0] += Self.added(change) }
            guard change.kind == .inliningLost else { continue }
            lost.insert("\(change.package)\u{0}\(change.function)")
            lost.insert("\(change.package).\(change.function)")
            lost.insert("\(SymbolNaming.packageName(change.package)).\(change.function)")
        }
    }

    func isFailure(_ change: FactChange) -> Bool {
        guard change.kind.isWorse else { return false }
        let place = Place(package: change.package, function: change.function)
        switch change.kind {
        case .sizeGrown, .frameGrown:
            return kinds[place] == nil && hasGrown(change)
        case .allocationAdded:
            return Self.added(change) > escapes[place] ?? 0
        case .callLost:
            return !lost.contains("\(change.package)\u{0}\(change.subject)") && !lost.contains(change.subject)
        default: return true
        }
    }

    private func hasGrown(_ change: FactChange) -> Bool {
        guard let before = Self.number(change.before), let after = Self.number(change.after) else { return true }
        // A part of next to nothing is nothing: the first spilled register makes a frame.
        let base = max(before, change.kind == .frameGrown ? Self.smallFrame : 1)
        return Double(after - before) / Double(base) >= options.growth
    }

    /// At least 1, when the texts are no numbers.
    private static func added(_ change: FactChange) -> Int {
        guard let before = number(change.before), let after = number(change.after) else { return 1 }
        return after - before
    }

    /// `184 bytes`.
    private static func number(_ text: String) -> Int? { text.split(separator: " ").first.flatMap { Int($0) } }
}
