import Glibc
import Wire

/// Writing of files that are whole or not there.
public enum AtomicFile {
    /// Writes a file under a temporary name beside it and renames it, so that a reader or a full disk never leaves
    /// half of it. Something that is no regular file, such as /dev/stdout, is written directly.
    /// - Parameter mode: permissions of a new file, less the umask; what was read from a process is its user's alone.
    /// - Throws: `notFound`, `notPermitted`, `inputOutput`.
    public static func write(_ bytes: [UInt8], to path: String, mode newMode: mode_t = 0o600) throws {
        let writer = try AtomicFileWriter(path, mode: newMode)
        try writer.write(bytes)
        try writer.commit()
    }
}

/// A file that is written piece by piece under a temporary name, and gets its own name when it is complete.
///
/// A writer that is given up, by leaving it alone, leaves nothing behind.
public final class AtomicFileWriter {
    private let path: String
    /// Name of the file while it is incomplete; nil when something that is no regular file is written directly.
    public let temporaryPath: String?
    private var descriptor: Int32

    /// - Parameter mode: permissions of a new file, less the umask.
    /// - Throws: `usage` for a directory; `notFound`, `notPermitted`, `inputOutput`.
    public init(_ path: String, mode newMode: mode_t = 0o600) throws {
        self.path = path
        var status = stat()
        let exists = unsafe stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR {
            throw InputError(.usage, "is a directory; name a file", file: path)
        }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            temporaryPath = nil
            descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
        } else {
            let temporary = "\(path).\(getpid()).tmp"
            let mode = exists ? status.st_mode & 0o777 : newMode
            descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            temporaryPath = descriptor >= 0 ? temporary : nil
        }
        guard descriptor >= 0 else { throw MappedFile.systemError("cannot be written", path) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if let temporaryPath { Self.removeTemporary(temporaryPath) }
    }

    /// Appends bytes.
    /// - Throws: `inputOutput`, as when the disk is full.
    public func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw MappedFile.systemError("cannot be written", path) }
            done += written
        }
    }

    /// Replaces the first bytes, which were written before.
    /// - Throws: `inputOutput`, also for something that is no regular file.
    public func rewrite(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done, off_t(done))
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw MappedFile.systemError("cannot be written", path) }
            done += written
        }
    }

    /// Gives the file its name.
    /// - Throws: `inputOutput`; there is no file then.
    public func commit() throws {
        let finished = descriptor
        descriptor = -1
        do {
            // Some file systems tell of a full disk only now.
            guard close(finished) == 0 else { throw MappedFile.systemError("cannot be written", path) }
            guard let temporaryPath else { return }
            guard unsafe rename(temporaryPath, path) == 0 else {
                throw MappedFile.systemError("cannot be written", path)
            }
        } catch {
            if let temporaryPath { Self.removeTemporary(temporaryPath) }
            throw error
        }
    }

    /// Removes an incomplete file: for a program that ends in the middle of its work.
    public static func removeTemporary(_ path: String) { _ = unsafe unlink(path) }
}
