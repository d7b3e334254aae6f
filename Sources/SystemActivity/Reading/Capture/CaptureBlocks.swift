import Wire

/// The blocks of a capture's file, one behind the other.
struct CaptureBlocks {
    struct Block {
        var kind: CaptureFormat.BlockKind
        /// Of its contents in the file.
        var offset: Int
        var storedSize: Int
        var size: Int
    }

    let bytes: Bytes
    private(set) var offset: Int
    /// Whether the file ends within a block: it is still written, or its writer died.
    private(set) var isCut = false

    /// - Throws: `notRecognised`, `unsupported`.
    init(_ bytes: Bytes) throws(InputError) {
        guard bytes.starts(with: CaptureFormat.mark), bytes.count >= CaptureFormat.headLength else {
            throw InputError(.notRecognised, "is no capture of sonde's", offset: 0)
        }
        let version = bytes[CaptureFormat.mark.count]
        guard version == CaptureFormat.version else {
            throw InputError(
                .unsupported, "is a capture of format \(version), and this sonde knows \(CaptureFormat.version)",
                offset: UInt64(CaptureFormat.mark.count))
        }
        self.bytes = bytes
        offset = CaptureFormat.headLength
    }

    /// The next block; nil behind the last whole one. Blocks of a kind that is not known are passed over.
    /// - Throws: `malformed` where no block begins.
    mutating func next() throws(InputError) -> Block? {
        while true {
            guard offset < bytes.count else { return nil }
            guard let mark = bytes.load(offset, as: UInt32.self), let kind = bytes.load(offset + 4, as: UInt8.self),
                let stored = bytes.load(offset + 8, as: UInt32.self),
                let size = bytes.load(offset + 12, as: UInt32.self)
            else {
                isCut = true
                return nil
            }
            guard UInt32(littleEndian: mark) == CaptureFormat.blockMark, size <= CaptureFormat.largestBlock else {
                throw InputError(
                    .malformed, "no block begins where one should: what follows cannot be read",
                    offset: UInt64(offset))
            }
            let start = offset + CaptureFormat.blockHeadLength
            guard Int(stored) <= bytes.count - start else {
                isCut = true
                return nil
            }
            offset = start + Int(stored)
            if let kind = CaptureFormat.BlockKind(rawValue: kind) {
                return Block(kind: kind, offset: start, storedSize: Int(stored), size: Int(size))
            }
        }
    }

    /// - Throws: `malformed` when the contents are damaged.
    func contents(_ block: Block) throws(InputError) -> [UInt8] {
        if block.size == 0 { return [] }
        guard let stored = bytes.slice(block.offset, block.storedSize),
            let inflated = try? Inflate.zlib(stored, size: block.size, limit: CaptureFormat.largestBlock)
        else {
            throw InputError(
                .malformed, "a block is damaged: what is in it cannot be read", offset: UInt64(block.offset))
        }
        return inflated.array
    }
}
