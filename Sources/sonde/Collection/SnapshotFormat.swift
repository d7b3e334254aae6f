import GoProcess
import Wire

/// The snapshot files and text dumps that GoProcess reads and writes.
enum SnapshotFormat {
    static func recognises(_ bytes: Bytes) -> Bool { false }

    static func read(_ bytes: Bytes, name: String) throws -> GoroutineSnapshot {
        throw InputError(.unsupported, "snapshot files are not read yet", file: name)
    }
}
