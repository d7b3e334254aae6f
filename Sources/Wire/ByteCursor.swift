/// A position that moves forward through `Bytes`; each read throws `truncated` with the offset when bytes are missing.
///
/// `file` and `origin` place the offset of an error in the user's file when `bytes` is a part of it.
public struct ByteCursor {
    public let bytes: Bytes
    public var offset: Int
    public var file: String?
    /// Offset of `bytes` within `file`, added to offsets in errors.
    public var origin: UInt64

    public init(_ bytes: Bytes, at offset: Int = 0, file: String? = nil, origin: UInt64 = 0) {
        self.bytes = bytes
        self.offset = offset
        self.file = file
        self.origin = origin
    }

    /// Bytes from the offset on; 0 when it lies outside.
    @inlinable public var remaining: Int { offset >= 0 && offset <= bytes.count ? bytes.count - offset : 0 }
    @inlinable public var isAtEnd: Bool { offset >= bytes.count }

    /// An error of this cursor's file at its offset.
    public func error(_ code: InputError.Code, _ message: String) -> InputError {
        InputError(code, message, file: file, offset: origin &+ UInt64(max(offset, 0)))
    }

    @inlinable
    public mutating func read<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type = T.self) throws -> T {
        guard let value = bytes.load(offset, as: T.self) else {
            throw error(.truncated, "the data end \(remaining) bytes into a value of \(MemoryLayout<T>.size)")
        }
        offset += MemoryLayout<T>.size
        return value
    }

    /// An integer in the given byte order.
    @inlinable
    public mutating func read<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type = T.self, bigEndian: Bool
    ) throws -> T {
        let value: T = try read()
        return bigEndian ? value.byteSwapped : value
    }

    /// The next `length` bytes, without copying.
    @inlinable
    public mutating func read(count length: Int) throws -> Bytes {
        guard let part = bytes.slice(offset, length) else {
            throw error(.truncated, "\(length) bytes are announced and \(remaining) are left")
        }
        offset += length
        return part
    }

    @inlinable
    public mutating func skip(_ length: Int) throws {
        guard length >= 0, length <= remaining else {
            throw error(.truncated, "\(length) bytes are to be skipped and \(remaining) are left")
        }
        offset += length
    }

    /// An unsigned LEB128 number of at most 64 bits (also protobuf's varint).
    @inlinable
    public mutating func readUnsignedLEB() throws -> UInt64 {
        if let first = bytes.load(offset, as: UInt8.self), first < 0x80 {
            offset += 1
            return UInt64(first)
        }
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte: UInt8 = try read()
            guard shift < 64, shift != 63 || byte <= 1 else {
                throw error(.malformed, "a variable-length number has more than 64 bits")
            }
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
    }

    /// A signed LEB128 number of at most 64 bits.
    public mutating func readSignedLEB() throws -> Int64 {
        var result: Int64 = 0
        var shift: Int64 = 0
        while true {
            let byte: UInt8 = try read()
            // The tenth byte has one bit left, and the sign's copies.
            guard shift < 63 || shift == 63 && (byte == 0 || byte == 0x7f) else {
                throw error(.malformed, "a variable-length number has more than 64 bits")
            }
            result |= Int64(byte & 0x7f) << shift
            shift += 7
            if byte < 0x80 {
                if shift < 64, byte & 0x40 != 0 { result |= -1 << shift }
                return result
            }
        }
    }

    /// A NUL-terminated string; the cursor moves behind the NUL.
    public mutating func readCString() throws -> String {
        guard offset >= 0, let end = bytes.firstIndex(of: 0, from: offset), let part = bytes.slice(offset, end - offset)
        else {
            throw error(.truncated, "a string has no terminating zero byte")
        }
        offset = end + 1
        return part.string
    }
}
