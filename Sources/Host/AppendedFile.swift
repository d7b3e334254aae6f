import Glibc
import Wire

/// A file that grows while others may read it already.
public final class AppendedFile {
    private let path: String
    private let descriptor: Int32

    /// Makes the file anew; one of that name is emptied.
    /// - Throws: `notFound`, `notPermitted`, `inputOutput`.
    public init(_ path: String, mode: mode_t = 0o600) throws(InputError) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw MappedFile.systemError("cannot be written", path) }
    }

    /// A file without a name in a folder, which is gone with this object.
    /// - Throws: `notFound`, `notPermitted`, `inputOutput`.
    public init(temporaryIn folder: String) throws(InputError) {
        path = "\(folder)/sonde"
        var name = Array("\(path)-XXXXXX".utf8CString)
        descriptor = unsafe mkstemp(&name)
        guard descriptor >= 0 else { throw MappedFile.systemError("cannot be written", folder) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_APPEND)
        unsafe unlink(name)
    }

    /// What was appended so far.
    /// - Throws: `inputOutput`.
    public func contents() throws -> Bytes { try MappedFile.open("/proc/self/fd/\(descriptor)") }

    deinit { close(descriptor) }

    /// - Throws: `inputOutput`, as when the disk is full.
    public func append(_ bytes: [UInt8]) throws(InputError) {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw MappedFile.systemError("cannot be written", path) }
            done += written
        }
    }
}
