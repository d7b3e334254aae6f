import GoBuild
import GoProcess
import GoProfile
import Host
import SystemActivity
import WebUI
import Wire

/// What views can draw of a file of any known format. Only its first bytes are read here.
struct FileSources {
    let plan: LookPlan
    let path: String

    /// - Throws: `notRecognised`, `notFound`.
    func all() throws -> [EvidenceSource] {
        let head = try MappedFile.open(path)
        switch FileKind(head) {
        case .goTrace: return [source(.trace(path: path) { [path] in try SequentialInput(path: path) })]
        case .capture, .processMonitor:
            return [source(.activity { [path] in try EventsFile.open(path, stacks: true) })]
        case .elfCore:
            return [
                goroutines { [plan, path] in
                    try CoreCollection(executablePath: plan.executablePath).snapshots(
                        path: path, bytes: try MappedFile.open(path))
                }
            ]
        case .elfExecutable, .otherExecutable: return [source(.executable(path: path))]
        case .text where (try? EventsFile.recognise(head)) != nil:
            return [source(.activity { [path] in try EventsFile.open(path, stacks: true) })]
        case .text where CompilerLogReader.recognises(head): return [compiler()]
        default: return try of(MappedFile.open(path, copying: true), isUnpacked: false)
        }
    }

    /// Sources of a file that is held in memory: another program may still be writing it.
    private func of(_ bytes: Bytes, isUnpacked: Bool) throws -> [EvidenceSource] {
        switch FileKind(bytes) {
        case .gzip where !isUnpacked:
            // Profiles may consist of several members, which their reader joins.
            let members = try ProfileReader.unpack(bytes, file: path)
            guard let first = members.first else { throw InputError(.notRecognised, "is empty", file: path) }
            if FileKind(first) == .pprof { return [profile { try ProfileReader.read(members: members, file: $0) }] }
            return try of(Inflate.gzip(bytes), isUnpacked: true)
        case .pprof: return [profile { try ProfileReader.read(bytes, file: $0) }]
        case .text where bytes.starts(with: Array("heap profile:".utf8)):
            return [profile { try ProfileReader.read(bytes, file: $0) }]
        // Of what the runtime wrote to a log there are findings, and nothing to draw.
        case .text where try RuntimeLogReader.read(SequentialInput(bytes: bytes, name: path))?.hasGoroutines == false:
            return []
        case .text:
            // Any text may be a dump: only its reader knows.
            let dump = try TextDump.read(bytes, name: path)
            return [goroutines { [dump] }]
        case .snapshot: return [goroutines { [path] in [try SnapshotFile.decode(bytes, name: path)] }]
        case .goTrace:
            return [source(.trace(path: nil) { [path] in SequentialInput(bytes: bytes, name: path) })]
        default:
            // Says what the file is, and what to give instead.
            var nothing = Observation()
            try FileCollection(executablePath: nil).observe(bytes, name: path, &nothing)
            return []
        }
    }

    private func source(_ kind: EvidenceSource.Kind) -> EvidenceSource { EvidenceSource(name: path, kind: kind) }

    private func profile(_ read: @escaping @Sendable (String) throws -> Profile) -> EvidenceSource {
        source(
            .profile(
                Shared { [path] control in
                    control.report("reading \(path)")
                    return try read(path)
                }))
    }

    private func goroutines(_ read: @escaping @Sendable () throws -> [GoroutineSnapshot]) -> EvidenceSource {
        source(.goroutines(Shared { _ in try read() }))
    }

    private func compiler() -> EvidenceSource {
        source(
            .compiler(
                Shared { [path] _ in
                    var reader = CompilerLogReader()
                    return try reader.read(try SequentialInput(path: path))
                }))
    }
}
