import Wire

/// A run of pages that holds objects of one size (`runtime.mspan`), as it was when it was read.
struct HeapSpan: Sendable {
    /// Runtime address of the first object.
    var start: UInt64
    /// Bytes of its pages.
    var byteCount: UInt64
    /// Bytes of one object.
    var elementSize: UInt64
    /// Objects that it has room for.
    var count: Int
    /// Objects before this one are in use; of the others the bits tell.
    var freeIndex: Int
    /// Runtime address of a bit for each object, set for those that were in use after the last collection.
    var allocationBits: UInt64
    /// Runtime address of the first record about an object; 0 for none.
    var specials: UInt64
    /// Its objects hold no pointers.
    var isNoScan: Bool

    /// Decodes the mspan whose bytes begin at `base`; nil when it holds no objects, or contradicts itself.
    init?(_ buffer: MemoryBuffer, at base: Int, _ layout: HeapLayout.Span) {
        guard buffer.load(base + layout.state, as: UInt8.self) == HeapLayout.stateInUse else { return nil }
        func count(_ offset: Int) -> UInt64 {
            layout.countSize == 8
                ? buffer.load(base + offset, as: UInt64.self) : UInt64(buffer.load(base + offset, as: UInt16.self))
        }
        start = buffer.load(base + layout.startAddress)
        let pages: UInt64 = buffer.load(base + layout.pageCount)
        elementSize = buffer.load(base + layout.elementSize)
        let elements = count(layout.elementCount)
        allocationBits = buffer.load(base + layout.allocationBits)
        specials = buffer.load(base + layout.specials)
        isNoScan = buffer.load(base + layout.spanClass, as: UInt8.self) & 1 != 0
        guard start != 0, start % HeapLayout.pageSize == 0, pages > 0, pages <= 1 << 34,
            elementSize >= 8, elements > 0, elements <= UInt64(UInt16.max)
        else { return nil }
        byteCount = pages * HeapLayout.pageSize
        let (used, overflow) = elements.multipliedReportingOverflow(by: elementSize)
        guard !overflow, used <= byteCount, start <= UInt64.max - byteCount else { return nil }
        self.count = Int(elements)
        freeIndex = Int(min(count(layout.freeIndex), elements))
    }

    /// The object that an address lies in; nil for the unused rest of the span.
    func index(of address: UInt64) -> Int? {
        guard address >= start, address - start < byteCount else { return nil }
        let index = (address - start) / elementSize
        return index < UInt64(count) ? Int(index) : nil
    }

    func address(of index: Int) -> UInt64 { start + UInt64(index) * elementSize }
}
