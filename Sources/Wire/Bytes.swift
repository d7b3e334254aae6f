/// An immutable run of bytes that keeps its storage (an array, a mapped file) alive.
///
/// Slicing shares the storage. Every access is bounds-checked; multi-byte loads are little-endian unless said
/// otherwise and need no alignment. A copy of the value costs one retain, so hot loops hold one `Bytes` in a local.
public struct Bytes: @unchecked Sendable {
    @usableFromInline let owner: AnyObject?
    @usableFromInline let base: UnsafeRawPointer
    public let count: Int

    /// Wraps memory that `owner` keeps valid and unchanged for as long as it lives.
    public init(unsafeBase base: UnsafeRawPointer, count: Int, owner: AnyObject?) {
        self.owner = owner
        self.base = base
        self.count = count
    }

    /// Copies an array once.
    public init(_ array: [UInt8]) {
        let storage = ByteStorage(array)
        self.init(unsafeBase: storage.base, count: array.count, owner: storage)
    }

    public init() { self.init([]) }

    /// The bytes of a string in UTF-8.
    public init(_ text: String) { self.init(Array(text.utf8)) }

    public var isEmpty: Bool { count == 0 }

    @inlinable
    public subscript(_ index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "index out of bounds")
        return unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }

    /// The bytes `start ..< start + length`, or nil when they do not lie inside.
    @inlinable
    public func slice(_ start: Int, _ length: Int) -> Bytes? {
        guard start >= 0, length >= 0, start <= count, length <= count - start else { return nil }
        return unsafe Bytes(unsafeBase: base + start, count: length, owner: owner)
    }

    /// Everything from `start` on, or nil when `start` lies behind the end.
    @inlinable
    public func suffix(from start: Int) -> Bytes? { slice(start, count - start) }

    /// A little-endian integer at `offset`, or nil when it does not lie inside.
    @inlinable @inline(__always)
    public func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type = T.self) -> T? {
        let size = MemoryLayout<T>.size
        guard offset >= 0, count >= size, offset <= count - size else { return nil }
        return unsafe T(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    /// Offset of the first `byte` at or after `start`, or nil.
    @inlinable
    public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        var index = max(start, 0)
        while index < count {
            if unsafe base.load(fromByteOffset: index, as: UInt8.self) == byte { return index }
            index += 1
        }
        return nil
    }

    /// The string that ends before the NUL at or after `offset`; nil without a NUL inside. Invalid UTF-8 is repaired.
    public func cString(at offset: Int) -> String? {
        guard offset >= 0, offset <= count, let end = firstIndex(of: 0, from: offset) else { return nil }
        return slice(offset, end - offset)?.string
    }

    /// A little-endian integer at `offset`; traps when it does not lie inside. For offsets that were checked before.
    @inlinable @inline(__always)
    public func checkedLoad<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type = T.self) -> T {
        guard let value = load(offset, as: T.self) else { preconditionFailure("offset outside of the bytes") }
        return value
    }

    /// All bytes as text; invalid UTF-8 is repaired with U+FFFD.
    public var string: String {
        unsafe String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
    }

    public var array: [UInt8] { unsafe Array(UnsafeRawBufferPointer(start: base, count: count)) }

    /// True when the bytes begin with `prefix`.
    public func starts(with prefix: [UInt8]) -> Bool {
        guard count >= prefix.count else { return false }
        for (index, byte) in prefix.enumerated() where self[index] != byte { return false }
        return true
    }

    /// Offset of the first occurrence of `pattern` at or after `start`, or nil.
    public func firstRange(of pattern: [UInt8], from start: Int = 0) -> Int? {
        guard let first = pattern.first else { return nil }
        var at = start
        while let hit = firstIndex(of: first, from: at) {
            guard hit <= count - pattern.count else { return nil }
            var matched = 1
            while matched < pattern.count, self[hit + matched] == pattern[matched] { matched += 1 }
            if matched == pattern.count { return hit }
            at = hit + 1
        }
        return nil
    }

    /// Access for C libraries; the pointer must not leave the closure.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
    }
}

/// Heap storage behind `Bytes` made from an array, and behind a `MemoryBuffer`.
final class ByteStorage: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let count: Int

    init(count: Int) {
        self.count = count
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 16)
    }

    convenience init(_ array: [UInt8]) {
        self.init(count: array.count)
        unsafe array.withUnsafeBytes { source in
            if let from = source.baseAddress { unsafe base.copyMemory(from: from, byteCount: source.count) }
        }
    }

    deinit { unsafe base.deallocate() }
}
