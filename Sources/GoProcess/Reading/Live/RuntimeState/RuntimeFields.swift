import Wire

/// Fields of the runtime's variables, fetched with one read.
///
/// They are asked for first; a field that the version of Go does not have, or whose variable was not found, is nil
/// afterwards, like one that cannot be read.
struct RuntimeFields {
    /// Number of a field that was asked for; -1 for one that there is not.
    typealias Request = Int

    private let layout: RuntimeStateLayout
    private let batch: BatchReader
    private var ranges: [MemoryRange] = []

    init(_ layout: RuntimeStateLayout, memory: any MemoryReader) {
        self.layout = layout
        batch = BatchReader(memory)
    }

    /// - Parameters:
    ///   - field: as in `RuntimeStateLayout`; nil for what lies at `base` itself.
    ///   - count: its bytes.
    mutating func request(_ field: String?, at base: UInt64?, count: Int = 8) -> Request {
        guard let base, base != 0 else { return -1 }
        var offset = 0
        if let field {
            guard let known = layout[field] else { return -1 }
            offset = known
        }
        ranges.append(MemoryRange(address: base &+ UInt64(offset), count: count))
        return ranges.count - 1
    }

    /// Bytes from a structure's start; nil when the version of Go has no such field.
    func offset(_ field: String) -> Int? { layout[field] }

    /// Reads all; fields less than a page apart are copied together.
    func fetch() { batch.read(ranges, gap: 4096) }

    /// The bytes of a field, valid until the next `fetch`; nil when it was not read.
    func location(_ request: Request) -> (bytes: Bytes, offset: Int)? {
        guard request >= 0, batch.isReadable(request) else { return nil }
        return batch.location(request)
    }

    func word(_ request: Request, at offset: Int = 0) -> UInt64? {
        guard let (bytes, start) = location(request), ranges[request].count >= offset + 8 else { return nil }
        return bytes.load(start + offset)
    }

    /// The field as a number with its sign, by its size of 1 (without one), 4 or 8 bytes; nil above 2^63 too.
    func number(_ request: Request) -> Int? {
        guard let (bytes, offset) = location(request) else { return nil }
        switch ranges[request].count {
        case 1: return bytes.load(offset, as: UInt8.self).map { Int($0) }
        case 4: return bytes.load(offset, as: Int32.self).map { Int($0) }
        case 8: return bytes.load(offset, as: Int64.self).map { Int($0) }
        default: return nil
        }
    }
}
