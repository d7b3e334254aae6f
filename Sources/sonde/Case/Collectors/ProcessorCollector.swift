import Diagnosis
import GoProfile
import Host
import Wire

/// Samples of what the process's threads run, taken from outside by the kernel.
struct ProcessorCollector: CaseCollector {
    let evidence = "processor samples"
    /// Samples a second of each thread that runs: 1,000 of ten seconds, at less than a thousandth of its time.
    private static let rate: Int64 = 99

    func collect(_ run: CaseRun) throws -> [CaseManifest.File] {
        do {
            let target = try RecordedTarget(process: run.processID, command: [], withChildren: false)
            let recording = RecordingRun(target, until: { run.isOver })
            let recorded = try ProcessorRecorder(rate: Self.rate, withKernel: false, event: .clock).record(recording)
            try run.files.write(try ProtoWriter.gzip(recorded.profile), "processor.pb.gz")
            return [CaseManifest.File("processor.pb.gz", .processor, source: "the kernel's samples")]
        } catch let error as InputError {
            run.lacks(evidence, error.message, command: "sudo sonde why \(run.processID)")
            return []
        }
    }
}
