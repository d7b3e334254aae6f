import Wire

/// Loads of integers in a file's own byte order and word size; nil outside of the bytes.
struct OrderedBytes: Sendable {
    let bytes: Bytes
    let isBigEndian: Bool

    init(_ bytes: Bytes, isBigEndian: Bool) {
        self.bytes = bytes
        self.isBigEndian = isBigEndian
    }

    func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T? {
        guard let value = bytes.load(offset, as: T.self) else { return nil }
        return isBigEndian ? value.byteSwapped : value
    }

    /// A word of 4 or 8 bytes.
    func word(_ offset: Int, size: Int) -> UInt64? {
        size == 8 ? load(offset, as: UInt64.self) : load(offset, as: UInt32.self).map(UInt64.init)
    }
}

/// A file offset or length as an index, or nil when it cannot be one.
func index(_ value: UInt64) -> Int? { Int(exactly: value) }
