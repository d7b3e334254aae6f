import ArgumentParser
import GoProcess
import Wire

/// Which goroutines of a snapshot are shown, and how they are put together.
struct SelectionOptions: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only goroutines for which a condition holds, such as 'state == \"chan receive\" && age > 60s'. Fields: "
                + "id, parent, state, age, stack, function, creator, label.KEY, thread, waits, peer, systemcall, "
                + "locked, leaked, system, main, unreachable, unstable.",
            valueName: "condition"))
    var condition: String?

    @Option(
        help: ArgumentHelp("Only goroutines with a pprof label; may be given several times.", valueName: "key=value"))
    var label: [String] = []

    @Option(
        help: ArgumentHelp("What makes a group: stack, creator, reason, or label:KEY.", valueName: "what"))
    var groupBy = "stack"

    @Flag(help: "Include the goroutines that the runtime started for itself.")
    var system = false

    func validate() throws {
        for text in label where !text.dropFirst().contains("=") {
            throw ValidationError("--label takes KEY=VALUE, not `\(text)`.")
        }
        _ = try groupKey()
    }

    func groupKey() throws -> GroupBy {
        switch groupBy {
        case "stack": return .stack
        case "creator": return .creator
        case "reason", "state": return .reason
        default:
            guard groupBy.hasPrefix("label:"), groupBy.utf8.count > 6 else {
                throw ValidationError("--group-by takes stack, creator, reason or label:KEY, not `\(groupBy)`.")
            }
            return .label(String(groupBy.dropFirst(6)))
        }
    }

    /// Whether a goroutine of a snapshot, by its position, is to be shown.
    func predicate(on snapshot: GoroutineSnapshot) throws -> (Int) -> Bool {
        let matches = try condition.map { try Query(parsing: $0).matcher(for: snapshot) }
        let wanted = label.map { text in
            let equals = text.firstIndex(of: "=") ?? text.endIndex
            return Label(key: String(text[..<equals]), value: String(text[equals...].dropFirst()))
        }
        let sets = snapshot.labelSets.map { set in wanted.allSatisfy { set.contains($0) } }
        // The getter of an option's wrapper is slow.
        let hidesSystem = !system && matches == nil
        return { index in
            let goroutine = snapshot.goroutines[index]
            if hidesSystem, goroutine.flags.contains(.system) { return false }
            if !wanted.isEmpty, Int(goroutine.labels) >= sets.count || !sets[Int(goroutine.labels)] { return false }
            return matches?(goroutine) ?? true
        }
    }
}
