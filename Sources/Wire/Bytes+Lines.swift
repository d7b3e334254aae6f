import Glibc

/// Texts of lines.
extension Bytes {
    /// Offset of the line feed that ends the line at `start`; the end of the bytes when there is none.
    public func lineEnd(from start: Int) -> Int {
        guard start >= 0, start < count else { return count }
        guard let hit = unsafe memchr(base + start, 10, count - start) else { return count }
        return unsafe base.distance(to: UnsafeRawPointer(hit))
    }

    /// Appends a part of the bytes, as far as they reach, to an array.
    public func append(_ range: Range<Int>, to array: inout [UInt8]) {
        let range = range.clamped(to: 0..<count)
        if range.isEmpty { return }
        unsafe array.append(contentsOf: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }
}

extension [UInt8] {
    /// Offset of the line feed that ends the line at `start`; nil when there is none.
    public func lineEnd(from start: Int) -> Int? {
        unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, start >= 0, start < bytes.count,
                let hit = unsafe memchr(base + start, 10, bytes.count - start)
            else { return nil }
            return unsafe base.distance(to: UnsafeRawPointer(hit))
        }
    }

    /// Offset of the first `byte` in a range; nil when there is none.
    public func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, range.lowerBound >= 0, range.upperBound <= bytes.count, !range.isEmpty,
                let hit = unsafe memchr(base + range.lowerBound, Int32(byte), range.count)
            else { return nil }
            return unsafe base.distance(to: UnsafeRawPointer(hit))
        }
    }
}
