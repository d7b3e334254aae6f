import Evidence
import GoProcess

extension Scene {
    /// What a goroutine does and what that hangs on, to the end of the path: `waits for mutex main.mu, probably held
    /// by goroutine 9, which sleeps in main.slow`.
    func story(_ index: UInt32, limit: Int = 4) -> Phrase {
        let path = graph.path(from: index)
        var parts = path.steps.prefix(limit).map { step -> Phrase in
            let object = title(step.object)
            let other = name(step.blocker.goroutine)
            return switch step.blocker.relation {
            case .holder: "waits for \(object), probably held by \(other)"
            case .reader: "waits for \(object), probably read-locked by \(other)"
            case .suspect: "waits for \(object), perhaps held by \(other)"
            case .reference: "waits for \(object), served by \(other)"
            case .child: "waits for \(object), which counts on \(other)"
            }
        }
        if path.steps.count > limit {
            parts.append("waits behind \(path.steps.count - limit) more")
        } else if path.isCycle {
            parts.append("waits for it in turn")
        } else {
            parts.append(ending(path.end))
        }
        return parts.joined(separator: ", which ")
    }

    /// What the goroutine at the end of a path does, with its age.
    func ending(_ index: UInt32) -> Phrase {
        var text = activity(index).text
        if let object = graph.objects(of: index).first, graph.objects(of: index).count == 1,
            !graph.isBlocked[Int(index)]
        {
            if case .descriptor = snapshot.objects[Int(object)].kind {} else { text = "waits for \(title(object))" }
        }
        let age = age(index)
        return age >= 100_000_000 ? "\(text) (\(Wording.duration(age)) so far)" : text
    }

    /// What the goroutine at the end of the path from `index` does.
    func endActivity(_ index: UInt32) -> (goroutine: UInt32, activity: Activity) {
        let end = graph.path(from: index).end
        return (end, activity(end))
    }

    /// Where a holder took its lock; nil when only a frame of the library is known.
    func takingPlace(_ holder: HolderInference) -> String? {
        guard holder.frame != .none else { return nil }
        let package = FunctionName.package(snapshot.stacks.functionName(holder.frame))
        return FunctionName.isStandard(package: package) && package != "log" ? nil : last.place(holder.frame)
    }

    /// The most frequent value, the smallest of several equally frequent ones; nil for nothing.
    static func mostFrequent<Value: Hashable & Comparable>(
        _ values: some Sequence<Value>
    ) -> (value: Value, count: Int)? {
        var counts: [Value: Int] = [:]
        for value in values { counts[value, default: 0] += 1 }
        return counts.max { $0.value != $1.value ? $0.value < $1.value : $0.key > $1.key }.map { ($0.key, $0.value) }
    }
}
