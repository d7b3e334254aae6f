import CLinux
import Dispatch
import Glibc
import Synchronization
import Wire

/// The standard error of a program that sonde runs: it may go on to sonde's own, and its last part is kept.
public final class CopiedErrors: Sendable {
    /// What the program gets as its standard error.
    public let writingEnd: Int32
    private let isShown: Bool
    private let kept = Mutex<[UInt8]>([])
    private let isOpen = Mutex(true)
    private let finished = DispatchSemaphore(value: 0)

    /// Bytes that are kept.
    private static let limit = 16 << 20

    /// - Parameters:
    ///   - name: of the program, for the error.
    ///   - isShown: whether it goes on to sonde's own standard error.
    /// - Throws: `inputOutput`.
    public init(of name: String, isShown: Bool = true) throws(InputError) {
        self.isShown = isShown
        var ends: [Int32] = [-1, -1]
        guard unsafe sonde_pipe(&ends) == 0 else { throw MappedFile.systemError("cannot be run", name) }
        writingEnd = ends[1]
        let reading = ends[0]
        DispatchQueue.global().async { [self] in copy(from: reading) }
    }

    /// Has to be called once the program has it, or could not be started: until then the end is not seen.
    public func closeWritingEnd() {
        isOpen.withLock { isOpen in
            if isOpen { close(writingEnd) }
            isOpen = false
        }
    }

    /// The last part of what was written, complete once the program has ended.
    public var tail: Bytes { kept.withLock { Bytes($0) } }

    /// Waits until all is read, at most `seconds`: a child of the program may hold it open.
    public func wait(seconds: Int) { _ = finished.wait(timeout: .now() + .seconds(seconds)) }

    private func copy(from descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            let part = Array(buffer[..<count])
            if isShown { try? StandardStream.error.write(part) }
            kept.withLock { kept in
                kept += part
                if kept.count > 2 * Self.limit { kept.removeFirst(kept.count - Self.limit) }
            }
        }
        close(descriptor)
        finished.signal()
    }
}
