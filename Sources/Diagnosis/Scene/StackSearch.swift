import Evidence
import GoProcess

extension SnapshotView {
    /// For each stack, whether one of `functions` is on it.
    func stacks(containing functions: Set<StringID>) -> [Bool] {
        let table = snapshot.stacks
        var result = [Bool](repeating: false, count: table.count)
        for raw in 1..<max(table.count, 1) {
            let stack = StackID(rawValue: UInt32(raw))
            let frame = table.top(stack)
            result[raw] =
                result[Int(table.caller(stack).rawValue)]
                || (frame != .none && functions.contains(table[frame].function))
        }
        return result
    }

    /// The program's functions on a stack, innermost first.
    func programFunctions(_ stack: StackID) -> [StringID] {
        snapshot.stacks.frameIDs(stack).compactMap { id in
            guard id != .none else { return nil }
            let function = snapshot.stacks[id].function
            let package = FunctionName.package(snapshot.text(function))
            return FunctionName.isStandard(package: package) ? nil : function
        }
    }

    /// The function that took a slot, and the one that asked it to: who holds a slot has one of them on its stack,
    /// since the former returned or went on.
    func takers(_ waiter: UInt32) -> Set<StringID> {
        let functions = programFunctions(goroutine(waiter).stack)
        // The outermost function of a goroutine is on too many stacks, unless there is no other.
        let inner = functions.count > 2 ? functions.dropLast() : functions[...]
        return Set(inner.prefix(2))
    }

    /// Goroutines of the program with one of `functions` on their stack, those in `excluded` (ascending) left out.
    func goroutines(with functions: Set<StringID>, excluding excluded: [UInt32]) -> [UInt32] {
        guard !functions.isEmpty else { return [] }
        let matching = stacks(containing: functions)
        var result: [UInt32] = []
        var next = 0
        for (index, goroutine) in snapshot.goroutines.enumerated() {
            let position = UInt32(index)
            while next < excluded.count, excluded[next] < position { next += 1 }
            if next < excluded.count, excluded[next] == position { continue }
            if matching[Int(goroutine.stack.rawValue)], roles[index] == .application { result.append(position) }
        }
        return result
    }
}

extension Scene {
    /// What several goroutines do, by the most frequent ends of their paths: `waits for a read from db:5432 (12)`.
    func commonActivity(_ goroutines: [UInt32]) -> (text: Phrase, count: Int, example: UInt32)? {
        var examples: [Phrase: UInt32] = [:]
        var texts: [Phrase] = []
        for goroutine in goroutines.prefix(256) {
            let end = endActivity(goroutine)
            examples[end.activity.text] = examples[end.activity.text] ?? goroutine
            texts.append(end.activity.text)
        }
        guard let common = Scene.mostFrequent(texts), let example = examples[common.value] else { return nil }
        return (common.value, common.count, example)
    }

    /// Most of these goroutines wait for something outside of the program.
    func areMostlySlow(_ goroutines: [UInt32]) -> Bool {
        let sample = goroutines.prefix(256)
        let slow = sample.count { endActivity($0).activity.isSlow }
        return slow > 0 && slow * 2 >= sample.count
    }
}
