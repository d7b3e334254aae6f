import Glibc
import Wire

/// One call of `LiveMemory.read` under way: walks the ranges, in as few system calls as it can.
struct BatchedCopy {
    private let ranges: UnsafeBufferPointer<MemoryRange>
    private let base: UnsafeMutableRawPointer
    private let vectors: UnsafeMutableBufferPointer<iovec>
    /// The range to copy next, how much of it has arrived, and where its next byte goes.
    private var index = 0
    private var within = 0
    private var position = 0
    /// Segments per call: lowered after a failure, since what follows a bad address is often bad as well.
    private var limit = BatchedCopy.maximumVectors
    /// Indexes of the ranges that could not be read, ascending.
    private(set) var failed: [Int] = []

    /// Remote segments that the kernel takes in one call (UIO_MAXIOV).
    static let maximumVectors = 1024
    /// Bytes per call; the kernel copies less than 2 GiB at once.
    static let maximumBytes = 1 << 28

    /// - Parameters:
    ///   - base: room for all ranges back to back.
    ///   - vectors: scratch space for `maximumVectors` segments.
    init(
        ranges: UnsafeBufferPointer<MemoryRange>, base: UnsafeMutableRawPointer,
        vectors: UnsafeMutableBufferPointer<iovec>
    ) {
        unsafe self.ranges = ranges
        unsafe self.base = base
        unsafe self.vectors = vectors
    }

    mutating func run(from memory: LiveMemory, isGone: Bool) {
        if isGone { failRest() }
        while unsafe index < ranges.count {
            let batch = gather()
            switch unsafe memory.copy(vectors, batch.vectors, to: base + position, batch.bytes) {
            case .gone:
                failRest()
            case .copied(let copied):
                advance(copied)
                if copied >= batch.bytes {
                    limit = min(limit * 2, BatchedCopy.maximumVectors)
                } else {
                    copyAlone(memory)
                    limit = 16
                }
            }
        }
    }

    /// Fills `vectors` from the current place on; neighbours in the target's memory share one.
    private mutating func gather() -> (vectors: Int, bytes: Int) {
        var used = 0
        var bytes = 0
        var next = index
        var skipped = within
        var end: UInt64 = 0
        while unsafe next < ranges.count, bytes < BatchedCopy.maximumBytes {
            let range = unsafe ranges[next]
            let length = min(max(range.count, 0) - skipped, BatchedCopy.maximumBytes - bytes)
            let address = range.address &+ UInt64(skipped)
            if length > 0 {
                if used > 0, end == address {
                    unsafe vectors[used - 1].iov_len += length
                } else {
                    guard used < limit else { break }
                    unsafe vectors.initializeElement(
                        at: used,
                        to: iovec(iov_base: UnsafeMutableRawPointer(bitPattern: UInt(address)), iov_len: length))
                    used += 1
                }
                end = address &+ UInt64(length)
                bytes += length
            }
            skipped = 0
            next += 1
        }
        return (used, bytes)
    }

    /// Moves over `count` bytes that arrived, and over empty ranges behind them.
    private mutating func advance(_ count: Int) {
        var left = count
        while unsafe index < ranges.count {
            let range = unsafe ranges[index]
            let needed = max(range.count, 0) - within
            guard left >= needed else {
                within += left
                position += left
                return
            }
            // A negative count occupies no room and cannot be satisfied.
            if range.count < 0 { failed.append(index) }
            left -= needed
            position += needed
            within = 0
            index += 1
        }
    }

    /// Copies what is left of the current range by itself, or zero-fills the range and reports it.
    private mutating func copyAlone(_ memory: LiveMemory) {
        guard unsafe index < ranges.count else { return }
        let range = unsafe ranges[index]
        let start = position - within
        let isCopied = unsafe memory.copyAlone(
            range.address &+ UInt64(within), range.count - within, to: base + position)
        if !isCopied {
            unsafe memset(base + start, 0, range.count)
            failed.append(index)
        }
        position = start + range.count
        within = 0
        index += 1
    }

    private mutating func failRest() {
        let start = position - within
        var rest = 0
        for at in unsafe index..<ranges.count { unsafe rest += max(ranges[at].count, 0) }
        unsafe memset(base + start, 0, rest)
        unsafe failed.append(contentsOf: index..<ranges.count)
        unsafe index = ranges.count
    }
}
