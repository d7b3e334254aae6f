/// A function before and after.
struct FunctionComparison {
    private(set) var changes: [FactChange] = []
    /// The same instructions, and other registers, constants or places on the stack.
    let isOtherOperands: Bool
    /// The same instructions in another number of bytes: jumps over another distance, registers that need a prefix.
    let isOtherEncoding: Bool

    private let old: FunctionFacts
    private let new: FunctionFacts

    /// - Parameter renamed: new names of closures of the package by their old ones.
    init(_ old: FunctionFacts, _ new: FunctionFacts, renamed: [String: String]) {
        (self.old, self.new) = (old, new)
        let isSameCode = old.opcodeHash != nil && old.opcodeHash == new.opcodeHash
        isOtherOperands = isSameCode && old.codeHash != new.codeHash
        isOtherEncoding = isSameCode && old.size != new.size
        compareInlining()
        compareInlinedCalls(renamed)
        compareEscapes()
        compare(old.boundsChecks, new.boundsChecks, .boundsCheckAdded, .boundsCheckGone)
        compare(old.allocations, new.allocations, .allocationAdded, .allocationGone)
        compare(old.frame, new.frame, .frameGrown, .frameShrunk, unit: " bytes")
        if !isSameCode { compare(old.size, new.size, .sizeGrown, .sizeShrunk, unit: " bytes") }
        compareCalls(renamed)
    }

    private mutating func add(
        _ kind: FactChange.Kind, subject: String = "", before: String, after: String
    ) {
        changes.append(
            FactChange(
                kind: kind, package: new.package, function: new.name, file: new.file, line: new.line, subject: subject,
                before: before, after: after))
    }

    private mutating func compare(
        _ before: Int?, _ after: Int?, _ more: FactChange.Kind, _ less: FactChange.Kind, unit: String = ""
    ) {
        guard let before, let after, before != after else { return }
        add(after > before ? more : less, before: "\(before)\(unit)", after: "\(after)\(unit)")
    }

    private mutating func compareInlining() {
        switch (old.inlining, new.inlining) {
        case (.possible, .refused): add(.inliningLost, before: words(old.inlining), after: words(new.inlining))
        case (.refused, .possible): add(.inliningWon, before: words(old.inlining), after: words(new.inlining))
        default: break
        }
    }

    /// `cost 74`; of what is refused, the reason without its lead.
    private func words(_ inlining: FunctionFacts.Inlining) -> String {
        switch inlining {
        case .unknown: return ""
        case .possible(let cost): return cost.map { "cost \($0)" } ?? "can be inlined"
        case .refused(let reason):
            let lead = "function too complex: "
            return reason.hasPrefix(lead) ? String(reason.dropFirst(lead.count)) : reason
        }
    }

    /// A call is lost when its body is there less often and the call instead; where calls are not known, when its body is
    /// there less often.
    private mutating func compareInlinedCalls(_ renamed: [String: String]) {
        guard old.inlining != .unknown, new.inlining != .unknown else { return }
        let before = Self.renaming(old.inlinedCalls, renamed)
        let calledBefore = old.callees.map { Self.renaming($0, renamed) }
        for name in Set(before.keys).union(new.inlinedCalls.keys).sorted() {
            let (was, is_) = (before[name] ?? 0, new.inlinedCalls[name] ?? 0)
            guard was != is_ else { continue }
            if let calledBefore, let callees = new.callees {
                let called = Self.count(of: name, callees) - Self.count(of: name, calledBefore)
                // Otherwise the call was written or taken away.
                guard is_ < was ? called > 0 : called < 0 else { continue }
            }
            add(
                is_ < was ? .callLost : .callWon, subject: name, before: "inlined \(Self.times(was))",
                after: is_ == 0 ? "called" : "inlined \(Self.times(is_))")
        }
    }

