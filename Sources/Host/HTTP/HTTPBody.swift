import Glibc
import NIOCore
import Wire

/// The body of an answer as it comes in: memory that grows, and that becomes `Bytes` without being copied.
struct HTTPBody {
    private final class Storage: @unchecked Sendable {
        var base: UnsafeMutableRawPointer
        var capacity: Int

        init?(capacity: Int) {
            guard let base = unsafe malloc(max(capacity, 1)) else { return nil }
            unsafe self.base = base
            self.capacity = max(capacity, 1)
        }

        /// False when there is no memory for it.
        func grow(to wanted: Int) -> Bool {
            if wanted <= capacity { return true }
            guard let moved = unsafe realloc(base, wanted) else { return false }
            unsafe base = moved
            capacity = wanted
            return true
        }

        deinit { unsafe free(base) }
    }

    private var storage: Storage?
    private(set) var count = 0
    private let limit: Int

    /// - Parameter expected: what the server says, 0 when it says nothing; only a part of it is believed.
    init(limit: Int, expected: Int = 0) {
        self.limit = limit
        storage = expected > 0 ? Storage(capacity: min(expected, limit, 16 << 20)) : nil
    }

    /// What can be appended.
    var room: Int { limit - count }

    /// - Throws: `tooLarge` when there is no memory. The caller minds the limit.
    mutating func append(_ buffer: ByteBuffer) throws {
        let added = min(buffer.readableBytes, room)
        guard added > 0 else { return }
        let wanted = count + added
        if storage == nil { storage = Storage(capacity: max(wanted, 4096)) }
        guard let storage, wanted <= storage.capacity || storage.grow(to: min(max(wanted, storage.capacity * 2), limit))
        else { throw InputError(.tooLarge, "there is no memory for the \(wanted) bytes that the server sent so far") }
        unsafe buffer.withUnsafeReadableBytes { source in
            guard let from = source.baseAddress else { return }
            unsafe (storage.base + count).copyMemory(from: from, byteCount: added)
        }
        count = wanted
    }

    /// What came. The body must not be appended to afterwards.
    func bytes() -> Bytes {
        storage.map { unsafe Bytes(unsafeBase: $0.base, count: count, owner: $0) } ?? Bytes()
    }
}
