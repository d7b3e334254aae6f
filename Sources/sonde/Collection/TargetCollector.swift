import Diagnosis
import GoProcess
import Host
import Wire

/// How a target is to be looked at.
struct LookPlan {
    /// How long a live target is watched, nanoseconds; 0 for a single look.
    var durationNanoseconds: Int64 = 0
    var stopsTarget = false
    var executablePath: String?
    var connection = ConnectionOptions.none

    /// Moments of the looks, in nanoseconds from the first: three, so that growth can be told from chance.
    var moments: [Int64] {
        durationNanoseconds <= 0 ? [0] : [0, durationNanoseconds / 2, durationNanoseconds]
    }
}

/// What was seen of one or several targets.
struct Observation {
    /// Oldest first.
    var snapshots: [GoroutineSnapshot] = []
    /// The program's last words, such as `fatal error: all goroutines are asleep - deadlock!`; empty without any.
    var fatalError = ""
    /// What heap profiles tell of growth; nil without any.
    var heap: HeapEvidence?
    /// What an execution trace tells; nil without one.
    var trace: TraceEvidence?
    var activity: ActivityEvidence?
}

/// From what the user wrote to snapshots, oldest first.
struct TargetCollector {
    let plan: LookPlan

    func observe(_ targets: [String]) throws -> Observation {
        var result = Observation()
        for text in targets {
            try observe(resolve(text), &result)
        }
        return result
    }

    func resolve(_ text: String) throws -> Target {
        try Target(
            text, fileExists: { MappedFile.exists($0) },
            processExists: { (try? ProcessDirectory(processID: $0)) != nil })
    }

    func observe(_ target: Target) throws -> Observation {
        var result = Observation()
        try observe(target, &result)
        return result
    }

    /// Adds what one target tells.
    private func observe(_ target: Target, _ result: inout Observation) throws {
        let files = FileCollection(executablePath: plan.executablePath)
        switch target {
        case .process(let id): result.snapshots += try process(id)
        case .processName(let pattern): result.snapshots += try process(try ProcessSearch.find(pattern))
        case .url(let url): try URLCollection(plan: plan).observe(url: url, &result)
        case .file(let path): try files.observe(path: path, &result)
        case .standardInput: try files.observeStandardInput(&result)
        }
    }

    private func process(_ id: Int32) throws -> [GoroutineSnapshot] {
        let live = try ProcessTarget.open(id)
        if plan.durationNanoseconds <= 0 {
            return [try ProcessTarget.look(live, stops: plan.stopsTarget, depth: .holders)]
        }
        do {
            return try live.snapshots(
                over: plan.durationNanoseconds, count: plan.moments.count, stops: plan.stopsTarget)
        } catch let error as InputError where ProcessTarget.hasEnded(live.process) {
            throw ProcessTarget.gone(live.process, error)
        }
    }
}
