import Evidence

/// Answers that are worked out once for each number of a table.
private final class AnswerCache {
    private var answers: [Bool?]
    private let make: (Int) -> Bool

    init(count: Int, _ make: @escaping (Int) -> Bool) {
        answers = Array(repeating: nil, count: count)
        self.make = make
    }

    /// False for a number outside of the table.
    subscript(_ index: Int) -> Bool {
        guard answers.indices.contains(index) else { return false }
        if let known = answers[index] { return known }
        let answer = make(index)
        answers[index] = answer
        return answer
    }
}

/// Turns a query into a condition on the goroutines of one snapshot.
struct QueryCompiler {
    typealias Condition = (Goroutine) -> Bool

    let snapshot: GoroutineSnapshot

    /// The depth of what is nested is bounded by the parser.
    func condition(_ expression: QueryExpression<GoroutineQueryField>) -> Condition {
        switch expression {
        case .all(let parts):
            let conditions = parts.map(condition)
            return { goroutine in conditions.allSatisfy { $0(goroutine) } }
        case .any(let parts):
            let conditions = parts.map(condition)
            return { goroutine in conditions.contains { $0(goroutine) } }
        case .not(let inner):
            let inner = condition(inner)
            return { !inner($0) }
        case .equals(.state, let wanted): return state(.equals(wanted), orWord: wanted)
        case .equals(let field, let wanted): return text(field, .equals(wanted))
        case .contains(let field, let part): return text(field, .contains(Array(part.utf8)))
        case .matches(let field, let pattern): return text(field, QueryText(pattern: pattern))
        case .number(let field, let order, let wanted): return { order.holds(QueryCompiler.number(field, $0), wanted) }
        case .duration(_, let order, let wanted):
            return { $0.waitingNanoseconds >= 0 && order.holds($0.waitingNanoseconds, wanted) }
        case .present(let field): return present(field)
        // The parser makes none: goroutines are asked for by `parent`.
        case .under, .held: return { _ in false }
        }
    }

    private func present(_ field: GoroutineQueryField) -> Condition {
        switch field.kind {
        case .text: return text(field, .present)
        case .number: return { QueryCompiler.number(field, $0) != 0 }
        case .duration: return { $0.waitingNanoseconds >= 0 }
        case .flag:
            switch field {
            case .leaked:
                return { !$0.flags.isDisjoint(with: [.leaked, .unreachable]) || $0.state == .leaked }
            case .locked: return { $0.flags.contains(.lockedToThread) || $0.lockedThread != 0 }
            default: return { $0.flags.contains(.system) }
            }
        }
    }

    private static func number(_ field: GoroutineQueryField, _ goroutine: Goroutine) -> UInt64 {
        switch field {
        case .id: goroutine.id
        case .parent: goroutine.parent
        default: UInt64(max(0, goroutine.thread))
        }
    }

    private func text(_ field: GoroutineQueryField, _ test: QueryText) -> Condition {
        switch field {
        case .state: return state(test, orWord: nil)
        case .stack: return stack(test)
        case .function: return function(test)
        case .creator:
            let frames = frameCache(test)
            return { $0.creation != .none && frames[Int($0.creation.rawValue)] }
        case .label(let key): return label(key, test)
        case .waits, .peer: return waits(field, test)
        case .systemCall:
            let calls = AnswerCache(count: snapshot.systemCalls.count) { [snapshot] in
                test.holds(snapshot.systemCalls[$0].name)
            }
            return { calls[Int($0.systemCall)] }
        default: return { _ in false }
        }
    }

    /// - Parameter word: compared with the runtime's own word for the state, too.
    private func state(_ test: QueryText, orWord word: String?) -> Condition {
        let reasons = AnswerCache(count: snapshot.stacks.strings.count) { [snapshot] in
            test.holds(snapshot.text(StringID(rawValue: UInt32($0))))
        }
        let states = AnswerCache(count: 256) { raw in
            GoroutineState(rawValue: UInt8(raw)).map { test.holds($0.text) } ?? false
        }
        return { goroutine in
            if let word, goroutine.state.text == word { return true }
            let isWaiting = goroutine.state == .waiting || goroutine.state == .leaked
            return isWaiting && goroutine.reason != .empty
                ? reasons[Int(goroutine.reason.rawValue)] : states[Int(goroutine.state.rawValue)]
        }
    }

