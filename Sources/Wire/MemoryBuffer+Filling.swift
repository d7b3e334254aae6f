/// Filling by readers that have the bytes at hand, such as of a core file.
extension MemoryBuffer {
    /// Copies bytes to `offset`; traps when they do not fit.
    public func store(_ bytes: Bytes, at offset: Int) {
        precondition(offset >= 0 && bytes.count <= capacity - offset, "range outside of the buffer")
        withUnsafeMutableBytes { target in
            let place = unsafe UnsafeMutableRawBufferPointer(rebasing: target[offset...])
            bytes.withUnsafeBytes { unsafe place.copyMemory(from: $0) }
        }
    }

    /// Sets `count` bytes at `offset` to zero; traps outside of the buffer.
    public func clear(_ offset: Int, _ count: Int) {
        precondition(offset >= 0 && count >= 0 && count <= capacity - offset, "range outside of the buffer")
        withUnsafeMutableBytes { target in
            _ = unsafe UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + count])
                .initializeMemory(as: UInt8.self, repeating: 0)
        }
    }
}
