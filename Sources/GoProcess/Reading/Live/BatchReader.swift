import Wire

/// Many small reads of a target's memory done as few large ones.
///
/// Requests that lie close together are merged, since the kernel's cost is per page and per range, not per byte.
/// The results stay valid until the next `read`.
final class BatchReader {
    private let memory: any MemoryReader
    private let merged = MemoryBuffer(capacity: 1 << 16)
    /// Holds what could be read only after a merged range was taken apart.
    private let separate = MemoryBuffer()
    private var order: [UInt64] = []
    private var ranges: [MemoryRange] = []
    private var rangeOfRequest: [Int32] = []
    /// Offset of each request in `merged`; for a separate one -2 - offset in `separate`; -1 when unreadable.
    private var placements: [Int] = []

    init(_ memory: any MemoryReader) { self.memory = memory }

    /// Reads all requests. Two that are at most `gap` bytes apart are fetched together with what lies between.
    /// - Precondition: fewer than 2^20 requests.
    func read(_ requests: [MemoryRange], gap: UInt64) {
        plan(requests, gap: gap)
        let failures = memory.read(ranges, into: merged)
        if !failures.isEmpty { retry(requests, failedRanges: failures) }
    }

    private func plan(_ requests: [MemoryRange], gap: UInt64) {
        precondition(requests.count <= 1 << 16, "too many requests in one batch")
        // Locals, since every access to a stored property of a class is checked for exclusivity.
        var order = order
        self.order = []
        order.removeAll(keepingCapacity: true)
        for index in requests.indices where requests[index].count > 0 && requests[index].address < 1 << 48 {
            // Addresses of user space have at most 48 bits, so address and index fit one sortable word.
            order.append(requests[index].address << 16 | UInt64(index))
        }
        order.sort()
        var ranges: [MemoryRange] = []
        ranges.reserveCapacity(order.count)
        var placements = [Int](repeating: -1, count: requests.count)
        var rangeOfRequest = [Int32](repeating: -1, count: requests.count)
        var current = MemoryRange(address: 0, count: 0)
        var end: UInt64 = 0
        var offset = 0
        for key in order {
            let index = Int(key & 0xffff)
            let request = requests[index]
            let requestEnd = request.address + UInt64(request.count)
            if current.count == 0 || request.address > end + gap {
                if current.count > 0 { ranges.append(current) }
                offset += current.count
                current = request
                end = requestEnd
            } else if requestEnd > end {
                end = requestEnd
                current.count = Int(end - current.address)
            }
            placements[index] = offset + Int(request.address - current.address)
            rangeOfRequest[index] = Int32(ranges.count)
        }
        if current.count > 0 { ranges.append(current) }
        self.order = order
        self.ranges = ranges
        self.placements = placements
        self.rangeOfRequest = rangeOfRequest
    }

    private func retry(_ requests: [MemoryRange], failedRanges: [Int]) {
        let failed = Set(failedRanges.map { Int32($0) })
        let affected = requests.indices.filter { failed.contains(rangeOfRequest[$0]) }
        let failures = Set(memory.read(affected.map { requests[$0] }, into: separate))
        var offset = 0
        for (position, index) in affected.enumerated() {
            placements[index] = failures.contains(position) ? -1 : -2 - offset
            offset += requests[index].count
        }
    }

    /// Whether the request with this position could be read in full.
    func isReadable(_ request: Int) -> Bool { placements[request] != -1 }

    /// What holds a request's bytes, and their offset in it. Valid until the next `read`.
    func location(_ request: Int) -> (bytes: Bytes, offset: Int) {
        let placement = placements[request]
        return placement >= 0 ? (merged.view, placement) : (separate.view, -2 - placement)
    }
}
