import Diagnosis
import Dispatch
import Evidence
import Glibc
import Host
import Synchronization
import Wire

/// Gathers all that a running process offers, at the same time, into the directory of a case.
struct CaseCollection {
    let processID: Int32
    /// Nanoseconds.
    let duration: Int64
    let connection: ConnectionOptions
    /// Whether the process may be stopped while its memory is read.
    let stopsTarget: Bool
    /// Asked now and then whether nobody waits for it any more: then it ends early.
    var isUnwanted: @Sendable () -> Bool = { false }

    /// - Throws: what is wrong with the target when not even its goroutines can be looked at.
    func collect(into files: any CaseFiles) throws -> CaseManifest {
        let live = try ProcessTarget.open(processID)
        let run = CaseRun(
            processID: processID, files: files, duration: duration, connection: connection, isUnwanted: isUnwanted)
        var manifest = manifest(of: live.process, run)
        manifest.files = try Self.gather(live, run, stopsTarget: stopsTarget, beside: [ActivityCollector()])
        manifest.missing = run.lacking
        manifest.duration = Clock.now(CLOCK_MONOTONIC) - run.begin
        try files.write(manifest.json, CaseManifest.fileName)
        return manifest
    }

    private func manifest(of process: LiveProcess, _ run: CaseRun) -> CaseManifest {
        var manifest = CaseManifest()
        manifest.tool = Version.text
        manifest.wallTime = Clock.now(CLOCK_REALTIME)
        manifest.monotonicTime = run.begin
        manifest.processID = processID
        manifest.executable = process.executablePath ?? ""
        manifest.arguments = process.commandLine
        manifest.kernel = Surroundings.kernel.release
        manifest.processors = HostSampler().sample([processID]).machine.allowed
        return manifest
    }

    /// Runs each collector on a thread of its own, and the looks at goroutines on this one: what nothing can be said
    /// without.
    static func gather(
        _ live: LiveCollection, _ run: CaseRun, stopsTarget: Bool, beside others: [any CaseCollector] = []
    ) throws -> [CaseManifest.File] {
        let collectors: [any CaseCollector] =
            [ProcessorCollector(), ProcessCollector(), ServerCollector(live)] + others
        let goroutines = GoroutineCollector(live: live, stopsTarget: stopsTarget)
        let results = CollectedResults(count: collectors.count)
        let group = DispatchGroup()
        for (number, collector) in collectors.enumerated() {
            DispatchQueue(label: "sonde.collect.\(number)").async(group: group) {
                results.set(number, Result { try collector.collect(run) })
            }
        }
        let looks = Result { try goroutines.collect(run) }
        if case .failure = looks { run.stop() }
        group.wait()
        var files = try looks.get()
        for (collector, result) in zip(collectors, results.all) {
            switch result {
            case .success(let new): files += new
            case .failure(let error):
                run.lacks(collector.evidence, (error as? InputError)?.message ?? "\(error)")
            }
        }
        return files
    }
}

/// What collectors on different threads come to.
private final class CollectedResults: Sendable {
    private let results: Mutex<[Result<[CaseManifest.File], any Error>]>

    init(count: Int) { results = Mutex(Array(repeating: .success([]), count: count)) }

    func set(_ number: Int, _ result: Result<[CaseManifest.File], any Error>) {
        results.withLock { $0[number] = result }
    }

    var all: [Result<[CaseManifest.File], any Error>] { results.withLock { $0 } }
}
