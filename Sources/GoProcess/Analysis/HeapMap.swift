import Wire

/// An object in Go's heap.
public struct HeapObject: Hashable, Sendable {
    /// Runtime address of the first byte.
    public var base: UInt64
    /// Bytes, rounded up to the size class. A tiny object shares its block with others.
    public var size: UInt64
    /// Runtime address of the span that holds it.
    public var spanStart: UInt64
    /// It holds no pointers.
    public var isNoScan: Bool
}

/// Says which object of a target's heap an address belongs to, reading only what the question needs: the table of
/// arenas, one entry of an arena's table of pages, and the span behind it, each kept once read.
///
/// The target is not stopped: an answer is as old as its first reading. Not for use by two threads at once.
public final class HeapMap {
    public let memory: any MemoryReader
    public let layout: HeapLayout
    public let architecture: HeapArchitecture
    /// Runtime address of `runtime.mheap_`.
    public let heap: UInt64

    private let arenaTable: UInt64
    private var arenas: [UInt64: UInt64] = [:]
    private var spansByPage: [UInt64: HeapSpan?] = [:]
    private let buffer = MemoryBuffer()

    /// - Parameter heap: runtime address of `runtime.mheap_`.
    /// - Throws: `notFound` when the memory there cannot be read, or holds no table of arenas.
    public init(
        memory: any MemoryReader, layout: HeapLayout, heap: UInt64, architecture: HeapArchitecture = .amd64
    ) throws {
        self.memory = memory
        self.layout = layout
        self.heap = heap
        self.architecture = architecture
        guard let table = memory.word(at: heap &+ UInt64(layout.arenas)), table != 0, table % 8 == 0 else {
            throw InputError(.notFound, "no table of heap arenas is there", file: memory.name, offset: heap)
        }
        arenaTable = table
    }

    /// The object that an address lies in, at its start or inside; nil when it is not in the heap (a global variable, a
    /// stack), or in the unused rest of a span. The object may have been freed.
    public func object(containing address: UInt64) -> HeapObject? {
        guard let span = span(containing: address), let index = span.index(of: address) else { return nil }
        return HeapObject(
            base: span.address(of: index), size: span.elementSize, spanStart: span.start, isNoScan: span.isNoScan)
    }

    /// Forgets all spans, so that the next questions are answered from what is there then.
    public func refresh() { spansByPage.removeAll(keepingCapacity: true) }

    private func span(containing address: UInt64) -> HeapSpan? {
        let page = address / HeapLayout.pageSize
        if let known = spansByPage[page] { return known }
        let span = readSpan(page: page, address: address)
        spansByPage[page] = .some(span)
        return span
    }

    private func readSpan(page: UInt64, address: UInt64) -> HeapSpan? {
        let position = architecture.position(address)
        guard let arena = arena(position / HeapLayout.arenaSize) else { return nil }
        let slot = position % HeapLayout.arenaSize / HeapLayout.pageSize
        guard let pointer = memory.word(at: arena &+ UInt64(layout.arenaSpans) &+ slot * 8), pointer != 0,
            memory.read([MemoryRange(address: pointer, count: layout.span.size)], into: buffer).isEmpty,
            let span = HeapSpan(buffer, at: 0, layout.span), span.start <= address,
            address - span.start < span.byteCount
        else { return nil }
        return span
    }

    /// Runtime address of a heapArena; nil when there is none of the number.
    private func arena(_ number: UInt64) -> UInt64? {
        if let known = arenas[number] { return known }
        guard number < HeapLayout.arenaTableCount, let pointer = memory.word(at: arenaTable &+ number * 8), pointer != 0
        else { return nil }
        arenas[number] = pointer
        return pointer
    }
}
