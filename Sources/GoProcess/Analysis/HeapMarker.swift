import Wire

/// Conservative marking of a target's heap: a word that points anywhere into an object keeps the object.
///
/// Works span by span as Go's own collector does since 1.26: objects that are found wait in their span, so that the more
/// of a span is read at once the longer it waits. Costs three bits for each object, and some megabytes of buffer.
struct HeapMarker {
    /// What the hot loop needs of a span, in 40 bytes.
    private struct Entry {
        var start: UInt64
        var elementSize: UInt64
        /// Position of its first object's bits; a multiple of 64.
        var firstBit: Int
        var count: UInt32
        /// 2³² ÷ elementSize, rounded up: an offset times this, shifted right by 32, is the object's number.
        var reciprocal: UInt32
        var isNoScan: Bool
        var isQueued: Bool
        /// Some of its words do not count.
        var hasHidden: Bool
    }

    private var entries: [Entry] = []
    private var spans: HeapSpans
    /// One bit for each object: found, or free, so that nothing keeps it. Found and not looked into. Watched.
    private var marked: [UInt64]
    private var grey: [UInt64]
    private var watched: [UInt64]
    /// Spans with grey objects, oldest first.
    private var queue: [UInt32] = []
    private var queueHead = 0
    private var hidden: Set<UInt64> = []
    /// Bits of watched objects that were found.
    private(set) var found: [Int] = []

    /// Bytes of objects and roots that were looked into.
    private(set) var bytesScanned: UInt64 = 0
    private(set) var objectsMarked = 0
    /// Bytes that were to be looked into and could not be read.
    private(set) var bytesUnreadable: UInt64 = 0

    /// Bytes that are looked into at most.
    let limit: UInt64
    private let memory: any MemoryReader
    private let buffer = MemoryBuffer()
    private var pieces = PieceList()

    init(_ spans: HeapSpans, memory: any MemoryReader, limit: UInt64) {
        self.spans = spans
        self.limit = limit
        self.memory = memory
        entries.reserveCapacity(spans.spans.count)
        var bits = 0
        for span in spans.spans {
            entries.append(
                Entry(
                    start: span.start, elementSize: span.elementSize, firstBit: bits, count: UInt32(span.count),
                    reciprocal: UInt32(truncatingIfNeeded: UInt64(UInt32.max) / span.elementSize + 1),
                    isNoScan: span.isNoScan, isQueued: false, hasHidden: false))
            bits += (span.count + 63) & ~63
        }
        marked = Array(repeating: 0, count: bits / 64)
        grey = marked
        watched = marked
        excludeFree()
    }

    /// Marks free objects, so that old words that still point to them find nothing.
    private mutating func excludeFree() {
        let candidates = entries.indices.filter { spans.spans[$0].freeIndex < spans.spans[$0].count }
        let batch = 1 << 14
        for start in stride(from: 0, to: candidates.count, by: batch) {
            let part = candidates[start..<min(start + batch, candidates.count)]
            let ranges = part.map { index in
                MemoryRange(address: spans.spans[index].allocationBits, count: (spans.spans[index].count + 7) / 8)
            }
            let failed = Set(memory.read(ranges, into: buffer))
            var offset = 0
            for (number, index) in part.enumerated() {
                defer { offset += ranges[number].count }
                // Without the bits all objects count as being in use.
                guard !failed.contains(number) else { continue }
                let span = spans.spans[index]
                let firstBit = entries[index].firstBit
                for object in span.freeIndex..<span.count {
                    let byte: UInt8 = buffer.load(offset + object / 8)
                    if byte >> UInt8(object & 7) & 1 == 0 {
                        marked[(firstBit + object) >> 6] |= 1 << UInt64(object & 63)
                    }
                }
            }
        }
    }

    /// The bit of the object that an address lies in; nil when it lies in none.
    func bit(ofObjectContaining address: UInt64) -> Int? {
        guard let span = spans.spanIndex(containing: address), let index = spans.spans[span].index(of: address)
        else { return nil }
        return entries[span].firstBit + index
    }

    func isMarked(_ bit: Int) -> Bool { marked[bit >> 6] >> UInt64(bit & 63) & 1 != 0 }

    /// Reports the object's bit in `found` when it is marked later.
    mutating func watch(_ bit: Int) { watched[bit >> 6] |= 1 << UInt64(bit & 63) }

    mutating func takeFound() -> [Int] {
        defer { found.removeAll(keepingCapacity: true) }
        return found
    }

    /// Makes the words of a range not count when an object that holds them is looked into.
    mutating func hide(_ range: MemoryRange) {
        guard range.count > 0, range.count <= 1 << 20 else { return }
        for offset in stride(from: 0, to: range.count + Int(range.address & 7), by: 8) {
            let address = (range.address & ~7) &+ UInt64(offset)
            guard let span = spans.spanIndex(containing: address) else { continue }
            entries[span].hasHidden = true
            hidden.insert(address)
        }
    }

    /// Looks into memory outside of the heap: globals, stacks.
    mutating func scan(_ ranges: [MemoryRange]) {
        for range in ranges {
            let skipped = (8 - range.address % 8) % 8
            guard range.count > Int(skipped) else { continue }
            add(address: range.address &+ skipped, count: UInt64(range.count) - skipped, span: nil)
        }
        flush()
    }

