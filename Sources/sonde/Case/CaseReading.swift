import Diagnosis
import Evidence
import GoProcess
import GoProfile
import Host
import SystemActivity
import Wire

/// Reads a case.
struct CaseReading {
    private let files: any CaseFiles

    init(_ files: any CaseFiles) { self.files = files }

    /// Adds what the case holds. A file that cannot be read is noted as missing, and the others are read all the same.
    /// - Throws: what is wrong with its manifest.
    func observe(_ result: inout Observation) throws {
        let manifest = try manifest()
        result.missing += manifest.missing
        result.machineProcessors = manifest.processors.map { Int($0) } ?? result.machineProcessors
        // Which files are open, and how, has to be known before the calls on them are sorted.
        for file in manifest.files.filter({ $0.kind == .process }) + manifest.files.filter({ $0.kind != .process }) {
            do { try observe(file, manifest, &result) } catch let error as InputError {
                result.missing.append(
                    CaseManifest.Missing(file.kind.rawValue, reason: "\(file.name): \(error.message)"))
            }
        }
    }

    /// - Throws: what is wrong with it.
    func manifest() throws -> CaseManifest {
        do { return try CaseManifest(json: try files.contents(CaseManifest.fileName)) } catch let error as InputError {
            throw error.inFile("\(files.name)/\(CaseManifest.fileName)")
        }
    }

    /// The whole of a file that the manifest names.
    /// - Throws: `malformed` for a name that leads elsewhere, `notFound`.
    func contents(_ file: CaseManifest.File) throws -> Bytes {
        // A case may come from anywhere, and names nothing beside its own files.
        guard !file.name.isEmpty, !file.name.contains("/"), file.name != "..", file.name != "." else {
            throw InputError(.malformed, "is no name of a file in the case")
        }
        return try files.contents(file.name)
    }

    private func observe(_ file: CaseManifest.File, _ manifest: CaseManifest, _ result: inout Observation) throws {
        let bytes = try contents(file)
        switch file.kind {
        case .goroutines:
            result.snapshots.append(
                try SnapshotFile.decode(bytes, name: file.source))
        case .processor:
            let profile = try ProfileReader.read(bytes, file: file.name)
            result.processor = ProcessorEvidence(profile, name: file.source, duration: manifest.duration)
        case .activity:
            var reader = try CaptureReader(bytes)
            result.activity = try ActivityEvidence(
                &reader, name: file.source, only: manifest.processID,
                synchronousFiles: result.process?.synchronousFiles ?? [])
        case .process: result.process = try ProcessSeries(lines: bytes)
        case .heap:
            try FileCollection(executablePath: nil).observe(
                bytes, name: file.source, &result)
        case .trace:
            guard result.trace == nil else { return }
            result.trace = try TraceRun.evidence(
                SequentialInput(bytes: bytes, name: file.source))
        case .servers:
            result.servers = bytes.string.split(separator: "\n")
                .map(String.init)
        case .runtime:
            let contents = RuntimeStateFile.decode(bytes)
            result.runtime += contents.states
            for counter in contents.quality.counters {
                result.missing.append(
                    CaseManifest.Missing("runtime state", reason: "\(counter.value) \(counter.explanation)"))
            }
        case .mutex:
            var contention = result.contention ?? ProfileSites(type: "delay")
            contention.add(try ProfileReader.read(bytes, file: file.name))
            result.contention = contention
        // Heap profiles hold the same as those of allocations; who waits, looks show.
        case .allocs, .block: break
        }
    }
}
