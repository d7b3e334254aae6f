import Evidence
import GoBinary
import GoProcess
import Host
import Wire

/// Goroutines of a core file.
struct CoreCollection {
    /// What the user named; otherwise the path in the core is tried.
    let executablePath: String?

    func snapshots(path: String, bytes: Bytes) throws -> [GoroutineSnapshot] {
        var core = try CoreFile(contents: bytes, path: path)
        let executableFile = try findExecutable(of: core)
        let contents = try MappedFile.open(executableFile)
        let executable = try Executable(contents: contents, path: executableFile)
        do { core = try core.supplying(contents) } catch let error as InputError {
            throw InputError(
                error.code, "is not of \(executableFile): name the executable that ran with --executable", file: path,
                cause: error)
        }
        let reader = try LiveSnapshotReader(
            executable: executable, memory: core, facts: core, executablePath: core.executablePath ?? executableFile,
            cache: UserCache("layouts"))
        var snapshot = try reader.snapshot(stoppedThreads: core.recordedThreads, depth: .proof)
        snapshot.source.name = path
        snapshot.source.executable = executableFile
        snapshot.quality.merge(core.quality)
        return [snapshot]
    }

    private func findExecutable(of core: CoreFile) throws -> String {
        if let executablePath { return executablePath }
        guard let recorded = core.executablePath else {
            throw InputError(
                .usage, "is a core file that does not say of what: name the executable with --executable",
                file: core.path)
        }
        guard MappedFile.exists(recorded) else {
            throw InputError(
                .usage, "is a core file of \(recorded), which is not here: name the executable with --executable",
                file: core.path)
        }
        return recorded
    }
}
