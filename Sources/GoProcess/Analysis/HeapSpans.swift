import Wire

/// All spans of a target's heap that hold objects, with a table from pages to spans.
///
/// Costs about 80 bytes for each span and 4 for each page of an arena.
struct HeapSpans {
    /// Spans, in the order of their addresses within an arena.
    private(set) var spans: [HeapSpan] = []
    /// Address at which the first arena begins, and the distance to the end of the last one.
    private(set) var low: UInt64 = 0
    private(set) var extent: UInt64 = 0
    /// For each arena between the first and the last, its position in `pages` divided by the pages of an arena; -1 where
    /// there is none.
    private(set) var arenaSlots: [Int32] = []
    /// For each page of the arenas the position of its span; `noSpan` where there is none.
    private(set) var pages: [UInt32] = []
    /// Spans that could not be read or contradict themselves.
    private(set) var damaged = 0

    static let noSpan = UInt32.max
    /// Arenas that are read: 1 TiB of heap.
    private static let arenaLimit = 1 << 14

    /// Reads the tables of all arenas and then the spans.
    /// - Throws: `notFound` or `malformed` when there is no heap at the address, `tooLarge` for more than 1 TiB.
    init(_ map: HeapMap) throws {
        let numbers = try Self.arenaNumbers(map)
        guard let first = numbers.first, let last = numbers.last else { return }
        low = map.architecture.address(ofArena: first)
        extent = (last - first + 1) * HeapLayout.arenaSize
        arenaSlots = Array(repeating: -1, count: Int(last - first + 1))
        for (slot, number) in numbers.enumerated() { arenaSlots[Int(number - first)] = Int32(slot) }
        pages = Array(repeating: Self.noSpan, count: numbers.count * HeapLayout.pagesPerArena)
        let arenas = try Self.arenaAddresses(map, numbers)
        try readSpans(map, numbers, arenas)
    }

    /// The span that an address lies in.
    @inline(__always)
    func spanIndex(containing address: UInt64) -> Int? {
        let distance = address &- low
        guard distance < extent else { return nil }
        let slot = arenaSlots[Int(distance / HeapLayout.arenaSize)]
        guard slot >= 0 else { return nil }
        let page = Int(distance % HeapLayout.arenaSize / HeapLayout.pageSize)
        let span = pages[Int(slot) &* HeapLayout.pagesPerArena &+ page]
        return span == Self.noSpan ? nil : Int(span)
    }

    /// Numbers of the arenas in use, ascending (`mheap.heapArenas`, called `allArenas` up to Go 1.24).
    private static func arenaNumbers(_ map: HeapMap) throws -> [UInt64] {
        let header = try map.memory.bytes(at: map.heap &+ UInt64(map.layout.arenaList), count: 24)
        guard let pointer = header.load(0, as: UInt64.self), let count = header.load(8, as: UInt64.self),
            let capacity = header.load(16, as: UInt64.self), count <= capacity, pointer != 0 || count == 0
        else {
            throw InputError(.malformed, "no list of heap arenas is there", file: map.memory.name, offset: map.heap)
        }
        guard count <= UInt64(arenaLimit) else {
            throw InputError(
                .tooLarge, "the heap has \(count) arenas; the limit is \(arenaLimit)", file: map.memory.name,
                offset: map.heap)
        }
        if count == 0 { return [] }
        let list = try map.memory.bytes(at: pointer, count: Int(count) * 8)
        let numbers = Set((0..<Int(count)).compactMap { list.load($0 * 8, as: UInt64.self) }).sorted()
        guard let last = numbers.last, last < HeapLayout.arenaTableCount else {
            throw InputError(.malformed, "an arena lies outside of the address space", file: map.memory.name)
        }
        return numbers
    }

