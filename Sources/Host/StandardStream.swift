import Glibc
import Wire

/// Standard input, output or error of sonde.
public struct StandardStream: Sendable {
    public let descriptor: Int32

    public static let input = StandardStream(descriptor: STDIN_FILENO)
    public static let output = StandardStream(descriptor: STDOUT_FILENO)
    public static let error = StandardStream(descriptor: STDERR_FILENO)

    /// The reader of a pipe has gone: not worth a word.
    public struct ClosedByReader: Error {}

    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Width of the terminal; nil when it is none, or does not say.
    public var terminalColumns: Int? {
        var size = winsize()
        guard isTerminal, unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes all bytes.
    /// - Throws: `ClosedByReader`, or `inputOutput` as when the disk is full.
    public func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
            }
            if written < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN {
                    waitUntilWritable()
                    continue
                }
                if errno == EPIPE { throw ClosedByReader() }
                throw MappedFile.systemError(
                    "cannot be written", descriptor == 2 ? "standard error" : "standard output")
            }
            done += written
        }
    }

    /// A terminal or pipe that another program made non-blocking is waited for.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&request, 1, -1)
    }

    /// From now on a closed pipe is an error of `write`, not the end of the program in the middle of its work.
    public static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }
}
