import Glibc
import Wire

/// A file of /proc or /sys that is read again and again: it stays open, since opening costs more than reading.
final class HeldFile {
    private let descriptor: Int32

    /// Nil when it cannot be opened.
    init?(_ path: String) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { return nil }
    }

    /// A file below an open directory.
    init?(in directory: Int32, _ name: String) {
        descriptor = unsafe openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// A buffer for reading: of files that are longer, the beginning is read.
    static let room = 1 << 16

    /// What it says now; nil when it can no longer be read.
    /// - Parameter buffer: of `room` bytes.
    func contents(_ buffer: inout [UInt8]) -> Bytes? {
        var done = 0
        while done < buffer.count {
            let got = unsafe buffer.withUnsafeMutableBytes { space in
                unsafe pread(descriptor, space.baseAddress.map { unsafe $0 + done }, space.count - done, off_t(done))
            }
            if got < 0, errno == EINTR { continue }
            if got < 0 { return nil }
            // A long line makes a piece end early, so that only an empty one is the last.
            if got == 0 { break }
            done += got
        }
        return Bytes(Array(buffer[..<done]))
    }
}