    /// Looks into all found objects, and those that they lead to.
    /// - Returns: false when the limit is reached.
    mutating func drain() -> Bool {
        while queueHead < queue.count {
            guard isWithinLimit else { return false }
            while queueHead < queue.count, !pieces.isFull {
                let span = queue[queueHead]
                queueHead += 1
                addGrey(Int(span))
            }
            if queueHead > 1 << 16, queueHead * 2 > queue.count {
                queue.removeFirst(queueHead)
                queueHead = 0
            }
            flush()
        }
        return isWithinLimit
    }

    var isWithinLimit: Bool { bytesScanned <= limit }

    private mutating func addGrey(_ span: Int) {
        entries[span].isQueued = false
        let entry = entries[span]
        for word in 0..<(Int(entry.count) + 63) / 64 {
            var bits = grey[entry.firstBit >> 6 + word]
            guard bits != 0 else { continue }
            grey[entry.firstBit >> 6 + word] = 0
            while bits != 0 {
                let object = word * 64 + bits.trailingZeroBitCount
                bits &= bits - 1
                add(
                    address: entry.start + UInt64(object) * entry.elementSize, count: entry.elementSize,
                    span: entry.hasHidden ? span : nil)
            }
        }
    }

    /// Large objects are cut into pieces, so that the buffer stays small.
    private mutating func add(address: UInt64, count: UInt64, span: Int?) {
        var address = address
        var rest = count & ~7
        while rest > 0, isWithinLimit {
            let part = min(rest, PieceList.largest)
            pieces.add(address: address, count: Int(part), checksHidden: span != nil)
            bytesScanned &+= part
            address &+= part
            rest -= part
            if pieces.isFull, rest > 0 { flush() }
        }
    }

    /// Reads the pieces and marks what their words point to.
    private mutating func flush() {
        guard !pieces.isEmpty else { return }
        let failed = memory.read(pieces.ranges, into: buffer)
        for index in failed { bytesUnreadable &+= UInt64(pieces.ranges[index].count) }
        let list = pieces
        pieces = PieceList()
        for piece in list.pieces {
            if piece.checksHidden {
                for offset in stride(from: 0, to: piece.count, by: 8)
                where !hidden.contains(piece.address &+ UInt64(offset)) {
                    note(buffer.load(piece.position + offset))
                }
            } else {
                var offset = piece.position
                let end = offset + piece.count
                while offset < end {
                    note(buffer.load(offset))
                    offset &+= 8
                }
            }
        }
    }

    /// Marks the object that a word points into, if it is a pointer at all.
    @inline(__always)
    private mutating func note(_ word: UInt64) {
        guard word &- spans.low < spans.extent, let span = spans.spanIndex(containing: word) else { return }
        let entry = entries[span]
        var index = 0
        if entry.count > 1 {
            let offset = word &- entry.start
            index = Int((offset &* UInt64(entry.reciprocal)) >> 32)
            // For the sizes of Go's classes the product is exact; for others of a damaged span it need not be.
            guard index < Int(entry.count), offset &- UInt64(index) &* entry.elementSize < entry.elementSize
            else { return }
        } else if word &- entry.start >= entry.elementSize {
            return
        }
        let bit = entry.firstBit &+ index
        let mask: UInt64 = 1 << UInt64(bit & 63)
        guard marked[bit >> 6] & mask == 0 else { return }
        marked[bit >> 6] |= mask
        objectsMarked &+= 1
        if watched[bit >> 6] & mask != 0 { found.append(bit) }
        guard !entry.isNoScan else { return }
        grey[bit >> 6] |= mask
        if !entry.isQueued {
            entries[span].isQueued = true
            queue.append(UInt32(truncatingIfNeeded: span))
        }
    }
}

/// Pieces of memory to look into, joined into few ranges to read.
private struct PieceList {
    struct Piece {
        var address: UInt64
        /// Where it is in the buffer.
        var position: Int
        var count: Int
        var checksHidden: Bool
    }

    /// Largest piece, bytes, and bytes after which a list is full.
    static let largest: UInt64 = 1 << 20
    private static let fullSize = 4 << 20
    private static let fullCount = 1 << 14
    /// Bytes between two pieces that are read along rather than beginning a new range, which costs more.
    private static let gap: UInt64 = 1024

    private(set) var ranges: [MemoryRange] = []
    private(set) var pieces: [Piece] = []
    private var byteCount = 0

    var isEmpty: Bool { pieces.isEmpty }
    var isFull: Bool { byteCount >= Self.fullSize || ranges.count >= Self.fullCount }

    mutating func add(address: UInt64, count: Int, checksHidden: Bool) {
        if let last = ranges.last {
            let end = last.address &+ UInt64(last.count)
            // A wide range would fail as a whole when one page of it cannot be read.
            if address >= end, address - end <= Self.gap, UInt64(last.count) < Self.largest {
                let start = byteCount - last.count + Int(address - last.address)
                pieces.append(Piece(address: address, position: start, count: count, checksHidden: checksHidden))
                let growth = Int(address - end) + count
                ranges[ranges.count - 1].count += growth
                byteCount += growth
                return
            }
        }
        pieces.append(Piece(address: address, position: byteCount, count: count, checksHidden: checksHidden))
        ranges.append(MemoryRange(address: address, count: count))
        byteCount += count
    }
}
