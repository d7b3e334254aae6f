/// A run of addresses in a target's memory.
public struct MemoryRange: Hashable, Sendable {
    /// First address, in the target's (runtime) address space.
    public var address: UInt64
    /// Length in bytes.
    public var count: Int

    public init(address: UInt64, count: Int) {
        self.address = address
        self.count = count
    }
}

/// One line of a target's memory map.
public struct MemoryMapping: Hashable, Sendable {
    /// First runtime address.
    public var start: UInt64
    /// Runtime address behind the last byte.
    public var end: UInt64
    public var isReadable: Bool
    public var isWritable: Bool
    public var isExecutable: Bool
    /// Offset in the file that backs it; 0 for anonymous memory.
    public var fileOffset: UInt64
    /// Inode of the file that backs it; 0 for anonymous memory.
    public var inode: UInt64
    /// Path as the target sees it, or a name such as `[heap]`; empty for anonymous memory.
    public var path: String

    public init(
        start: UInt64, end: UInt64, isReadable: Bool, isWritable: Bool, isExecutable: Bool, fileOffset: UInt64,
        inode: UInt64, path: String
    ) {
        self.start = start
        self.end = end
        self.isReadable = isReadable
        self.isWritable = isWritable
        self.isExecutable = isExecutable
        self.fileOffset = fileOffset
        self.inode = inode
        self.path = path
    }
}

/// The one seam under everything that looks into a target: a live process, a core file, or an array in a test.
///
/// Implementations are safe to call from several threads at once.
public protocol MemoryReader: AnyObject, Sendable {
    /// Copies the ranges back to back to the start of `buffer`, which is grown when it is too small.
    ///
    /// A range that cannot be read in full is zero-filled and its index reported.
    /// - Returns: indexes of the ranges that could not be read, ascending; empty when all went well.
    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int]

    /// The target's memory map, ascending by address.
    func mappings() throws -> [MemoryMapping]

    /// What to call the target in an error, such as `process 4711` or a path.
    var name: String { get }
}

extension MemoryReader {
    /// The bytes at an address.
    /// - Throws: `notFound` with the address when a part of them cannot be read; `tooLarge` above 1 GiB.
    public func bytes(at address: UInt64, count: Int) throws -> Bytes {
        guard count >= 0, count <= 1 << 30 else {
            throw InputError(.tooLarge, "\(count) bytes of memory are asked for at once", file: name, offset: address)
        }
        let buffer = MemoryBuffer()
        guard read([MemoryRange(address: address, count: count)], into: buffer).isEmpty else {
            throw InputError(.notFound, "\(count) bytes of memory cannot be read", file: name, offset: address)
        }
        return buffer.bytes(0, count)
    }

    /// The 64-bit word at an address, or nil when it cannot be read.
    public func word(at address: UInt64) -> UInt64? {
        let buffer = MemoryBuffer()
        guard read([MemoryRange(address: address, count: 8)], into: buffer).isEmpty else { return nil }
        return buffer.load(0, as: UInt64.self)
    }
}

/// A reusable, growing buffer that a `MemoryReader` fills. Not for use by two threads at once.
public final class MemoryBuffer {
    private var storage: ByteStorage

    public init(capacity: Int = 256) { storage = ByteStorage(count: max(capacity, 16)) }

    /// Bytes that fit.
    public var capacity: Int { storage.count }

    /// Makes room for `count` bytes; the contents are lost when it has to grow.
    public func reserve(_ count: Int) {
        guard count > capacity else { return }
        storage = ByteStorage(count: max(count, capacity * 2))
    }

    /// The contents without a copy: they change with the next read into this buffer, and never become invalid.
    public var view: Bytes { unsafe Bytes(unsafeBase: storage.base, count: storage.count, owner: storage) }

    /// A little-endian integer at `offset`; traps outside of the buffer. Hot loops take a `view` once.
    public func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type = T.self) -> T {
        guard let value = view.load(offset, as: T.self) else { preconditionFailure("offset outside of the buffer") }
        return value
    }

    /// The first bytes without a copy, for a buffer that is not written to any more.
    public func prefix(_ count: Int) -> Bytes {
        precondition(count >= 0 && count <= capacity, "range outside of the buffer")
        return unsafe Bytes(unsafeBase: storage.base, count: count, owner: storage)
    }

    /// A copy of a part.
    public func bytes(_ offset: Int, _ count: Int) -> Bytes {
        precondition(offset >= 0 && count >= 0 && count <= capacity - offset, "range outside of the buffer")
        return unsafe Bytes(Array(UnsafeRawBufferPointer(start: storage.base + offset, count: count)))
    }

    /// The memory itself, for a `MemoryReader` to fill.
    public func withUnsafeMutableBytes<R>(_ body: (UnsafeMutableRawBufferPointer) throws -> R) rethrows -> R {
        try unsafe body(UnsafeMutableRawBufferPointer(start: storage.base, count: storage.count))
    }
}
