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
        let decompressor = try Decompressor()
        var result: [UInt8] = []
        var rest = input
        var position = 0
        // Trailing zero bytes are padding, as gzip(1) has it.
        while rest.count > 0, !(position > 0 && rest[0] == 0) {
            var size = max(rest.count * 4, 4096)
            while true {
                size = min(size, limit - result.count + 1)
                let output = MemoryBuffer(capacity: size)
                let (status, consumed, produced) = decompressor.run(rest, into: output, size: size, format: .gzip)
                if status == .insufficientSpace, size <= limit - result.count {
                    size *= 4
                    continue
                }
                guard status != .insufficientSpace else {
                    throw InputError(.tooLarge, "gzip data expand to more than \(limit) bytes")
                }
                guard status == .success, consumed > 0 else {
                    throw InputError(.malformed, "gzip data are damaged or cut off", offset: UInt64(position))
                }
                guard result.count + produced <= limit else {
                    throw InputError(.tooLarge, "gzip data expand to more than \(limit) bytes")
                }
                result += output.bytes(0, produced).array
                position += consumed
                rest = input.suffix(from: position) ?? Bytes()
                break
            }
        }
        return Bytes(result)
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
        switch result {
        case LIBDEFLATE_SUCCESS: return (.success, consumed, produced)
        case LIBDEFLATE_INSUFFICIENT_SPACE: return (.insufficientSpace, consumed, produced)
        default: return (.damaged, consumed, produced)
        }
    }
}

/// Compression by libdeflate.
public enum Deflate {
    /// One gzip member (RFC 1952).
    public static func gzip(_ input: [UInt8], level: Int32 = 6) throws -> [UInt8] {
        guard let handle = unsafe libdeflate_alloc_compressor(level) else {
            throw InputError(.inputOutput, "no memory for compression")
        }
        defer { unsafe libdeflate_free_compressor(handle) }
        var output = [UInt8](repeating: 0, count: unsafe libdeflate_gzip_compress_bound(handle, input.count))
        let written = unsafe input.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                unsafe libdeflate_gzip_compress(
                    handle, source.baseAddress, source.count, target.baseAddress, target.count)
            }
        }
        guard written > 0 else { throw InputError(.inputOutput, "compression failed") }
        output.removeLast(output.count - written)
        return output
    }
}
