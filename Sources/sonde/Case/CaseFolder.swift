import Diagnosis
import Glibc
import Host
import Wire

/// The directory of a case while it is filled: everything in it is for its owner alone.
struct CaseFolder: Sendable {
    let path: String

    /// Makes the directory.
    /// - Throws: `usage` when it is there and not empty, `inputOutput`.
    init(making path: String) throws {
        self.path = path
        if unsafe mkdir(path, 0o700) == 0 { return }
        guard errno == EEXIST else { throw MappedFile.systemError("cannot be made", path) }
        guard FolderListing.names(in: path).isEmpty else {
            throw InputError(.usage, "is there already, and not empty: name another directory", file: path)
        }
    }

    /// A new directory for files that are not kept.
    init(temporaryIn parent: String) throws {
        var name = Array("\(parent)/sonde-case-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&name) != nil else { throw MappedFile.systemError("cannot be written", parent) }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ bytes: [UInt8], _ name: String) throws { try AtomicFile.write(bytes, to: file(name), mode: 0o600) }

    /// Removes the directory with what is in it.
    func remove() {
        for name in FolderListing.names(in: path) { unsafe unlink(file(name)) }
        unsafe rmdir(path)
    }
}
