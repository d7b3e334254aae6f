import Diagnosis
import Evidence
import Glibc
import Host

/// Threads, descriptors and memory of the process, twice a second.
struct ProcessCollector: CaseCollector {
    let evidence = "threads, descriptors and memory"
    private static let interval: Int64 = 500_000_000

    func collect(_ run: CaseRun) throws -> [CaseManifest.File] {
        let sampler = try ProcessSampler(processID: run.processID)
        var samples: [ProcessSample] = []
        var next = run.begin
        while true {
            let isLast = run.isOver
            guard var sample = sampler.sample(inDetail: samples.isEmpty || isLast) else { break }
            if isLast, let first = samples.first {
                sample.endedConnections = sampler.endedConnections(within: sample.time - first.time)
            }
            samples.append(sample)
            if isLast { break }
            next += Self.interval
            run.sleep(until: next)
        }
        try run.files.write(ProcessSeries(samples).lines, "process.jsonl")
        return [CaseManifest.File("process.jsonl", .process, source: "/proc/\(run.processID)")]
    }
}
