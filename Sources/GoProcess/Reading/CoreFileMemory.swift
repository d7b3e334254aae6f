import Wire

/// The memory that a core file holds, completed by files that were mapped into the process.
struct CoreFileMemory {
    let contents: Bytes
    /// Ascending by address, without overlaps.
    let segments: [CoreFileSegment]
    /// Ascending by address.
    let files: [CoreFileMapping]
    let supplied: [String: Bytes]

    /// Bytes that one call of `read` may ask for.
    private static let maximumTotal = 1 << 32

    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        var total = 0
        for range in ranges {
            let (sum, overflow) = total.addingReportingOverflow(max(range.count, 0))
            guard !overflow, sum <= CoreFileMemory.maximumTotal else { return Array(ranges.indices) }
            total = sum
        }
        buffer.reserve(total)
        var failed: [Int] = []
        var position = 0
        for (index, range) in ranges.enumerated() {
            if range.count < 0 || !copy(range, to: buffer, position) {
                buffer.clear(position, max(range.count, 0))
                failed.append(index)
            }
            position += max(range.count, 0)
        }
        return failed
    }

    private func copy(_ range: MemoryRange, to buffer: MemoryBuffer, _ position: Int) -> Bool {
        var done = 0
        while done < range.count {
            let (address, overflow) = range.address.addingReportingOverflow(UInt64(done))
            guard !overflow, let piece = piece(address, range.count - done) else { return false }
            buffer.store(piece, at: position + done)
            done += piece.count
        }
        return true
    }

    /// Some bytes from `address` on, at least one and at most `limit`; nil when there are none.
    private func piece(_ address: UInt64, _ limit: Int) -> Bytes? {
        let segment = segment(address)
        if let segment, address - segment.start < UInt64(segment.available) {
            let within = Int(address - segment.start)
            return contents.slice(segment.fileOffset + within, min(segment.available - within, limit))
        }
        // Memory that was written to is in the core or lost; other memory is as in the file.
        guard segment?.isWritable != true, let file = file(address), let bytes = supplied[file.path] else { return nil }
        let (offset, overflow) = file.fileOffset.addingReportingOverflow(address - file.start)
        guard !overflow, offset < UInt64(bytes.count) else { return nil }
        let end = min(file.end, segment?.end ?? file.end)
        let count = min(end - address, UInt64(bytes.count) - offset, UInt64(limit))
        return bytes.slice(Int(offset), Int(count))
    }

    /// What the core itself holds of a range; nil when it does not hold all of it.
    func dumped(_ address: UInt64, _ count: Int) -> Bytes? {
        guard let segment = segment(address) else { return nil }
        let within = address - segment.start
        guard within < UInt64(segment.available), segment.available - Int(within) >= count else { return nil }
        return contents.slice(segment.fileOffset + Int(within), count)
    }

    func isReadOnly(_ address: UInt64) -> Bool { segment(address)?.isWritable == false }

    private func segment(_ address: UInt64) -> CoreFileSegment? {
        let index = segments.partitioningIndex { $0.start > address }
        guard index > 0, address < segments[index - 1].end else { return nil }
        return segments[index - 1]
    }

    func file(_ address: UInt64) -> CoreFileMapping? {
        let index = files.partitioningIndex { $0.start > address }
        guard index > 0, address < files[index - 1].end else { return nil }
        return files[index - 1]
    }

    /// The memory map: the core's segments, and mapped files that it has no segment for (gdb leaves those out).
    func mappings() -> [MemoryMapping] {
        var result = segments.map { segment in
            let file = file(segment.start)
            return MemoryMapping(
                start: segment.start, end: segment.end, isReadable: segment.isReadable,
                isWritable: segment.isWritable, isExecutable: segment.isExecutable,
                fileOffset: file.map { $0.fileOffset &+ (segment.start - $0.start) } ?? 0, inode: 0,
                path: file?.path ?? "")
        }
        for file in files where segment(file.start) == nil {
            result.append(
                MemoryMapping(
                    start: file.start, end: file.end, isReadable: true, isWritable: false, isExecutable: false,
                    fileOffset: file.fileOffset, inode: 0, path: file.path))
        }
        return result.sorted { $0.start < $1.start }
    }
}

extension Array {
    /// The first position whose element fulfils a condition that all later ones fulfil as well; `count` when none does.
    fileprivate func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
