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
    /// Bytes that were allocated, by place, between the first heap profile and the last.
    var allocations: ProfileSites?
    /// Nanoseconds of waiting for locks, by the place that released them, between two mutex profiles.
    var contention: ProfileSites?
    /// What an execution trace tells; nil without one.
    var trace: TraceEvidence?
    var activity: ActivityEvidence?
    /// Samples of what the program runs.
    var processor: ProcessorEvidence?
    /// Threads, descriptors and memory over time.
    var process: ProcessSeries?
    /// What the runtime knows of itself, oldest first.
    var runtime: [RuntimeState] = []
    /// What the runtime wrote to a log.
    var runtimeLog: RuntimeLogEvidence?
    /// Addresses that the process serves net/http/pprof on.
    var servers: [String] = []
    /// What could not be had, and why.
    var missing: [CaseManifest.Missing] = []
    /// What the compiler decided of the program's source, and what it decided otherwise before; nil when not asked for.
    var compiler: CompilerEvidence?
    var builds: BuildChanges?
    /// Processors that the program may use; nil when unknown.
    var machineProcessors: Int?

    /// All of it beside the snapshots.
    var context: DiagnosisContext {
        var context = DiagnosisContext()
        context.fatalError = fatalError
        context.heap = heap
        context.allocations = allocations
        context.contention = contention
        context.trace = trace
        context.activity = activity
        context.processor = processor
        context.process = process
        context.servers = servers
        context.runtime = runtime
        context.runtimeLog = runtimeLog
        context.missing = missing
        context.compiler = compiler
        context.builds = builds
        context.machineProcessors = machineProcessors
        return context
    }
}

/// From what the user wrote to snapshots, oldest first.
struct TargetCollector {
    let plan: LookPlan
    /// Asked now and then whether nobody waits for what long files tell any more; what was found until then is of no use.
    var isStopped: () -> Bool = { false }

    func observe(_ targets: [String]) throws -> Observation {
        var result = Observation()
        try observe(targets, &result)
        return result
    }

    /// Adds what targets tell to what was seen before.
    func observe(_ targets: [String], _ result: inout Observation) throws {
        for text in targets { try observe(resolve(text), &result) }
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
        let files = FileCollection(executablePath: plan.executablePath, isStopped: isStopped)
        switch target {
        case .process(let id): try process(id, &result)
        case .processName(let pattern): try process(try ProcessSearch.find(pattern), &result)
        case .url(let url): try URLCollection(plan: plan).observe(url: url, &result)
        case .file(let path) where CaseFolder.isCase(path): try CaseReading(CaseFolder(path)).observe(&result)
        case .file(let path): try files.observe(path: path, &result)
        case .standardInput: try files.observeStandardInput(&result)
        }
    }

    private func process(_ id: Int32, _ result: inout Observation) throws {
        if plan.durationNanoseconds <= 0 {
            let live = try ProcessTarget.open(id)
            result.snapshots.append(try ProcessTarget.look(live, stops: plan.stopsTarget, depth: .holders))
            return
        }
        let files = MemoryCase()
        let collection = CaseCollection(
            processID: id, duration: plan.durationNanoseconds, connection: plan.connection,
            stopsTarget: plan.stopsTarget)
        _ = try collection.collect(into: files)
        try CaseReading(files).observe(&result)
    }
}
