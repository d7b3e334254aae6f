import Glibc
import Wire

/// The directory /proc/PID, held open: names are resolved below it, so that a process that takes over the id of one
/// that ended is never read by mistake.
public final class ProcessDirectory: Sendable {
    public let processID: Int32
    private let descriptor: Int32

    /// - Throws: `gone` when there is no such process, `inputOutput` when /proc cannot be used.
    public init(processID: Int32) throws {
        self.processID = processID
        descriptor = unsafe Glibc.open("/proc/\(processID)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw MappedFile.systemError("cannot be opened", "/proc/\(processID)") }
            throw InputError(.gone, "there is no process \(processID)", file: "process \(processID)")
        }
    }

    deinit { close(descriptor) }

    /// Opens a file below the directory for reading; -1 with `errno` on failure.
    public func open(_ name: String, flags: Int32 = O_RDONLY) -> Int32 {
        unsafe openat(descriptor, name, flags | O_CLOEXEC)
    }

    /// The contents of a file below the directory.
    ///
    /// - Throws: with the system's error text; `gone` when the process ended.
    public func contents(_ name: String, limit: Int = 1 << 30) throws -> Bytes {
        let file = open(name)
        guard file >= 0 else { throw error("cannot be opened", name) }
        defer { close(file) }
        var result = [UInt8]()
        var room = 1 << 12
        while true {
            let before = result.count
            guard before <= limit else { throw InputError(.tooLarge, "has more than \(limit) bytes", file: path(name)) }
            result.append(contentsOf: repeatElement(0, count: room))
            let got = unsafe result.withUnsafeMutableBytes { space in
                guard let base = space.baseAddress else { return 0 }
                return unsafe read(file, base + before, room)
            }
            let failure = errno
            result.removeLast(room - max(got, 0))
            if got == 0 { return Bytes(result) }
            if got < 0, failure != EINTR {
                errno = failure
                throw error("cannot be read", name)
            }
            room = min(room * 2, 1 << 18)
        }
    }

    /// The contents of a file that may be absent or forbidden.
    public func optionalContents(_ name: String) -> Bytes? { try? contents(name) }

    /// Target of a symbolic link below the directory, such as `exe` or `fd/3`; nil with `errno` on failure.
    public func link(_ name: String) -> String? {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { space in
            guard let base = space.baseAddress else { return nil }
            let got = unsafe readlinkat(descriptor, name, base, space.count)
            guard got >= 0 else { return nil }
            return unsafe String(decoding: UnsafeRawBufferPointer(rebasing: space[..<got]), as: UTF8.self)
        }
    }

    /// The numeric names in a directory below this one (`task`, `fd`), ascending; nil with `errno` on failure.
    public func numbers(in name: String) -> [Int32]? {
        let file = open(name, flags: O_RDONLY | O_DIRECTORY)
        guard file >= 0 else { return nil }
        return DirectoryListing.numbers(takingOver: file)
    }

    /// Status of the file that a name below the directory leads to; nil with `errno` on failure.
    public func status(_ name: String) -> stat? {
        var status = stat()
        return unsafe fstatat(descriptor, name, &status, 0) == 0 ? status : nil
    }

    /// Owner of a file below the directory; nil with `errno` on failure.
    public func owner(_ name: String) -> UInt32? { status(name)?.st_uid }

    /// True when the process has ended and been waited for.
    public var isGone: Bool { unsafe faccessat(descriptor, "stat", F_OK, 0) != 0 }

    func path(_ name: String) -> String { "/proc/\(processID)/\(name)" }

    /// An error of the file `name` from `errno`; `gone` when the process ended.
    func error(_ what: String, _ name: String) -> InputError {
        let failure = MappedFile.systemError(what, path(name))
        if isGone {
            return InputError(.gone, "process \(processID) ended while it was read", file: "process \(processID)")
        }
        return failure
    }
}

/// Numeric entries of directories in /proc.
enum DirectoryListing {
    /// The numeric names, ascending, of an open directory, which is closed; nil with `errno` on failure.
    static func numbers(takingOver descriptor: Int32) -> [Int32]? {
        guard let directory = unsafe fdopendir(descriptor) else {
            close(descriptor)
            return nil
        }
        defer { unsafe closedir(directory) }
        var result: [Int32] = []
        // An error in the middle means that the process ended: what was seen is what there is.
        while let entry = unsafe readdir(directory) {
            if let number = unsafe number(entry) { result.append(number) }
        }
        return result.sorted()
    }

    private static func number(_ entry: UnsafeMutablePointer<dirent>) -> Int32? {
        unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            var value: Int32 = 0
            var length = 0
            while length < 11, unsafe bytes[length] != 0 {
                let digit = unsafe Int32(bytes[length]) - 48
                guard digit >= 0, digit <= 9 else { return nil }
                let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
                let (sum, overflow) = scaled.addingReportingOverflow(digit)
                guard !tooLarge, !overflow else { return nil }
                value = sum
                length += 1
            }
            return length == 0 ? nil : value
        }
    }
}
