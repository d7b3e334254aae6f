import GoBinary
import GoProcess
import Wire

/// Goroutines of a core file.
struct CoreCollection {
    let executablePath: String?

    func snapshots(path: String, bytes: Bytes) throws -> [GoroutineSnapshot] {
        throw InputError(.unsupported, "core files are not read yet", file: path)
    }
}
