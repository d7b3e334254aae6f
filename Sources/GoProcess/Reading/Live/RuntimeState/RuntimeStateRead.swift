import Evidence
import GoBinary
import Wire

extension LiveSnapshotReader {
    /// The state of the runtime at this moment, without the goroutines.
    ///
    /// The first call finds the variables; those after it only copy some kilobytes.
    /// - Parameter timerSample: how many timers are looked at one by one.
    /// - Throws: `unsupported` when the structures of this version of Go are not known.
    public func runtimeState(timerSample: Int = 2_000) throws -> RuntimeState {
        let sources = stateSources ?? RuntimeStateSources(self)
        stateSources = sources
        guard let layout = sources.layout else {
            throw InputError(
                .unsupported,
                "where the runtime of \(version) keeps its figures is not known; a binary with DWARF (built without "
                    + "-ldflags=-w) can be read", file: executable.path)
        }
        var read = RuntimeStateRead(reader: self, sources: sources, layout: layout)
        let start = facts.monotonicNow
        read.readVariables()
        read.readProcessors()
        read.readTimers(sample: timerSample, now: start.map { Int($0) })
        read.readFinalizers()
        read.readLockWaits()
        read.countMissing()
        read.state.monotonicTime = start.map { Int($0) }
        if let start, let end = facts.monotonicNow { read.state.durationNanoseconds = Int(end - start) }
        return read.state
    }
}

/// A state under construction: each step reads one kind of figures and adds it. See `LiveSnapshotReader.runtimeState`.
struct RuntimeStateRead {
    let reader: LiveSnapshotReader
    let sources: RuntimeStateSources
    let layout: RuntimeStateLayout
    var state = RuntimeState()
    /// Runtime addresses of the P's.
    var processors: [UInt64] = []
    /// Where the timer heap of each P begins, and its length.
    var timerHeaps: [(address: UInt64, count: Int)] = []
    /// Head of the list of all blocks of finalizers; nil when it was not found.
    var finalizerBlocks: UInt64?
    /// Head of the list of M's.
    var firstMachine: UInt64?

    init(reader: LiveSnapshotReader, sources: RuntimeStateSources, layout: RuntimeStateLayout) {
        self.reader = reader
        self.sources = sources
        self.layout = layout
    }

    var memory: any MemoryReader { reader.memory }

    /// P's that are looked at; GOMAXPROCS is bounded by what the system can have.
    static let processorLimit = 1 << 16

    /// How often variables are read that contradict each other.
    private static let attempts = 4

    /// All that lies in variables, and proved. The program runs meanwhile, and sonde may lose its processor in the middle
    /// of the read: what contradicts itself is read again before it is taken for impossible.
    mutating func readVariables() {
        let empty = state
        for attempt in 1...Self.attempts {
            readVariablesOnce()
            if attempt == Self.attempts || !state.quality.counters.contains(where: { $0.severity == .dataLoss }) {
                return
            }
            state = empty
        }
    }

    /// Fetched by one read.
    private mutating func readVariablesOnce() {
        var fields = RuntimeFields(layout, memory: memory)
        func address(_ variable: RuntimeVariable) -> UInt64? { sources.addresses[variable] }
        let figures = RuntimeFigures.all().map { figure in
            (figure.target, fields.request(figure.field, at: address(figure.variable), count: figure.size))
        }
        let list = fields.request(nil, at: address(.allp), count: 16)
        let blocks = fields.request(nil, at: address(.allfin))
        let machines = fields.request(nil, at: address(.allm))
        let preemption = fields.request(nil, at: address(.asyncpreemptoff), count: 4)
        let scheduler = SchedulerFields(&fields, at: address(.sched))
        let collector = CollectorFields(&fields, address)
        let statistics = StatisticsFields(&fields, layout, at: address(.memstats))
        fields.fetch()

        for (target, request) in figures { state[keyPath: target] = fields.number(request) }
        finalizerBlocks = fields.word(blocks)
        firstMachine = fields.word(machines)
        state.settings.isAsynchronousPreemptionOff = fields.number(preemption).map { $0 != 0 }
        readProcessorList(fields, list)
        scheduler.store(fields, in: &state)
        collector.store(fields, in: &state)
        statistics.store(fields, in: &state)
        RuntimeStateChecks(version: reader.version.minor).apply(to: &state)
    }

    private mutating func readProcessorList(_ fields: RuntimeFields, _ list: RuntimeFields.Request) {
        guard let pointer = fields.word(list), let count = fields.word(list, at: 8), count > 0,
            count <= UInt64(Self.processorLimit),
            let words = try? memory.bytes(at: pointer, count: Int(count) * 8)
        else { return }
        processors = (0..<Int(count)).compactMap { words.load($0 * 8, as: UInt64.self) }.filter { $0 != 0 }
        // The runtime cuts the list to GOMAXPROCS: one proves the other, and is known without it.
        if let known = state.goMaxProcs, known != processors.count {
            state.quality.count(
                "runtime.gomaxprocs.contradicts", 1, .info, "GOMAXPROCS is not the number of P's: it is being changed")
        }
        state.goMaxProcs = processors.count
    }

    /// Says which variables were not found, and what is not known for that.
    mutating func countMissing() {
        for variable in RuntimeVariable.allCases
        where variable.since <= reader.version.minor && sources.addresses[variable] == nil {
            if variable == .gomaxprocs, state.goMaxProcs != nil { continue }
            state.quality.count(
                "runtime.\(variable.rawValue).not-found", 1, .info,
                "runtime.\(variable.rawValue) was not found in the program: it tells \(variable.meaning)")
        }
    }
}
