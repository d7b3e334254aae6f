import Wire

/// Finds `runtime.mheap_` without symbols, by what must be true of it: it lies in the zeroed data (bss), and leads over
/// its table of arenas to an arena, from there to a span, and the span begins on the page that named it.
public enum HeapLocator {
    /// Bytes of zeroed data that are searched; the runtime's own lie in a few hundred KiB, but the program's are there too.
    private static let searchLimit = 1 << 30
    private static let windowSize = 4 << 20

    /// Runtime address of the heap in one of the ranges; nil when none, or more than one place, passes all checks.
    public static func find(
        in ranges: [MemoryRange], memory: any MemoryReader, layout: HeapLayout,
        architecture: HeapArchitecture = .amd64
    ) -> UInt64? {
        var hits: [UInt64] = []
        var searched = 0
        let buffer = MemoryBuffer()
        for range in ranges where range.count >= layout.heapSize {
            var offset = 0
            while offset + layout.heapSize <= range.count, searched < searchLimit {
                let size = min(windowSize + layout.heapSize, range.count - offset)
                let window = MemoryRange(address: range.address &+ UInt64(offset), count: size)
                if memory.read([window], into: buffer).isEmpty {
                    for position in stride(from: 0, through: size - layout.heapSize, by: 8)
                    where isLikely(buffer, position, layout) {
                        let address = window.address &+ UInt64(position)
                        if isHeap(address, memory, layout, architecture), !hits.contains(address) {
                            hits.append(address)
                        }
                    }
                }
                searched += size
                offset += windowSize
            }
        }
        return hits.count == 1 ? hits[0] : nil
    }

    /// What can be seen without reading more: a table, and two lists that are not longer than their room.
    private static func isLikely(_ buffer: MemoryBuffer, _ position: Int, _ layout: HeapLayout) -> Bool {
        let table: UInt64 = buffer.load(position + layout.arenas)
        guard table > 4096, table % 8 == 0 else { return false }
        for (list, limit) in [(layout.arenaList, HeapLayout.arenaTableCount), (layout.allSpans, 1 << 34)] {
            let pointer: UInt64 = buffer.load(position + list)
            let count: UInt64 = buffer.load(position + list + 8)
            let capacity: UInt64 = buffer.load(position + list + 16)
            guard pointer > 4096, pointer % 8 == 0, count > 0, count <= capacity, capacity <= limit else {
                return false
            }
        }
        return true
    }

    /// Follows the tables to spans, and asks whether each begins where it should.
    private static func isHeap(
        _ address: UInt64, _ memory: any MemoryReader, _ layout: HeapLayout, _ architecture: HeapArchitecture
    ) -> Bool {
        guard
            let map = try? HeapMap(memory: memory, layout: layout, heap: address, architecture: architecture),
            let list = memory.word(at: address &+ UInt64(layout.arenaList)), let number = memory.word(at: list),
            number < HeapLayout.arenaTableCount, let table = memory.word(at: address &+ UInt64(layout.arenas)),
            let arena = memory.word(at: table &+ number * 8), arena != 0,
            let spans = try? memory.bytes(
                at: arena &+ UInt64(layout.arenaSpans), count: HeapLayout.pagesPerArena * 8)
        else { return false }
        let start = architecture.address(ofArena: number)
        var objects = 0
        for page in 0..<HeapLayout.pagesPerArena where (spans.load(page * 8, as: UInt64.self) ?? 0) != 0 {
            if map.object(containing: start &+ UInt64(page) * HeapLayout.pageSize) != nil { objects += 1 }
            if objects >= 3 { return true }
        }
        return false
    }
}
