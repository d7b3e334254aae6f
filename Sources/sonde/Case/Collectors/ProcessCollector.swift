import Diagnosis
import Evidence
import Glibc
import Host

/// Threads, descriptors and memory of the process, twice a second, and between that whom it is connected to.
struct ProcessCollector: CaseCollector {
    let evidence = "threads, descriptors and memory"
    private static let interval: Int64 = 500_000_000
    /// Between two looks at connections, at least, in nanoseconds.
    private static let pause: Int64 = 40_000_000
    /// The same as a multiple of what the last one took: of a process with very many descriptors they take a fiftieth of
    /// a processor.
    private static let restAfterLook: Int64 = 50

    func collect(_ run: CaseRun) throws -> [CaseManifest.File] {
        let sampler = try ProcessSampler(processID: run.processID)
        var connections = try ConnectionSampler(processID: run.processID)
        var samples: [ProcessSample] = []
        var next = run.begin
        while true {
            let isLast = run.isOver
            guard var sample = sampler.sample(inDetail: samples.isEmpty || isLast) else { break }
            if isLast, let first = samples.first {
                sample.endedConnections = sampler.endedConnections(within: sample.time - first.time)
                sample.connections = connections.connections(to: sample.endedConnections.keys)
            }
            samples.append(sample)
            if isLast { break }
            next += Self.interval
            watch(&connections, until: next, run)
        }
        try run.files.write(ProcessSeries(samples).lines, "process.jsonl")
        return [CaseManifest.File("process.jsonl", .process, source: "/proc/\(run.processID)")]
    }

    private func watch(_ connections: inout ConnectionSampler, until end: Int64, _ run: CaseRun) {
        while !run.isOver {
            let start = Clock.now(CLOCK_MONOTONIC)
            guard start < end else { return }
            connections.look()
            let taken = Clock.now(CLOCK_MONOTONIC) - start
            // Short connections are known from recorded calls.
            let rest = run.recordsCalls ? Self.interval : max(Self.pause, taken * Self.restAfterLook)
            run.sleep(until: min(end, start + rest))
        }
    }
}
