#if canImport(Glibc)
    import Glibc
#endif

/// Bytes that are read once from front to back: of a file, a pipe, or memory.
///
/// Nothing is mapped, so that a file that shrinks meanwhile ends early instead of raising a signal.
public final class SequentialInput {
    private enum Source {
        case descriptor(Int32, isOwned: Bool)
        case bytes(Bytes)
    }

    private let source: Source
    /// Path, or a description such as `standard input`.
    public let name: String
    /// Bytes that were delivered.
    public private(set) var offset = 0
    /// Bytes that there are in all; nil for a pipe.
    public let size: Int?
    private var isAtEnd = false

    /// - Throws: `notFound`, `notPermitted`, `inputOutput`.
    public init(path: String) throws(InputError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw MappedFile.systemError("cannot be opened", path) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let error = MappedFile.systemError("cannot be examined", path)
            close(descriptor)
            throw error
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw InputError(.inputOutput, "is a directory; name a file", file: path)
        }
        source = .descriptor(descriptor, isOwned: true)
        name = path
        size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    /// A descriptor that stays open.
    public init(descriptor: Int32, name: String) {
        source = .descriptor(descriptor, isOwned: false)
        self.name = name
        size = nil
    }

    public init(bytes: Bytes, name: String) {
        source = .bytes(bytes)
        self.name = name
        size = bytes.count
    }

    deinit {
        if case .descriptor(let descriptor, isOwned: true) = source { close(descriptor) }
    }

    /// Appends up to `count` bytes to `buffer`; appends less only at the end.
    /// - Returns: how many were appended.
    /// - Throws: `inputOutput`.
    public func read(_ count: Int, into buffer: inout [UInt8]) throws(InputError) -> Int {
        guard !isAtEnd, count > 0 else { return 0 }
        switch source {
        case .bytes(let bytes):
            let length = min(count, bytes.count - offset)
            if let part = bytes.slice(offset, length) { part.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) } }
            offset += length
            isAtEnd = length < count
            return length
        case .descriptor(let descriptor, _):
            return try read(count, from: descriptor, into: &buffer)
        }
    }

    private func read(_ count: Int, from descriptor: Int32, into buffer: inout [UInt8]) throws(InputError) -> Int {
        let start = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: count))
        var filled = 0
        while filled < count {
            let got = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(
                    descriptor, bytes.baseAddress.map { unsafe $0 + start + filled }, count - filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                let error = MappedFile.systemError("cannot be read", name)
                buffer.removeLast(count - filled)
                throw error
            }
            if got == 0 {
                isAtEnd = true
                break
            }
            filled += got
        }
        buffer.removeLast(count - filled)
        offset += filled
        return filled
    }

    /// Goes to an offset of a regular file or of memory, from which the next bytes are read.
    /// - Returns: false for a pipe, or when it lies behind the end.
    public func seek(to offset: Int) -> Bool {
        guard let size, offset >= 0, offset <= size else { return false }
        if case .descriptor(let descriptor, _) = source {
            guard lseek(descriptor, offset, SEEK_SET) == offset else { return false }
        }
        self.offset = offset
        isAtEnd = false
        return true
    }
}
