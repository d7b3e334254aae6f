#if canImport(Glibc)
    import Glibc
#endif

/// Reading of whole files, mapped where the file allows it.
public enum MappedFile {
    /// The contents of a regular file as a read-only mapping, or of a pipe or terminal up to `limit` as a copy. Other
    /// devices are refused: they may have no end.
    ///
    /// A mapping must not be used for files that another program may truncate: pass `copying: true` for those.
    /// - Throws: `notFound`, `notPermitted`, `inputOutput`, or `tooLarge` above `limit`.
    public static func open(_ path: String, copying: Bool = false, limit: Int = 1 << 40) throws -> Bytes {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError("cannot be opened", path) }
        defer { close(descriptor) }
        return try contents(descriptor, path, copying: copying, limit, isRegular: false)
    }

    private static func contents(
        _ descriptor: Int32, _ path: String, copying: Bool, _ limit: Int, isRegular: Bool
    ) throws -> Bytes {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw systemError("cannot be examined", path) }
        guard !isRegular || status.st_mode & S_IFMT == S_IFREG else {
            throw InputError(.inputOutput, "is no regular file", file: path)
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            throw InputError(.inputOutput, "is a directory; name a file", file: path)
        }
        if status.st_mode & S_IFMT == S_IFCHR || status.st_mode & S_IFMT == S_IFBLK, isatty(descriptor) == 0 {
            throw InputError(.inputOutput, "is a device; name a file, or pipe into standard input", file: path)
        }
        let size = Int(status.st_size)
        guard size <= limit else {
            throw InputError(.tooLarge, "has \(size) bytes; the limit is \(limit)", file: path)
        }
        if !copying, status.st_mode & S_IFMT == S_IFREG, size > 0 {
            let address = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
            if let address = unsafe address, unsafe address != MAP_FAILED {
                let owner = unsafe Mapping(address: address, count: size)
                return unsafe Bytes(unsafeBase: address, count: size, owner: owner)
            }
        }
        return try readAll(
            descriptor, path: path, limit: limit, expected: status.st_mode & S_IFMT == S_IFREG ? size : 0)
    }

    /// The contents of a regular file, where the name comes out of data and not from a user: whatever else stands there
    /// (a device, a pipe, a folder) is not opened.
    /// - Throws: as `open`, and `inputOutput` for what is no regular file.
    public static func openRegular(_ path: String, limit: Int = 1 << 40) throws -> Bytes {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw systemError("cannot be examined", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw InputError(.inputOutput, "is no regular file", file: path)
        }
        // Something else may stand there by now: opening that neither waits nor takes over a terminal.
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw systemError("cannot be opened", path) }
        defer { close(descriptor) }
        return try contents(descriptor, path, copying: false, limit, isRegular: true)
    }

    /// Everything that can be read from a descriptor, at most `limit` bytes.
    /// - Parameters:
    ///   - expected: bytes that there probably are, to make room for.
    ///   - check: throws when the first kilobytes show that the rest is not worth its memory.
    public static func readAll(
        _ descriptor: Int32, path: String, limit: Int = 1 << 32, expected: Int = 0,
        check: (Bytes) throws -> Void = { _ in }
    ) throws -> Bytes {
        var isChecked = false
        var result: [UInt8] = []
        // A file with holes may claim more than there is.
        result.reserveCapacity(max(0, min(expected, limit, 1 << 28)))
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let got = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if got == 0 { return Bytes(result) }
            guard got > 0 else {
                if errno == EINTR { continue }
                throw systemError("cannot be read", path)
            }
            guard result.count + got <= limit else {
                throw InputError(.tooLarge, "has more than \(limit) bytes", file: path)
            }
            result += buffer[..<got]
            if !isChecked, result.count >= checkedSize {
                isChecked = true
                try check(Bytes(result))
            }
        }
    }

    private static let checkedSize = 1 << 16

    /// True when something is at a path, of whatever kind.
    public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// An error that carries `errno`'s text.
    public static func systemError(_ what: String, _ path: String) -> InputError {
        let number = errno
        let text = unsafe String(cString: strerror(number))
        let code: InputError.Code =
            switch number {
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM: .notPermitted
            case ESRCH: .gone
            default: .inputOutput
            }
        return InputError(code, "\(what): \(text)", file: path)
    }
}

/// An mmap'ed region that is unmapped with its last user.
private final class Mapping: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
    let count: Int

    init(address: UnsafeMutableRawPointer, count: Int) {
        unsafe self.address = address
        self.count = count
    }

    deinit { unsafe munmap(address, count) }
}
