import Diagnosis
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
                throw InputError(.notFound, "no goroutines were found\(Self.instead(observed))")
            }
            return last
        }
    }

    /// What reads the evidence that is there.
    private static func instead(_ observed: Observation) -> String {
        if let trace = observed.trace {
            return ": this is an execution trace, which `sonde trace goroutines \(trace.name)` reads"
        }
        if let samples = observed.processor {
            return ": this is a cpu profile, which `sonde profile top \(samples.name)` reads"
        }
        if observed.heap != nil { return ": this is a heap profile, which `sonde profile top` reads" }
        if let activity = observed.activity {
            return ": this is a log of system activity, which `sonde events list \(activity.name)` reads"
        }
        return ""
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
