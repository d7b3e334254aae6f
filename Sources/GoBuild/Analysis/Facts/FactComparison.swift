/// What the compiler made of a program before and after: facts that are others, and how many functions differ in nothing
/// but what each build does anew.
///
/// A fact that only one side knows is not compared. Where one side has no machine code, what closures have is counted to
/// the functions around them on both, since nothing else says where a closure ends.
public struct FactComparison: Sendable {
    /// Differences that are none.
    public struct Cosmetic: Sendable, Equatable {
        /// Functions with the same instructions in other registers, at other addresses of the stack, with other constants.
        public var operands = 0
        /// Functions whose instructions are the same and take another number of bytes.
        public var encodings = 0
        /// Closures that have another number.
        public var renumbered = 0
        /// Functions at another line or in another file, where both sides know it.
        public var moved = 0

        public var total: Int { operands + encodings + renumbered + moved }
    }

    /// Grouped by function, those whose facts are worst first; the worst fact of each first.
    public let changes: [FactChange]
    public let cosmetic: Cosmetic
    /// Functions that are in both builds.
    public let common: Int
    /// Facts that could not be compared since one side does not have them, in words.
    public let notCompared: [String]

    public init(old: BuildFacts, new: BuildFacts) {
        let notTold = Self.appendsOfOneSide(old, new)
        let (old, new) = notTold == nil ? (old, new) : (Self.withoutAppends(old), Self.withoutAppends(new))
        let areBothListed = old.hasCode && new.hasCode
        let matching =
            areBothListed
            ? FunctionMatching(old, new) : FunctionMatching(old.withoutClosures(), new.withoutClosures())
        var cosmetic = Cosmetic()
        var groups: [[FactChange]] = []
        for pair in matching.pairs {
            let comparison = FunctionComparison(
                pair.old, pair.new, renamed: matching.renamed[pair.old.package] ?? [:])
            if !comparison.changes.isEmpty { groups.append(comparison.changes) }
            if comparison.isOtherOperands { cosmetic.operands += 1 }
            if comparison.isOtherEncoding { cosmetic.encodings += 1 }
            if pair.old.name != pair.new.name { cosmetic.renumbered += 1 }
            if pair.old.line > 0, pair.new.line > 0,
                pair.old.line != pair.new.line || pair.old.file != pair.new.file
            {
                cosmetic.moved += 1
            }
        }
        groups += matching.added.map { [Self.change(.functionAdded, $0)] }
        groups += matching.gone.map { [Self.change(.functionGone, $0)] }
        changes = FactRank.sorted(groups).flatMap { $0 }
        self.cosmetic = cosmetic
        common = matching.pairs.count
        notCompared = Self.missing(old, new) + [notTold].compactMap { $0 }
    }

    private static func change(_ kind: FactChange.Kind, _ function: FunctionFacts) -> FactChange {
        let size = function.size.map { "\($0) bytes" } ?? ""
        return FactChange(
            kind: kind, package: function.package, function: function.name, file: function.file, line: function.line,
            before: kind == .functionGone ? size : "", after: kind == .functionAdded ? size : "")
    }

    // MARK: - What one compiler does not tell

    private static let appends = "append escapes to heap"

    /// Later compilers say of `append` that it escapes, and earlier ones say nothing of it (cmd/compile/internal/escape;
    /// 1.24.11 does not, 1.25.5 does).
    private static func appendsOfOneSide(_ old: BuildFacts, _ new: BuildFacts) -> String? {
        guard old.toolchain != new.toolchain else { return nil }
        let before = old.functions.contains { $0.escapes[appends] != nil }
        let after = new.functions.contains { $0.escapes[appends] != nil }
        return before == after
            ? nil : "escapes of append: only the compiler of the \(before ? "old" : "new") side tells them"
    }

    private static func withoutAppends(_ facts: BuildFacts) -> BuildFacts {
        var result = facts
        for index in result.functions.indices { result.functions[index].escapes[appends] = nil }
        return result
    }

    private static func missing(_ old: BuildFacts, _ new: BuildFacts) -> [String] {
        let kinds: [(String, (FunctionFacts) -> Bool)] = [
            ("inlining and escapes", { $0.inlining != .unknown }), ("bounds checks", { $0.boundsChecks != nil }),
            ("size, frame, calls and allocations", { $0.size != nil }),
        ]
        return kinds.compactMap { name, isKnown in
            let (before, after) = (old.functions.contains(where: isKnown), new.functions.contains(where: isKnown))
            if before == after { return nil }
            return "\(name): only the \(before ? "old" : "new") side has them"
        }
    }
}
