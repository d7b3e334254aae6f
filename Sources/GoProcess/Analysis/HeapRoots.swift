import Wire

/// Where the runtime keeps finalizers and cleanups that are due and have not run: runtime addresses of variables.
public struct FinalizerQueues: Hashable, Sendable {
    /// `runtime.allfin`.
    public var finalizers: UInt64?
    /// `runtime.gcCleanups`; none before Go 1.25, when cleanups are in the other queue.
    public var cleanups: UInt64?

    public init(finalizers: UInt64? = nil, cleanups: UInt64? = nil) {
        self.finalizers = finalizers
        self.cleanups = cleanups
    }
}

/// Pointers into the heap from the runtime's memory outside of it, which the collector treats as roots too
/// (`markroot` in runtime/mgcmark.go): what finalizers and cleanups will use, and handles of weak pointers.
struct HeapRoots {
    private(set) var ranges: [MemoryRange] = []
    /// Lists that could not be followed to their end.
    private(set) var incomplete = 0

    private let memory: any MemoryReader
    private let buffer = MemoryBuffer()
    /// Blocks of one queue, and records of all spans, that are followed: lists of a torn read may run in circles.
    private static let listLimit = 1 << 16
    private static let recordLimit = 1 << 22
    private static let finalizerBlockSize = 4096
    private static let cleanupBlockSize = 512
    /// Where a finblock and a cleanupBlock link to the next of all.
    private static let finalizerLink = 0
    private static let cleanupLink = 16

    init(_ spans: HeapSpans, _ map: HeapMap, _ queues: FinalizerQueues) {
        memory = map.memory
        if let first = queues.finalizers.flatMap({ map.memory.word(at: $0) }) {
            follow(first, size: Self.finalizerBlockSize, link: Self.finalizerLink)
        }
        let position = map.layout.cleanupQueueFirst
        if position >= 0, let first = queues.cleanups.flatMap({ map.memory.word(at: $0 &+ UInt64(position)) }) {
            follow(first, size: Self.cleanupBlockSize, link: Self.cleanupLink)
        }
        addSpecials(spans, map.layout.special)
    }

    private mutating func follow(_ first: UInt64, size: Int, link: Int) {
        var block = first
        var count = 0
        while block != 0 {
            guard count < Self.listLimit, let next = memory.word(at: block &+ UInt64(link)) else {
                incomplete += 1
                return
            }
            ranges.append(MemoryRange(address: block, count: size))
            block = next
            count += 1
        }
    }

    /// Walks the lists of records of all spans, one record of each list at a time.
    private mutating func addSpecials(_ spans: HeapSpans, _ layout: HeapLayout.Special) {
        var pending = spans.spans.indices.compactMap { index in
            spans.spans[index].specials == 0 ? nil : (span: index, address: spans.spans[index].specials)
        }
        var records = 0
        while !pending.isEmpty {
            records += pending.count
            guard records <= Self.recordLimit else {
                incomplete += pending.count
                return
            }
            var next: [(span: Int, address: UInt64)] = []
            let batch = 1 << 14
            for start in stride(from: 0, to: pending.count, by: batch) {
                let part = pending[start..<min(start + batch, pending.count)]
                let failed = Set(
                    memory.read(part.map { MemoryRange(address: $0.address, count: layout.size) }, into: buffer))
                incomplete += failed.count
                for (number, item) in part.enumerated() where !failed.contains(number) {
                    let base = number * layout.size
                    add(spans.spans[item.span], record: item.address, base, layout)
                    let link: UInt64 = buffer.load(base + layout.next)
                    if link != 0 { next.append((item.span, link)) }
                }
            }
            pending = next
        }
    }

    private mutating func add(_ span: HeapSpan, record: UInt64, _ base: Int, _ layout: HeapLayout.Special) {
        let kind = Int(buffer.load(base + layout.kind, as: UInt8.self))
        let rest = record &+ UInt64(layout.size)
        switch kind {
        case layout.finalizerKind:
            ranges.append(MemoryRange(address: rest, count: 8))
            // The finalizer will get the object: what the object leads to is kept, though not the object itself.
            let offset =
                layout.offsetSize == 8
                ? buffer.load(base + layout.offset, as: UInt64.self)
                : UInt64(buffer.load(base + layout.offset, as: UInt16.self))
            if !span.isNoScan, offset < span.byteCount, let index = span.index(of: span.start + offset),
                let count = Int(exactly: span.elementSize)
            {
                ranges.append(MemoryRange(address: span.address(of: index), count: count))
            }
        case layout.weakHandleKind: ranges.append(MemoryRange(address: rest, count: 8))
        case layout.cleanupKind where layout.cleanupSize > layout.size:
            ranges.append(MemoryRange(address: rest, count: layout.cleanupSize - layout.size))
        default: break
        }
    }
}
