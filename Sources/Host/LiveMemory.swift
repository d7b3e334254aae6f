import CLinux
import Glibc
import Synchronization
import Wire

/// The memory of a running process, read without stopping it.
///
/// Reads go through process_vm_readv in batches, and through /proc/PID/mem where that is forbidden (seccomp) or a
/// range fails (memory without read permission). Addresses are those of the target. Safe to use from several threads.
public final class LiveMemory: MemoryReader {
    public let processID: Int32
    private let directory: ProcessDirectory
    /// A pidfd: tells the end of the process, so that its id is not followed to another; -1 before Linux 5.3.
    private let identity: Int32
    /// /proc/PID/mem; -1 when it cannot be opened.
    private let memoryFile: Int32
    private let isCallBlocked: Atomic<Bool>
    private let hasEnded = Atomic<Bool>(false)
    /// When the end of the process was last looked for, CLOCK_MONOTONIC nanoseconds.
    private let lastLook = Atomic<Int64>(0)

    /// Opens the memory of a process.
    ///
    /// - Parameter avoidingSystemCall: read through /proc/PID/mem only, as where process_vm_readv is forbidden.
    /// - Throws: `gone`, or `notPermitted` with what forbids it and what to do.
    public init(processID: Int32, avoidingSystemCall: Bool = false) throws {
        directory = try LiveProcess(processID: processID).directory
        self.processID = processID
        identity = sonde_pidfd_open(processID)
        memoryFile = directory.open("mem")
        let fileError = errno
        var byte: UInt8 = 0
        var probe = unsafe iovec(iov_base: nil, iov_len: 1)
        // Permission is checked before the address is, so address 0 tells the two apart.
        let got = unsafe sonde_process_vm_readv(processID, &byte, 1, &probe, 1)
        let callError = errno
        let isAllowed = got >= 0 || callError == EFAULT
        isCallBlocked = Atomic(!isAllowed || avoidingSystemCall)
        guard !isAllowed, callError == ESRCH || memoryFile < 0 else { return }
        throw AccessDiagnosis.explain(pid: processID, errno: callError == ESRCH ? ESRCH : fileError)
    }

    deinit {
        if identity >= 0 { close(identity) }
        if memoryFile >= 0 { close(memoryFile) }
    }

    public var name: String { "process \(processID)" }

    /// True when the process has ended; every later read fails.
    public var isGone: Bool {
        if hasEnded.load(ordering: .relaxed) { return true }
        let ended: Bool
        if identity >= 0 {
            var request = pollfd(fd: identity, events: Int16(POLLIN), revents: 0)
            ended = unsafe poll(&request, 1, 0) == 1
        } else {
            ended = directory.isGone
        }
        if ended { hasEnded.store(true, ordering: .relaxed) }
        return ended
    }

    /// Asks the kernel at most once in a millisecond: a look makes thousands of small reads, and no id goes round all
    /// processes in that time. A read of a process that just ended fails by itself.
    private var wasGoneLately: Bool {
        let now = Clock.now(CLOCK_MONOTONIC)
        if now &- lastLook.load(ordering: .relaxed) < 1_000_000 { return hasEnded.load(ordering: .relaxed) }
        lastLook.store(now, ordering: .relaxed)
        return isGone
    }

    /// True when reads go through /proc/PID/mem only, which takes a system call for each range.
    public var isSystemCallBlocked: Bool { isCallBlocked.load(ordering: .relaxed) }

    public func mappings() throws -> [MemoryMapping] {
        do {
            return MemoryMap.parse(try directory.contents("maps"))
        } catch let error as InputError where error.code == .notPermitted {
            throw AccessDiagnosis.explain(pid: processID, errno: EACCES)
        }
    }

    public func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        var total = 0
        for range in ranges {
            let (sum, overflow) = total.addingReportingOverflow(max(range.count, 0))
            // Nobody means to copy so much at once: a damaged length must not take the machine's memory.
            guard !overflow, sum <= LiveMemory.maximumTotal else { return Array(ranges.indices) }
            total = sum
        }
        buffer.reserve(total)
        let isGone = wasGoneLately
        return ranges.withUnsafeBufferPointer { ranges in
            buffer.withUnsafeMutableBytes { space in
                withUnsafeTemporaryAllocation(of: iovec.self, capacity: BatchedCopy.maximumVectors) { vectors in
                    guard let base = space.baseAddress else { return [] }
                    var copy = unsafe BatchedCopy(ranges: ranges, base: base, vectors: vectors)
                    copy.run(from: self, isGone: isGone)
                    return copy.failed
                }
            }
        }
    }

    /// Bytes that one call of `read` may ask for.
    static let maximumTotal = 1 << 32

    /// What one system call copied.
    enum Outcome {
        /// Bytes that arrived; fewer than were asked for when an address was bad.
        case copied(Int)
        case gone
    }

    /// Copies the segments back to back to `place`.
    func copy(
        _ vectors: UnsafeMutableBufferPointer<iovec>, _ count: Int, to place: UnsafeMutableRawPointer, _ bytes: Int
    ) -> Outcome {
        if isCallBlocked.load(ordering: .relaxed) { return .copied(0) }
        while true {
            let got = unsafe sonde_process_vm_readv(processID, place, bytes, vectors.baseAddress, UInt(count))
            if got >= 0 { return .copied(got) }
            switch errno {
            case EINTR: continue
            case ESRCH:
                hasEnded.store(true, ordering: .relaxed)
                return .gone
            case ENOSYS, EPERM: isCallBlocked.store(true, ordering: .relaxed)
            default: break
            }
            return .copied(0)
        }
    }

    /// Copies one range that a batch could not; false when a part of it cannot be read.
    func copyAlone(_ address: UInt64, _ count: Int, to place: UnsafeMutableRawPointer) -> Bool {
        guard memoryFile >= 0 else {
            var vector = unsafe iovec(iov_base: UnsafeMutableRawPointer(bitPattern: UInt(address)), iov_len: count)
            return unsafe sonde_process_vm_readv(processID, place, count, &vector, 1) == count
        }
        var done = 0
        while done < count {
            let (at, overflow) = address.addingReportingOverflow(UInt64(done))
            guard !overflow, at <= UInt64(Int64.max) else { return false }
            let got = unsafe pread(memoryFile, place + done, count - done, off_t(at))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return false }
            done += got
        }
        return true
    }
}