    private static func arenaAddresses(_ map: HeapMap, _ numbers: [UInt64]) throws -> [UInt64] {
        guard let table = map.memory.word(at: map.heap &+ UInt64(map.layout.arenas)) else {
            throw InputError(.notFound, "the heap cannot be read", file: map.memory.name, offset: map.heap)
        }
        let buffer = MemoryBuffer()
        let ranges = numbers.map { MemoryRange(address: table &+ $0 * 8, count: 8) }
        guard map.memory.read(ranges, into: buffer).isEmpty else {
            throw InputError(.notFound, "the table of heap arenas cannot be read", file: map.memory.name)
        }
        return numbers.indices.map { buffer.load($0 * 8, as: UInt64.self) }
    }

    private mutating func readSpans(_ map: HeapMap, _ numbers: [UInt64], _ arenas: [UInt64]) throws {
        let tableSize = HeapLayout.pagesPerArena * 8
        let buffer = MemoryBuffer()
        // Which span each page names; 64 arenas at a time are 4 MiB of tables.
        var known: [UInt64: UInt32] = [:]
        var pointers: [UInt64] = []
        for start in stride(from: 0, to: numbers.count, by: 64) {
            let part = start..<min(start + 64, numbers.count)
            let ranges = part.map { index in
                MemoryRange(address: arenas[index] &+ UInt64(map.layout.arenaSpans), count: tableSize)
            }
            guard map.memory.read(ranges, into: buffer).isEmpty else {
                throw InputError(.notFound, "an arena's table of spans cannot be read", file: map.memory.name)
            }
            for page in 0..<part.count * HeapLayout.pagesPerArena {
                let pointer: UInt64 = buffer.load(page * 8)
                guard pointer != 0 else { continue }
                let position = start * HeapLayout.pagesPerArena + page
                if position > 0, pointers.last == pointer, pages[position - 1] == UInt32(pointers.count - 1) {
                    pages[position] = pages[position - 1]
                } else if let span = known[pointer] {
                    pages[position] = span
                } else {
                    known[pointer] = UInt32(pointers.count)
                    pages[position] = UInt32(pointers.count)
                    pointers.append(pointer)
                }
            }
        }
        resolve(map, numbers, readAll(map, pointers))
    }

    /// The spans behind pointers; nil for those that hold no objects.
    private mutating func readAll(_ map: HeapMap, _ pointers: [UInt64]) -> [HeapSpan?] {
        var result: [HeapSpan?] = Array(repeating: nil, count: pointers.count)
        let batch = 1 << 13
        let buffer = MemoryBuffer()
        for start in stride(from: 0, to: pointers.count, by: batch) {
            let part = start..<min(start + batch, pointers.count)
            let ranges = part.map { MemoryRange(address: pointers[$0], count: map.layout.span.size) }
            let failed = Set(map.memory.read(ranges, into: buffer))
            damaged += failed.count
            for index in part where !failed.contains(index - start) {
                result[index] = HeapSpan(buffer, at: (index - start) * map.layout.span.size, map.layout.span)
            }
        }
        return result
    }

    /// Keeps the pages that lie in the span that they name. For a free span only its first and last page are right, and
    /// pages behind them may name any span (`heapArena.spans`).
    private mutating func resolve(_ map: HeapMap, _ numbers: [UInt64], _ found: [HeapSpan?]) {
        var renumbered = Array(repeating: Self.noSpan, count: found.count)
        for position in pages.indices {
            let named = pages[position]
            guard named != Self.noSpan else { continue }
            let arena = map.architecture.address(ofArena: numbers[position / HeapLayout.pagesPerArena])
            let address = arena &+ UInt64(position % HeapLayout.pagesPerArena) * HeapLayout.pageSize
            guard let span = found[Int(named)], address >= span.start, address - span.start < span.byteCount else {
                pages[position] = Self.noSpan
                continue
            }
            if renumbered[Int(named)] == Self.noSpan {
                renumbered[Int(named)] = UInt32(spans.count)
                spans.append(span)
            }
            pages[position] = renumbered[Int(named)]
        }
    }
}
