import Host
import Synchronization
import Wire

/// A case in memory: nothing of it stays behind, however sonde ends.
final class MemoryCase: CaseFiles {
    private let files = Mutex<[String: Bytes]>([:])

    let name = "what was collected"
    let isKept: Bool

    /// - Parameter isKept: whether what is made of it is for others to read.
    init(isKept: Bool = false) { self.isKept = isKept }

    func write(_ bytes: [UInt8], _ name: String) { keep(Bytes(bytes), name) }

    /// What is recorded may be large: it goes to a file without a name.
    func appendable(_ name: String) throws -> AppendedFile {
        try AppendedFile(temporaryIn: Surroundings.variable("TMPDIR") ?? "/tmp")
    }

    func keep(_ file: AppendedFile, _ name: String) throws { keep(try file.contents(), name) }

    private func keep(_ bytes: Bytes, _ name: String) { files.withLock { $0[name] = bytes } }

    func names() -> Set<String> { files.withLock { Set($0.keys) } }

    func contents(_ name: String) throws -> Bytes {
        guard let bytes = files.withLock({ $0[name] }) else {
            throw InputError(.notFound, "is not there", file: name)
        }
        return bytes
    }
}
