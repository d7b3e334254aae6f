import Glibc
import Wire

/// Writing of files that are whole or not there.
public enum AtomicFile {
    /// Writes a file under a temporary name beside it and renames it, so that a reader or a full disk never leaves
    /// half of it. Something that is no regular file, such as /dev/stdout, is written directly.
    /// - Parameter mode: permissions of a new file, less the umask; what was read from a process is its user's alone.
    /// - Throws: `notFound`, `notPermitted`, `inputOutput`.
    public static func write(_ bytes: [UInt8], to path: String, mode newMode: mode_t = 0o600) throws {
        var status = stat()
        let exists = unsafe stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR {
            throw InputError(.usage, "is a directory; name a file", file: path)
        }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw MappedFile.systemError("cannot be written", path) }
            return try writeAndClose(bytes, descriptor, path)
        }
        let temporary = "\(path).\(getpid()).tmp"
        let mode = exists ? status.st_mode & 0o777 : newMode
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw MappedFile.systemError("cannot be written", path) }
        do {
            try writeAndClose(bytes, descriptor, path)
            guard unsafe rename(temporary, path) == 0 else { throw MappedFile.systemError("cannot be written", path) }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
    }

    private static func writeAndClose(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                let error = MappedFile.systemError("cannot be written", path)
                close(descriptor)
                throw error
            }
            done += written
        }
        // Some file systems tell of a full disk only now.
        guard close(descriptor) == 0 else { throw MappedFile.systemError("cannot be written", path) }
    }
}
