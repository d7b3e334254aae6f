import CDeflate

/// Decompression by libdeflate, with a stated limit on what comes out.
public enum Inflate {
    /// One zlib stream (RFC 1950) of a known size.
    /// - Throws: `malformed`, or `tooLarge` when `size` is above `limit`.
    public static func zlib(_ input: Bytes, size: Int, limit: Int = 1 << 32) throws -> Bytes {
        guard size >= 0, size <= limit else {
            throw InputError(.tooLarge, "compressed data announce \(size) bytes; the limit is \(limit)")
        }
        let decompressor = try Decompressor()
        let output = MemoryBuffer(capacity: size)
        let (result, _, produced) = decompressor.run(input, into: output, size: size, format: .zlib)
        guard result == .success, produced == size else {
            throw InputError(.malformed, "compressed data are damaged (zlib stream of \(input.count) bytes)")
        }
        return output.bytes(0, size)
    }

    /// All members of a gzip file (RFC 1952), one after another.
    /// - Throws: `malformed`, `truncated`, or `tooLarge` above `limit` bytes of output.
    public static func gzip(_ input: Bytes, limit: Int = 1 << 32) throws -> Bytes {
        let members = try gzipMembers(input, limit: limit)
        return members.count == 1 ? members[0] : Bytes(members.flatMap(\.array))
    }

    /// The members of a gzip file (RFC 1952), each by itself.
    /// - Throws: `malformed`, `truncated`, or `tooLarge` when all together have more than `limit` bytes.
    public static func gzipMembers(_ input: Bytes, limit: Int = 1 << 32) throws -> [Bytes] {
        let decompressor = try Decompressor()
        var members: [Bytes] = []
        var total = 0
        var rest = input
        var position = 0
        // Trailing zero bytes are padding, as gzip(1) has it.
        while rest.count > 0, !(position > 0 && rest[0] == 0) {
            let (member, consumed) = try decompressor.member(rest, room: limit - total, position, limit)
            members.append(member)
            total += member.count
            position += consumed
            rest = input.suffix(from: position) ?? Bytes()
        }
        return members
    }

    /// True when the bytes begin as a gzip file does.
    public static func isGzip(_ input: Bytes) -> Bool { input.starts(with: [0x1f, 0x8b, 0x08]) }
}

private final class Decompressor {
    enum Format { case zlib, gzip }
    enum Status { case success, damaged, insufficientSpace }

    private let handle: OpaquePointer

    init() throws {
        guard let handle = unsafe libdeflate_alloc_decompressor() else {
            throw InputError(.inputOutput, "no memory for decompression")
        }
        unsafe self.handle = handle
    }

    deinit { unsafe libdeflate_free_decompressor(handle) }

    func run(_ input: Bytes, into output: MemoryBuffer, size: Int, format: Format) -> (Status, Int, Int) {
        var consumed = 0
        var produced = 0
        let result = input.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                switch format {
                case .zlib:
                    unsafe libdeflate_zlib_decompress_ex(
                        handle, source.baseAddress, source.count, target.baseAddress, size, &consumed, &produced)
                case .gzip:
                    unsafe libdeflate_gzip_decompress_ex(
                        handle, source.baseAddress, source.count, target.baseAddress, size, &consumed, &produced)
                }
            }
        }
        return (Self.status(result), consumed, produced)
    }

    /// The first member of a gzip file, and the bytes of input that it takes.
    func member(_ input: Bytes, room: Int, _ position: Int, _ limit: Int) throws -> (Bytes, Int) {
        // The size stands at the end of the last member, which is mostly the only one. Damaged data may claim anything,
        // but not more than deflate can reach.
        let announced = Int(input.load(input.count - 4, as: UInt32.self) ?? 0)
        var size = announced > 0 && announced <= input.count * 1032 ? announced : max(input.count * 4, 4096)
        while true {
            size = min(size, room + 1)
            let output = MemoryBuffer(capacity: max(size, 1))
            let (status, consumed, produced) = run(input, into: output, size: size, format: .gzip)
            switch status {
            case .insufficientSpace where size <= room:
                size *= 4
            case .success where produced <= room && consumed > 0:
                return (output.prefix(produced), consumed)
            case .damaged:
                throw InputError(.malformed, "gzip data are damaged or cut off", offset: UInt64(position))
            case .insufficientSpace, .success:
                throw InputError(.tooLarge, "gzip data expand to more than \(limit) bytes")
            }
        }
    }

    private static func status(_ result: libdeflate_result) -> Status {
        switch result {
        case LIBDEFLATE_SUCCESS: return .success
        case LIBDEFLATE_INSUFFICIENT_SPACE: return .insufficientSpace
        default: return .damaged
        }
    }
}

/// Compression by libdeflate.
public enum Deflate {
    /// One gzip member (RFC 1952).
    public static func gzip(_ input: [UInt8], level: Int32 = 6) throws -> [UInt8] {
        try compress(input, level, unsafe libdeflate_gzip_compress_bound, unsafe libdeflate_gzip_compress)
    }

    /// One zlib stream (RFC 1950).
    public static func zlib(_ input: [UInt8], level: Int32 = 6) throws -> [UInt8] {
        try compress(input, level, unsafe libdeflate_zlib_compress_bound, unsafe libdeflate_zlib_compress)
    }

    private static func compress(
        _ input: [UInt8], _ level: Int32, _ bound: (OpaquePointer?, Int) -> Int,
        _ compress: (OpaquePointer?, UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, Int) -> Int
    ) throws -> [UInt8] {
        guard let handle = unsafe libdeflate_alloc_compressor(level) else {
            throw InputError(.inputOutput, "no memory for compression")
        }
        defer { unsafe libdeflate_free_compressor(handle) }
        var output = [UInt8](repeating: 0, count: unsafe bound(handle, input.count))
        let written = unsafe input.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                unsafe compress(handle, source.baseAddress, source.count, target.baseAddress, target.count)
            }
        }
        guard written > 0 else { throw InputError(.inputOutput, "compression failed") }
        output.removeLast(output.count - written)
        return output
    }
}
