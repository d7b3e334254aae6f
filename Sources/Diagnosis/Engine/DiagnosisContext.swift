import GoProcess
import GoProfile

/// What a diagnosis may be told beside the snapshots.
public struct DiagnosisContext: Sendable {
    public var thresholds = Thresholds()
    /// The program's last words, such as `fatal error: all goroutines are asleep - deadlock!`; empty when there are
    /// none.
    public var fatalError = ""
    /// Heap profiles of one program, by the bytes in use at each line that allocates; nil without any.
    public var heap: HeapEvidence?
    /// Bytes that were allocated, by place; nil without heap profiles.
    public var allocations: ProfileSites?
    /// Nanoseconds that goroutines waited for locks, by the place that released them; nil without mutex profiles.
    public var contention: ProfileSites?
    /// An execution trace of the program; nil without one.
    public var trace: TraceEvidence?
    /// What a command and its processes asked of the system; nil without a record of it.
    public var activity: ActivityEvidence?
    /// Samples of what the program runs; nil without any.
    public var processor: ProcessorEvidence?
    /// Threads, descriptors and memory of the process over time; nil without any look.
    public var process: ProcessSeries?
    /// Addresses that the process serves net/http/pprof on, as it listens on them.
    public var servers: [String] = []
    /// Evidence that a collection could not get.
    public var missing: [CaseManifest.Missing] = []
    /// What the runtime knows of itself, oldest first.
    public var runtime: [RuntimeState] = []
    /// What the runtime wrote to a log (GODEBUG=gctrace, schedtrace); nil without one.
    public var runtimeLog: RuntimeLogEvidence?
    /// What the compiler decided of the program's source; nil when it was not asked.
    public var compiler: CompilerEvidence?
    /// What it decided otherwise than before; nil without an earlier build.
    public var builds: BuildChanges?
    /// Whether what goroutines wait for was read from memory.
    var hasLooks = false
    /// Processors of the machine that the program runs on; nil when that is not known.
    public var machineProcessors: Int?

    public init() {}
}
