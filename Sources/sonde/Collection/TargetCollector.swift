import GoProcess
import Host
import Wire

/// How a target is to be looked at.
struct LookPlan {
    /// How long a live target is watched, nanoseconds; 0 for a single look.
    var durationNanoseconds: Int64 = 0
    var stopsTarget = false
    /// Whether stacks are searched for holders of locks: dearer, and what diagnosis needs.
    var searchesHolders = true
    var executablePath: String?

    /// Moments of the looks, in nanoseconds from the first: three, so that growth can be told from chance.
    var moments: [Int64] {
        durationNanoseconds <= 0 ? [0] : [0, durationNanoseconds / 2, durationNanoseconds]
    }
}

/// From what the user wrote to snapshots, oldest first.
struct TargetCollector {
    let plan: LookPlan

    func collect(_ targets: [String]) throws -> [GoroutineSnapshot] {
        var snapshots: [GoroutineSnapshot] = []
        for text in targets { snapshots += try collect(resolve(text)) }
        return snapshots
    }

    func resolve(_ text: String) throws -> Target {
        try Target(
            text, fileExists: { LocalFile.exists($0) },
            processExists: { (try? ProcessDirectory(processID: $0)) != nil })
    }

    func collect(_ target: Target) throws -> [GoroutineSnapshot] {
        switch target {
        case .process(let id): return try LiveCollection(plan: plan).snapshots(processID: id)
        case .processName(let pattern):
            return try LiveCollection(plan: plan).snapshots(processID: try ProcessSearch.find(pattern))
        case .url(let url): return try URLCollection(plan: plan).snapshots(url: url)
        case .file(let path): return try FileCollection(executablePath: plan.executablePath).snapshots(path: path)
        case .standardInput:
            return try FileCollection(executablePath: plan.executablePath).snapshotsOfStandardInput()
        }
    }
}