    /// By frame: its function or its place passes.
    private func frameCache(_ test: QueryText) -> AnswerCache {
        let stacks = snapshot.stacks
        return AnswerCache(count: stacks.frames.count) { index in
            let id = FrameID(rawValue: UInt32(index))
            return test.holds(stacks.functionName(id)) || test.holds("\(stacks.fileName(id)):\(stacks[id].line)")
        }
    }

    /// A stack passes when a frame does; what is known of a caller is used for all that it calls.
    private func stack(_ test: QueryText) -> Condition {
        let stacks = snapshot.stacks
        let frames = frameCache(test)
        var answers: [Bool?] = Array(repeating: nil, count: stacks.count)
        return { goroutine in
            guard answers.indices.contains(Int(goroutine.stack.rawValue)) else { return false }
            var path: [Int] = []
            var at = goroutine.stack
            var answer = false
            while at != .empty {
                if let known = answers[Int(at.rawValue)] {
                    answer = known
                    break
                }
                path.append(Int(at.rawValue))
                at = stacks.caller(at)
            }
            for node in path.reversed() {
                answer = answer || frames[Int(stacks.top(StackID(rawValue: UInt32(node))).rawValue)]
                answers[node] = answer
            }
            return answer
        }
    }

    private func function(_ test: QueryText) -> Condition {
        let stacks = snapshot.stacks
        let kinds = FrameKindTable(stacks)
        let answers = AnswerCache(count: stacks.count) { index in
            let frame = kinds.headline(StackID(rawValue: UInt32(index)), in: stacks)
            return frame != .none && test.holds(stacks.functionName(frame))
        }
        return { answers[Int($0.stack.rawValue)] }
    }

    private func label(_ key: String, _ test: QueryText) -> Condition {
        let answers = AnswerCache(count: snapshot.labelSets.count) { [snapshot] in
            snapshot.labelSets[$0].contains { $0.key == key && test.holds($0.value) }
        }
        return { answers[Int($0.labels)] }
    }

    private func waits(_ field: GoroutineQueryField, _ test: QueryText) -> Condition {
        let objects = AnswerCache(count: snapshot.objects.count) { [snapshot] in
            let object = snapshot.objects[$0]
            return (field == .peer ? object.peers : object.queryTexts).contains { test.holds($0) }
        }
        return { [snapshot] goroutine in
            if snapshot.waits(of: goroutine).contains(where: { objects[Int($0.object)] }) { return true }
            guard field == .peer, snapshot.systemCalls.indices.contains(Int(goroutine.systemCall)),
                let socket = snapshot.systemCalls[Int(goroutine.systemCall)].socket
            else { return false }
            return test.holds(socket.remote)
        }
    }
}

extension WaitObject {
    /// Far address of the socket; none for anything else.
    fileprivate var peers: [String] {
        if case .descriptor(let facts) = kind, let socket = facts.socket { return [socket.remote] }
        return []
    }

    /// What `waits` is compared with: the kind, the address, and both together as reports print them.
    fileprivate var queryTexts: [String] {
        let address = "0x" + String(address, radix: 16)
        var texts = [kindWord, address, "\(kindWord) \(address)"]
        if !symbol.isEmpty { texts.append(symbol) }
        if case .descriptor(let facts) = kind, !facts.target.isEmpty { texts.append(facts.target) }
        return texts
    }

    private var kindWord: String {
        switch kind {
        case .channel: "channel"
        case .mutex: "mutex"
        case .rwMutex: "rwmutex"
        case .waitGroup: "waitgroup"
        case .cond: "cond"
        case .semaphore: "semaphore"
        case .descriptor: "descriptor"
        case .coroutine: "coroutine"
        }
    }
}
