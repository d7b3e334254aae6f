import Diagnosis
import GoProcess
import GoProfile
import Host
import SystemActivity
import Wire

/// Reads the directory of a case.
struct CaseReading {
    let path: String

    /// Whether a path is the directory of a case.
    static func isCase(_ path: String) -> Bool { MappedFile.exists("\(path)/\(CaseManifest.fileName)") }

    /// Adds what the case holds. A file that cannot be read is noted as missing, and the others are read all the same.
    /// - Throws: what is wrong with its manifest.
    func observe(_ result: inout Observation) throws {
        let file = "\(path)/\(CaseManifest.fileName)"
        let manifest: CaseManifest
        do { manifest = try CaseManifest(json: try MappedFile.open(file, copying: true, limit: 1 << 26)) } catch let
            error as InputError
        {
            throw error.inFile(file)
        }
        result.missing += manifest.missing
        result.machineProcessors = manifest.processors.map { Int($0) } ?? result.machineProcessors
        for file in manifest.files {
            do { try observe(file, manifest, &result) } catch let error as InputError {
                result.missing.append(
                    CaseManifest.Missing(file.kind.rawValue, reason: "\(file.name): \(error.message)"))
            }
        }
    }

    private func observe(_ file: CaseManifest.File, _ manifest: CaseManifest, _ result: inout Observation) throws {
        // A case may come from anywhere, and names nothing beside its own files.
        guard !file.name.isEmpty, !file.name.contains("/"), file.name != "..", file.name != "." else {
            throw InputError(.malformed, "is no name of a file in the case")
        }
        let path = "\(path)/\(file.name)"
        switch file.kind {
        case .goroutines:
            result.snapshots.append(
                try SnapshotFile.decode(try MappedFile.open(path, copying: true), name: file.source))
        case .processor:
            let profile = try ProfileReader.read(try MappedFile.open(path, copying: true), file: file.name)
            result.processor = ProcessorEvidence(profile, name: file.source, duration: manifest.duration)
        case .activity:
            var reader = try CaptureReader(try MappedFile.open(path))
            result.activity = try ActivityEvidence(&reader, name: file.source, only: manifest.processID)
        case .process: result.process = try ProcessSeries(lines: try MappedFile.open(path, copying: true))
        case .heap:
            try FileCollection(executablePath: nil).observe(
                try MappedFile.open(path, copying: true), name: file.source, &result)
        case .trace:
            guard result.trace == nil else { return }
            result.trace = try TraceRun.evidence(
                SequentialInput(bytes: try MappedFile.open(path), name: file.source))
        case .servers:
            result.servers = try MappedFile.open(path, copying: true, limit: 1 << 20).string.split(separator: "\n")
                .map(String.init)
        case .runtime:
            result.runtime += RuntimeStateFile.decode(try MappedFile.open(path, copying: true)).states
        case .allocs, .mutex, .block, .goroutineleak, .log: break
        }
    }
}
