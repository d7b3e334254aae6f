import Diagnosis
import GoProcess
import GoProfile
import SystemActivity
import WebUI
import Wire

/// What views can draw of a case.
struct CaseSources {
    private let files: any CaseFiles

    init(_ files: any CaseFiles) { self.files = files }

    /// - Throws: what is wrong with its manifest.
    func all() throws -> [EvidenceSource] {
        let reading = CaseReading(files)
        let manifest = try reading.manifest()
        var sources: [EvidenceSource] = []
        let looks = manifest.files.filter { $0.kind == .goroutines }
        if !looks.isEmpty {
            let contents = try looks.map { (try reading.contents($0), $0.source) }
            let snapshots = Shared { _ in try contents.map { try SnapshotFile.decode($0.0, name: $0.1) } }
            sources.append(EvidenceSource(name: "goroutines", kind: .goroutines(snapshots)))
        }
        for file in manifest.files {
            switch file.kind {
            case .processor, .heap, .allocs, .mutex, .block:
                let contents = try reading.contents(file)
                sources.append(
                    EvidenceSource(
                        name: file.name,
                        kind: .profile(Shared { _ in try ProfileReader.read(contents, file: file.name) })))
            case .trace:
                let contents = try reading.contents(file)
                sources.append(
                    EvidenceSource(
                        name: file.name,
                        kind: .trace(path: nil) { SequentialInput(bytes: contents, name: file.name) }))
            case .activity:
                let contents = try reading.contents(file)
                sources.append(EvidenceSource(name: file.name, kind: .activity { try CaptureReader(contents) }))
            case .goroutines, .runtime, .process, .servers: break
            }
        }
        return sources
    }
}
