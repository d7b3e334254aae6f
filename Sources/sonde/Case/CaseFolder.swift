import Diagnosis
import Host
import Wire

/// The directory of a case while it is filled: everything in it is for its owner alone.
struct CaseFolder: Sendable {
    let path: String

    /// Makes the directory.
    /// - Throws: `usage` when it is there and not empty, `inputOutput`.
    init(making path: String) throws {
        try PrivateFolder.make(path)
        self.path = path
    }

    /// A new directory for files that are not kept.
    init(temporaryIn parent: String) throws {
        path = try PrivateFolder.makeTemporary(in: parent, prefix: "sonde-case")
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ bytes: [UInt8], _ name: String) throws { try AtomicFile.write(bytes, to: file(name), mode: 0o600) }

    /// Removes the directory with what is in it.
    func remove() { PrivateFolder.remove(path) }
}
