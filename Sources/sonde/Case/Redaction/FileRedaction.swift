import Diagnosis
import Evidence
import GoProcess
import GoProfile
import GoTrace
import SystemActivity
import Wire

/// One file of a case, as its kind demands.
struct FileRedaction {
    private let kind: CaseManifest.Kind
    private let redactor: Redactor

    init(_ kind: CaseManifest.Kind, _ redactor: Redactor) {
        self.kind = kind
        self.redactor = redactor
    }

    /// Tells the redactor what the file has of paths, arguments and values.
    /// - Throws: what is wrong with the file.
    func teach(_ bytes: Bytes) throws {
        switch kind {
        case .goroutines: try snapshot(bytes).teach(redactor)
        case .processor, .heap, .allocs, .mutex, .block: try profile(bytes).teach(redactor)
        case .activity: try CaptureRedaction.teach(bytes, redactor)
        case .trace: try TraceRedaction.teach(bytes, redactor)
        case .process:
            for sample in try ProcessSeries(lines: bytes).samples {
                // What is mapped may as well be data: no name of it stays that is not known as a program's elsewhere.
                for path in sample.synchronousFiles.union(sample.paths.keys).union(sample.mappings.keys) {
                    redactor.learn(path: path)
                }
            }
        case .runtime, .servers: break
        }
    }

    /// - Throws: what is wrong with the file.
    func redacted(_ bytes: Bytes) throws -> RedactedFile {
        switch kind {
        case .goroutines: RedactedFile(try SnapshotFile.encode(snapshot(bytes).redacted(by: redactor)))
        case .processor, .heap, .allocs, .mutex, .block:
            RedactedFile(try ProtoWriter.gzip(profile(bytes).redacted(by: redactor)))
        case .activity: try CaptureRedaction.redacted(bytes, by: redactor)
        case .trace: try TraceRedaction.redacted(bytes, by: redactor)
        case .process: try process(bytes)
        case .runtime: runtime(bytes)
        case .servers:
            RedactedFile(
                Array(
                    bytes.string.split(separator: "\n").map { redactor.address(String($0)) }.joined(separator: "\n")
                        .utf8))
        }
    }

    private func snapshot(_ bytes: Bytes) throws -> GoroutineSnapshot { try SnapshotFile.decode(bytes, name: "") }

    private func profile(_ bytes: Bytes) throws -> Profile { try ProfileReader.read(bytes, file: "") }

    private func process(_ bytes: Bytes) throws -> RedactedFile {
        RedactedFile(ProcessSeries(try ProcessSeries(lines: bytes).samples.map(redacted)).lines)
    }

    /// Made anew: what is not known here must not pass.
    private func redacted(_ sample: ProcessSample) -> ProcessSample {
        var result = ProcessSample(time: sample.time)
        result.threads = sample.threads
        result.descriptors = sample.descriptors
        // The first words of links are no names of the program's.
        result.descriptorKinds = sample.descriptorKinds
        result.paths = renamed(sample.paths)
        result.synchronousFiles = Set(sample.synchronousFiles.map { redactor.path($0) })
        result.connections = Dictionary(
            sample.connections.map { (redactor.address($0.key), $0.value) }, uniquingKeysWith: { a, _ in a })
        result.endedConnections = Dictionary(
            sample.endedConnections.map { (redactor.address($0.key), $0.value) }, uniquingKeysWith: +)
        result.resident = sample.resident
        result.anonymous = sample.anonymous
        result.ofFiles = sample.ofFiles
        result.shared = sample.shared
        result.swapped = sample.swapped
        result.mappings = renamed(sample.mappings)
        return result
    }

    private func renamed<Number: BinaryInteger>(_ counts: [String: Number]) -> [String: Number] {
        var result: [String: Number] = [:]
        for (path, count) in counts { result[redactor.path(path), default: 0] += count }
        return result
    }

    private func runtime(_ bytes: Bytes) -> RedactedFile {
        let contents = RuntimeStateFile.decode(bytes)
        let lost = contents.quality.counters.map { "\($0.value) \($0.explanation)" }.joined(separator: "; ")
        return RedactedFile(
            RuntimeStateFile.encode(contents.states.map { $0.redacted(by: redactor) }),
            remark: lost.isEmpty ? nil : lost)
    }
}