    /// How often a function is called that messages name with its package's own name, and the linker by a path that may
    /// end in another one (`isatty` of `github.com/mattn/go-isatty`).
    private static func count(of name: String, _ callees: [String: Int]) -> Int {
        if let known = callees[name] { return known }
        guard let point = name.firstIndex(of: ".") else { return 0 }
        let alike = callees.filter { callee, _ in
            let rest = name[point...]
            return callee.hasSuffix(rest)
                && SymbolNaming.mayName(name[..<point], elementOf: callee.dropLast(rest.count))
        }
        return alike.count == 1 ? alike.first?.value ?? 0 : 0
    }

    private static func times(_ count: Int) -> String {
        switch count {
        case 0: "nowhere"
        case 1: "once"
        case 2: "twice"
        default: "\(count) times"
        }
    }

    private mutating func compareEscapes() {
        guard old.inlining != .unknown || !old.escapes.isEmpty, new.inlining != .unknown || !new.escapes.isEmpty else {
            return
        }
        let texts = Set(old.escapes.keys).union(new.escapes.keys).sorted()
        let differences = texts.map { (new.escapes[$0] ?? 0) - (old.escapes[$0] ?? 0) }
        var added: [String: Int] = [:]
        var gone: [String: Int] = [:]
        for (text, difference) in zip(texts, differences) {
            added[Self.form(text), default: 0] += max(0, difference)
            gone[Self.form(text), default: 0] += max(0, -difference)
        }
        // What came and what went of one form: a text was worded otherwise, a variable has another name.
        let renamed = added.merging(gone) { min($0, $1) }
        var (left, leftGone) = (renamed, renamed)
        for (text, difference) in zip(texts, differences) where difference != 0 {
            let form = Self.form(text)
            let same = min(abs(difference), difference > 0 ? left[form] ?? 0 : leftGone[form] ?? 0)
            if difference > 0 { left[form, default: 0] -= same } else { leftGone[form, default: 0] -= same }
            guard same < abs(difference) else { continue }
            let was = old.escapes[text] ?? 0
            add(
                difference > 0 ? .escapeAdded : .escapeGone, subject: text, before: "\(was)",
                after: "\(was + difference)")
        }
    }

    /// What names of variables and texts make no difference to; other expressions stand for themselves.
    private static func form(_ text: String) -> String {
        if text.hasPrefix("moved to heap: ") { return "moved to heap" }
        return text.hasPrefix("\"") || text.hasPrefix("`") ? "text" : text
    }

    /// Calls that neither allocations nor bounds checks account for.
    private mutating func compareCalls(_ renamed: [String: String]) {
        guard let before = old.calls, let after = new.calls, let wasDynamic = old.dynamicCalls,
            let isDynamic = new.dynamicCalls
        else { return }
        var named: [String] = []
        if let callees = new.callees, let former = old.callees.map({ Self.renaming($0, renamed) }) {
            for name in Set(former.keys).union(callees.keys).sorted() {
                let difference = (callees[name] ?? 0) - (former[name] ?? 0)
                if difference != 0 { named.append("\(name) \(difference > 0 ? "+" : "−")\(abs(difference))") }
            }
        }
        let counted =
            ((new.allocations ?? 0) - (old.allocations ?? 0)) + ((new.boundsChecks ?? 0) - (old.boundsChecks ?? 0))
        guard !named.isEmpty || after - before != counted || wasDynamic != isDynamic else { return }
        func text(_ calls: Int, _ dynamic: Int) -> String {
            dynamic == 0 ? "\(calls)" : "\(calls) and \(dynamic) dynamic"
        }
        let shown = named.prefix(3).joined(separator: ", ") + (named.count > 3 ? ", \(named.count - 3) more" : "")
        add(.callsChanged, subject: shown, before: text(before, wasDynamic), after: text(after, isDynamic))
    }

    private static func renaming(_ counts: [String: Int], _ names: [String: String]) -> [String: Int] {
        guard !names.isEmpty else { return counts }
        var result: [String: Int] = [:]
        for (name, count) in counts { result[names[name] ?? name, default: 0] += count }
        return result
    }
}
