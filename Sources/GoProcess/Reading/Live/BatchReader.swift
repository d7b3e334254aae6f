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
        order.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
        placements = Array(repeating: -1, count: requests.count)
        rangeOfRequest = Array(repeating: -1, count: requests.count)
        // Addresses of user space have at most 47 or 48 bits, so address and index fit one sortable word unless the
        // address is garbage, which then is not read at all.
        for (index, request) in requests.enumerated() where request.count > 0 && request.address < 1 << 48 {
            order.append(request.address << 16 | UInt64(index & 0xffff))
        }
        precondition(requests.count <= 1 << 16, "too many requests in one batch")
        order.sort()
        var start: UInt64 = 0
        var end: UInt64 = 0
        var offset = 0
        for key in order {
            let index = Int(key & 0xffff)
            let request = requests[index]
            let requestEnd = request.address + UInt64(request.count)
            if ranges.isEmpty || request.address > end + gap {
                if !ranges.isEmpty { offset += ranges[ranges.count - 1].count }
                start = request.address
                end = requestEnd
                ranges.append(MemoryRange(address: start, count: request.count))
            } else if requestEnd > end {
                end = requestEnd
                ranges[ranges.count - 1].count = Int(end - start)
            }
            placements[index] = offset + Int(request.address - start)
            rangeOfRequest[index] = Int32(ranges.count - 1)
        }
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

    /// The buffer that holds a request's bytes, and their offset in it.
    func location(_ request: Int) -> (buffer: MemoryBuffer, offset: Int) {
        let placement = placements[request]
        return placement >= 0 ? (merged, placement) : (separate, -2 - placement)
    }
}
