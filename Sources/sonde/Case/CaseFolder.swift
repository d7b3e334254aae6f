import Diagnosis
import Host
import Wire

/// A case in a directory: everything in it is for its owner alone.
struct CaseFolder: CaseFiles {
    let path: String

    var name: String { path }
    let isKept = true

    /// A directory that is there.
    init(_ path: String) { self.path = path }

    /// Makes the directory.
    /// - Throws: `usage` when it is there and not empty, `inputOutput`.
    init(making path: String) throws {
        try PrivateFolder.make(path)
        self.path = path
    }

    /// Whether a path is the directory of a case.
    static func isCase(_ path: String) -> Bool { MappedFile.exists("\(path)/\(CaseManifest.fileName)") }

    func write(_ bytes: [UInt8], _ name: String) throws {
        try AtomicFile.write(bytes, to: "\(path)/\(name)", mode: 0o600)
    }

    func appendable(_ name: String) throws -> AppendedFile { try AppendedFile("\(path)/\(name)") }

    func keep(_ file: AppendedFile, _ name: String) {}

    func contents(_ name: String) throws -> Bytes { try MappedFile.open("\(path)/\(name)", copying: true) }

    func names() -> Set<String> { Set(FolderListing.names(in: path, withHidden: true)) }

    /// Removes the directory with what is in it.
    func remove() { PrivateFolder.remove(path) }
}
