import GoProcess
import Host
import Wire

/// Something that can be looked at again: a process keeps what was worked out about its symbols.
enum RepeatableSource {
    case live(LiveCollection, stops: Bool)
    case other(TargetCollector, Target)

    /// One look. Whoever holds a lock is searched for.
    func look() throws -> GoroutineSnapshot {
        switch self {
        case .live(let collection, let stops):
            return try ProcessTarget.look(collection, stops: stops, depth: .holders)
        case .other(let collector, let target):
            let observed = try collector.observe(target)
            guard let last = observed.snapshots.last else {
                let hint =
                    observed.trace != nil
                    ? ": this is an execution trace, for `sonde trace goroutines`"
                    : observed.heap == nil ? "" : ": this is a heap profile, for `sonde profile`"
                throw InputError(.notFound, "no goroutines were found\(hint)")
            }
            return last
        }
    }
}

extension TargetCollector {
    /// What the user wrote, opened.
    func repeatable(_ text: String) throws -> RepeatableSource {
        let target = try resolve(text)
        switch target {
        case .process(let id): return .live(try ProcessTarget.open(id), stops: plan.stopsTarget)
        case .processName(let pattern):
            return .live(try ProcessTarget.open(try ProcessSearch.find(pattern)), stops: plan.stopsTarget)
        default: return .other(self, target)
        }
    }
}
