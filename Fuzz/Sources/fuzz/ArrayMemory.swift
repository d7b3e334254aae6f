import Wire

/// Memory of a process that is an array.
final class ArrayMemory: MemoryReader {
    let start: UInt64
    let bytes: Bytes
    let name = "an array"

    init(start: UInt64, bytes: Bytes) {
        self.start = start
        self.bytes = bytes
    }

    func mappings() throws -> [MemoryMapping] { [] }

    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        buffer.reserve(ranges.reduce(0) { $0 + max($1.count, 0) })
        var failed: [Int] = []
        var position = 0
        for (number, range) in ranges.enumerated() {
            if let part = bytes.slice(Int(truncatingIfNeeded: range.address &- start), range.count) {
                buffer.store(part, at: position)
            } else {
                buffer.clear(position, max(range.count, 0))
                failed.append(number)
            }
            position += max(range.count, 0)
        }
        return failed
    }
}
