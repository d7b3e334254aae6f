import GoBuild
import Wire

/// What a gate found, in sentences.
enum GateWords {
    /// One sentence without an end: `(*T).M cannot be inlined any more: cost 93 exceeds budget 80 (was cost 74)`.
    static func sentence(_ cause: GateCause) -> String {
        switch cause {
        case .fact(let change): sentence(change)
        case .benchmark(let change): sentence(change)
        case .profile(let change): sentence(change)
        }
    }

    private static func sentence(_ change: FactChange) -> String {
        let (name, subject) = (change.function, change.subject)
        let was = change.before.isEmpty ? "" : " (was: \(change.before))"
        let then = "\(change.before) before, \(change.after) now"
        switch change.kind {
        case .inliningLost: return "\(name) cannot be inlined any more: \(change.after)\(was)"
        case .inliningWon: return "\(name) can be inlined now: \(change.after)\(was)"
        case .callLost:
            let rest = change.after == "called" ? "and no longer inlined" : "where it was more often"
            return "\(subject) is \(change.after) in \(name) \(rest)\(was)"
        case .callWon: return "\(subject) is \(change.after) in \(name) now\(was)"
        case .escapeAdded:
            return "\(name): \(subject)\(change.before == "0" && change.after == "1" ? "" : " (\(then))")"
        case .escapeGone: return "\(name): no longer \(subject) (\(then))"
        case .boundsCheckAdded, .boundsCheckGone: return "bounds checks of \(name): \(then)"
        case .allocationAdded, .allocationGone: return "calls of \(name) that allocate: \(then)"
        case .frameGrown, .frameShrunk: return "frame of \(name): \(then)"
        case .sizeGrown, .sizeShrunk: return "machine code of \(name): \(then)"
        case .callsChanged: return "calls of \(name): \(then)\(subject.isEmpty ? "" : " (\(subject))")"
        case .functionAdded: return "\(name) is new\(change.after.isEmpty ? "" : ": \(change.after)")"
        case .functionGone: return "\(name) is gone\(change.before.isEmpty ? "" : ": \(change.before)")"
        }
    }

    private static func sentence(_ change: GateCause.BenchmarkChange) -> String {
        let scale = BenchmarkScale([change.old, change.new], isBinary: change.isBinary)
        let difference = change.ratio.map { BenchmarkWords.change($0) + ", " } ?? ""
        let counts = change.oldCount == change.newCount ? "\(change.oldCount)" : "\(change.oldCount)+\(change.newCount)"
        let chance =
            change.adjusted.map { "\(probability($0)) for all together, n=\(counts)" } ?? "exact, n=\(counts)"
        return "\(change.name) \(change.unit): \(difference)\(scale.text(change.old)) before, "
            + "\(scale.text(change.new)) now (\(chance))"
    }

    private static func sentence(_ change: GateCause.ProfileChange) -> String {
        let growth = change.ratio.map { BenchmarkWords.change($0) } ?? "new"
        let part = DecimalText.fixed(change.growthOfTotal * 100, digits: 1)
        let subject =
            switch change.scope {
            case .function: "\(change.function) itself"
            case .withCallees: "\(change.function) and what it calls"
            case .package: "package \(change.package)"
            }
        return "\(subject) in the \(change.sampleType) profile: \(growth) at the same load, "
            + "\(part)% of all (\(change.adjusted.map(probability) ?? "not tested"))"
    }

    private static func probability(_ value: Double) -> String {
        value < 0.0005 ? "p<0.001" : "p=\(DecimalText.fixed(value, digits: 3))"
    }

    /// A short name of what happened, for titles.
    static func title(_ kind: String) -> String {
        switch kind {
        case FactChange.Kind.inliningLost.rawValue: "Inlining lost"
        case FactChange.Kind.callLost.rawValue: "Call no longer inlined"
        case FactChange.Kind.escapeAdded.rawValue: "Escape to the heap added"
        case FactChange.Kind.boundsCheckAdded.rawValue: "Bounds check added"
        case FactChange.Kind.allocationAdded.rawValue: "Allocation added"
        case FactChange.Kind.frameGrown.rawValue: "Frame grown"
        case FactChange.Kind.sizeGrown.rawValue: "Machine code grown"
        case GateCause.benchmarkWorse: "Benchmark worse"
        case GateCause.profileGrown: "Function takes more of the profile"
        default: kind.prefix(1).uppercased() + kind.dropFirst().split(separator: "-").joined(separator: " ")
        }
    }

    /// `2 facts, 1 benchmark`.
    static func counts(_ items: [GateVerdict.Item]) -> String {
        let parts = GatePart.allCases.compactMap { part -> String? in
            let count = items.count { GatePart($0.cause) == part }
            return count == 0 ? nil : Plural.of(count, part.one, part.many)
        }
        return parts.joined(separator: ", ")
    }

    /// The verdict and why, on one line.
    static func headline(_ verdict: GateVerdict) -> String {
        guard let worst = verdict.failures.first else {
            let allowed = verdict.allowed.count
            return "PASS: \(coverage(verdict.coverage)); nothing is worse"
                + (allowed == 0 ? "" : " but \(allowed) that the allow list has")
        }
        let more = verdict.failures.count - 1
        return "FAIL: \(counts(verdict.failures)): \(sentence(worst.cause))" + (more == 0 ? "" : "; and \(more) more")
    }

    private static func coverage(_ coverage: GateVerdict.Coverage) -> String {
        let parts = [
            (coverage.functions, "function"), (coverage.benchmarks, "benchmark value"),
            (coverage.profiles, "profiled function"),
        ].compactMap { count, name in count.map { Plural.of($0, name) } }
        return (parts.isEmpty ? "nothing" : parts.joined(separator: ", ")) + " compared"
    }

    /// What a line of the allow list would be. What would end a word or begin the reason is left to a star.
    static func allowLine(_ cause: GateCause) -> String {
        let function = String(cause.function.map { $0.isWhitespace ? "*" : $0 })
        let subject = String(cause.subject.map { $0 == "#" || $0.isNewline ? "*" : $0 })
        return "\(cause.kind) \(function)\(subject.isEmpty ? "" : " \(subject)")"
    }

    static func unused(_ entry: AllowList.Entry) -> String {
        "line \(entry.line), \(entry.kind) \(entry.function)\(entry.subject.map { " " + $0 } ?? ""), allows nothing any "
            + "more: take it out"
    }

    /// Where it is, for tools that show it beside the source; nil when it is not known.
    static func place(_ cause: GateCause) -> (file: String, line: Int32)? {
        guard case .fact(let change) = cause, !change.file.isEmpty else { return nil }
        let file = change.file.hasPrefix("./") ? String(change.file.dropFirst(2)) : change.file
        return (file, change.line)
    }

    /// `shop.go:40`, without a line that is not known; nil without a file.
    static func placeText(_ cause: GateCause) -> String? {
        place(cause).map { $0.line > 0 ? "\($0.file):\($0.line)" : $0.file }
    }
}

/// The parts of a gate, in the order in which they are judged.
enum GatePart: String, CaseIterable {
    case facts, benchmarks, profiles

    init(_ cause: GateCause) {
        switch cause {
        case .fact: self = .facts
        case .benchmark: self = .benchmarks
        case .profile: self = .profiles
        }
    }

    var one: String {
        switch self {
        case .facts: "decision of the compiler"
        case .benchmarks: "benchmark"
        case .profiles: "profiled function"
        }
    }

    var many: String {
        switch self {
        case .facts: "decisions of the compiler"
        case .benchmarks: "benchmarks"
        case .profiles: "profiled functions"
        }
    }
}
