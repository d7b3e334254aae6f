import Wire

/// The body of a message, behind its position: which kind it is and where its parts are (cmd/compile/internal/inline/inl.go,
/// escape/*.go, devirtualize/*.go; the wordings of Go 1.19 to 1.27).
struct Message {
    var kind: DecisionKind
    /// Parts of the buffer.
    var name = 0..<0
    var detail = 0..<0
    var cost: Int32 = -1
    var budget: Int32 = -1

    /// Nil for a body that is not known.
    init?(_ text: ByteScanner) {
        guard let first = text.range.first.map({ text.bytes[$0] }) else { return nil }
        switch first {
        case UInt8(ascii: "c"): if let known = Message.deciding(text) { self = known } else { fallthrough }
        default:
            guard let known = Message.named(text) ?? Message.escaping(text) ?? Message.remaining(text) else {
                return nil
            }
            self = known
        }
    }

    private init(_ kind: DecisionKind, name: Range<Int> = 0..<0, detail: Range<Int> = 0..<0) {
        self.kind = kind
        self.name = name
        self.detail = detail
    }

    // MARK: - Inlining

    /// `can inline …`, `cannot inline …`.
    private static func deciding(_ text: ByteScanner) -> Message? {
        let end = text.range.upperBound
        if text.starts(with: "can inline ") {
            let start = text.range.lowerBound + 11
            guard let cost = text.find(" with cost ", from: start) else {
                return Message(.canInline, name: start..<end)
            }
            var result = Message(.canInline, name: start..<cost)
            var at = cost + 11
            result.cost = text.number(at: &at) ?? -1
            if text.starts(with: " as: ", at: at) { result.detail = at + 5..<end }
            return result
        }
        guard text.starts(with: "cannot inline ") else { return nil }
        let start = text.range.lowerBound + 14
        if text.ends(with: ": repeated recursive cycle"), let into = text.find(" into ", from: start) {
            return Message(.recursiveCycle, name: start..<into, detail: into + 6..<end - 26)
        }
        guard let colon = text.colon(from: start) else { return nil }
        var result = Message(.cannotInline, name: start..<colon, detail: colon + 2..<end)
        if let cost = text.find(": cost ", from: colon + 2) {
            var at = cost + 7
            result.cost = text.number(at: &at) ?? -1
            if text.starts(with: " exceeds budget ", at: at) {
                at += 16
                result.budget = text.number(at: &at) ?? -1
            }
        }
        return result
    }

    // MARK: - What begins with words of its own

    private static func named(_ text: ByteScanner) -> Message? {
        let end = text.range.upperBound
        for (words, kind) in prefixes where text.starts(with: words) {
            let start = text.range.lowerBound + words.utf8CodeUnitCount
            switch kind {
            case .inlinedCall: return Message(kind, name: start..<(text.find(" with score ", from: start) ?? end))
            case .leakingParameter: return leaking(text, start)
            case .devirtualized, .partlyDevirtualized:
                let to = text.findLast(" to ") ?? end
                return Message(kind, name: start..<max(start, to), detail: min(to + 4, end)..<end)
            case .notDevirtualized:
                let colon = text.colon(from: start) ?? end
                return Message(kind, name: start..<colon, detail: min(colon + 2, end)..<end)
            case .boundsProved, .copyAvoided, .nilCheckMade, .nilCheckRemoved, .typeAssertion, .heapClosure,
                .stackClosure, .writeBarrier, .mutates, .pointerAsNumber, .other:
                return Message(kind, name: text.range)
            default: return Message(kind, name: start..<end)
            }
        }
        return nil
    }

    /// `P`, or `P to result R level=N`.
    private static func leaking(_ text: ByteScanner, _ start: Int) -> Message {
        let end = text.range.upperBound
        guard let to = text.find(" to result ", from: start) else {
            return Message(.leakingParameter, name: start..<end)
        }
        guard let level = text.find(" level=", from: to + 11) else {
            return Message(.leakingParameter, name: start..<to, detail: to + 11..<end)
        }
        var result = Message(.leakingParameter, name: start..<to, detail: to + 11..<level)
        var at = level + 7
        result.cost = text.number(at: &at) ?? -1
        return result
    }

    /// Longer ones before those that they begin with.
    private static let prefixes: [(StaticString, DecisionKind)] = [
        ("inlining call to ", .inlinedCall), ("leaking param content: ", .leakingContent),
        ("leaking param: ", .leakingParameter), ("moved to heap: ", .movedToHeap),
        ("devirtualizing ", .devirtualized), ("partially devirtualizing ", .partlyDevirtualized),
        ("cannot devirtualize ", .notDevirtualized), ("PGO devirtualizing ", .devirtualized),
        ("should not PGO devirtualize ", .notDevirtualized),
        ("hot-budget check allows inlining for call ", .hotCall), ("hot-node enabled ", .hotCall),
        ("hot-big check disallows inlining for call ", .hotCallRefused),
        ("hot-callsite-thres-from-CDF=", .hotThreshold), ("hot-cg before inline", .other),
        ("Found IsInBounds", .boundsCheck), ("Found IsSliceInBounds", .sliceBoundsCheck),
        ("Proved ", .boundsProved), ("Disproved ", .boundsProved), ("Induction variable", .boundsProved),
        ("generated nil check", .nilCheckMade), ("removed nil check", .nilCheckRemoved),
        ("write barrier", .writeBarrier), ("heap closure, captured vars = ", .heapClosure),
        ("stack closure, captured vars = ", .stackClosure), ("open-coded defer", .deferred),
        ("stack-allocated defer", .deferred), ("heap-allocated defer", .deferred),
        ("type assertion ", .typeAssertion), ("append: ", .other), ("slice: ", .other),
        ("mutates param: ", .mutates), ("calls param: ", .mutates),
        ("zero-copy string->[]byte conversion", .copyAvoided), ("assuming ", .pointerAsNumber),
        ("marking ", .pointerAsNumber),
    ]

    // MARK: - What ends with words of its own

    private static func escaping(_ text: ByteScanner) -> Message? {
        let (start, end) = (text.range.lowerBound, text.range.upperBound)
        if text.ends(with: " escapes to heap") { return Message(.escapes, name: start..<end - 16) }
        if text.ends(with: " does not escape") { return Message(.doesNotEscape, name: start..<end - 16) }
        if let capturing = text.find(" capturing by "), let colon = text.find(": ", from: capturing) {
            return Message(.captured, name: colon + 2..<end, detail: start..<colon)
        }
        return nil
    }

    private static func remaining(_ text: ByteScanner) -> Message? {
        if let at = text.find(" ignoring self-assignment in ") {
            return Message(.selfAssignment, name: at + 29..<text.range.upperBound, detail: text.range.lowerBound..<at)
        }
        if text.ends(with: " bounds check elided") { return Message(.boundsProved, name: text.range) }
        if text.starts(with: "function "), text.ends(with: " considered 'big'; reducing max cost of inlinees") {
            return Message(.other, name: text.range)
        }
        // Of methods that generic code calls (cmd/compile/internal/noder/reader.go).
        if text.ends(with: "imprecise interface call") { return Message(.other, name: text.range) }
        if text.ends(with: " will be kept alive") || text.ends(with: " is unknown to bloop pass") {
            return Message(.keptAlive, name: text.range)
        }
        return nil
    }
}
