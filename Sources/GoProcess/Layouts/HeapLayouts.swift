import GoBinary

/// Byte offsets of the structures of Go's heap (runtime/mheap.go), for one build of Go on a 64-bit system.
public struct HeapLayout: Hashable, Sendable {
    /// Size of `runtime.mheap`, and where the table of arenas, the list of arenas in use and that of spans lie in it.
    public var heapSize, arenas, arenaList, allSpans: Int
    /// Where a heapArena keeps its spans, one pointer for each page.
    public var arenaSpans: Int
    public var span: Span
    public var special: Special
    /// Where a `runtime.p` keeps the collector's own lists of addresses, which are no pointers: from `gcw` to the end of
    /// `wbBuf`.
    public var collectorWork, collectorWorkSize: Int
    /// Where it keeps free pages (`pcache`), of which the first word is their address.
    public var pageCache: Int

    /// Where the queue of cleanups (`runtime.cleanupQueue`) has the first of all its blocks; -1 when there is none.
    public var cleanupQueueFirst: Int

    /// Fields of `runtime.mspan`.
    public struct Span: Hashable, Sendable {
        public var size, startAddress, pageCount, freeIndex, elementCount, allocationBits, spanClass, state,
            elementSize, specials: Int
        /// Bytes of `freeindex` and `nelems`: 8 in Go 1.21, 2 since.
        public var countSize: Int
    }

    /// Records about single objects (`runtime.special`), and their kinds; -1 for a kind that the version lacks.
    public struct Special: Hashable, Sendable {
        public var size, next, offset, kind: Int
        /// Bytes of `offset`: 2 up to Go 1.23, 8 since.
        public var offsetSize: Int
        public var finalizerKind, weakHandleKind, cleanupKind: Int
        /// Size of `runtime.specialCleanup`.
        public var cleanupSize: Int
    }

    /// Bytes of a page of the heap, in all versions.
    static let pageSize: UInt64 = 8192
    /// Bytes of an arena on 64-bit systems other than Windows: `heapArenaBytes`.
    static let arenaSize: UInt64 = 64 << 20
    static let pagesPerArena = 8192
    /// Entries of the second level of the table of arenas (`arenaL2Bits`); the first level has one on linux.
    static let arenaTableCount: UInt64 = 1 << 22
    /// `mSpanInUse`: the span holds objects; other spans are stacks, the runtime's own, or free.
    static let stateInUse: UInt8 = 1

    /// The layout of a minor version of Go 1; nil when the table has no such column.
    public static func known(minorVersion: Int, architecture: HeapArchitecture = .amd64) -> HeapLayout? {
        guard let column = HeapLayoutTable.minorVersions.firstIndex(of: minorVersion) else { return nil }
        let special = architecture == .arm64 ? HeapLayoutTable.arm64 : []
        return HeapLayout { name in
            (special + HeapLayoutTable.rows).first { $0.name == name }.map { $0.values[column] }
        }
    }

    /// The layout from a binary's own debugging information; the kinds of specials, which DWARF does not tell, are
    /// those of the version. Nil when a part is missing.
    public init?(_ index: RuntimeLayoutIndex, minorVersion: Int, architecture: HeapArchitecture = .amd64) {
        guard let known = HeapLayout.known(minorVersion: minorVersion, architecture: architecture) else { return nil }
        let kinds = known.special
        func field(_ structure: String, _ name: String) -> StructureLayout.Field? {
            index.structure(named: "runtime." + structure)?[name]
        }
        self.init { name in
            switch name {
            case "mheap": return index.structure(named: "runtime.mheap")?.size
            case "mspan": return index.structure(named: "runtime.mspan")?.size
            case "special": return index.structure(named: "runtime.special")?.size
            case "mspan.countsize": return field("mspan", "nelems")?.size
            case "special.offsetsize": return field("special", "offset")?.size
            case "mheap.heapArenas":
                return (field("mheap", "heapArenas") ?? field("mheap", "allArenas"))?.offset
            case "p.worksize":
                guard let work = field("p", "gcw"), let last = field("p", "wbBuf") else { return nil }
                return last.offset + last.size - work.offset
            case "special.finalizer": return kinds.finalizerKind
            case "special.weakhandle": return kinds.weakHandleKind
            case "special.cleanup": return kinds.cleanupKind
            case "specialCleanup": return kinds.cleanupSize
            case "cleanupQueue.all": return known.cleanupQueueFirst
            default:
                let parts = name.split(separator: ".")
                return parts.count == 2 ? field(String(parts[0]), String(parts[1]))?.offset : nil
            }
        }
    }

    private init?(_ value: (String) -> Int?) {
        var isComplete = true
        func need(_ name: String) -> Int {
            guard let value = value(name) else {
                isComplete = false
                return 0
            }
            return value
        }
        heapSize = need("mheap")
        arenas = need("mheap.arenas")
        arenaList = need("mheap.heapArenas")
        allSpans = need("mheap.allspans")
        arenaSpans = need("heapArena.spans")
        span = Span(
            size: need("mspan"), startAddress: need("mspan.startAddr"), pageCount: need("mspan.npages"),
            freeIndex: need("mspan.freeindex"), elementCount: need("mspan.nelems"),
            allocationBits: need("mspan.allocBits"), spanClass: need("mspan.spanclass"), state: need("mspan.state"),
            elementSize: need("mspan.elemsize"), specials: need("mspan.specials"),
            countSize: need("mspan.countsize"))
        special = Special(
            size: need("special"), next: need("special.next"), offset: need("special.offset"),
            kind: need("special.kind"), offsetSize: need("special.offsetsize"),
            finalizerKind: need("special.finalizer"), weakHandleKind: need("special.weakhandle"),
            cleanupKind: need("special.cleanup"), cleanupSize: need("specialCleanup"))
        collectorWork = need("p.gcw")
        collectorWorkSize = need("p.worksize")
        pageCache = need("p.pcache")
        cleanupQueueFirst = need("cleanupQueue.all")
        guard isComplete, isSane else { return nil }
    }

    /// Offsets from a file may be anything; every field must lie inside of its structure, so that reads of whole
    /// structures hold all of it.
    private var isSane: Bool {
        func fits(_ offset: Int, _ size: Int, in structure: Int) -> Bool {
            offset >= 0 && size > 0 && structure <= 1 << 24 && offset <= structure - size
        }
        let spans = [span.startAddress, span.pageCount, span.allocationBits, span.elementSize, span.specials]
        return fits(arenas, 8, in: heapSize) && fits(arenaList, 24, in: heapSize) && fits(allSpans, 24, in: heapSize)
            && arenaSpans >= 0 && arenaSpans <= 1 << 24 && spans.allSatisfy { fits($0, 8, in: span.size) }
            && fits(span.spanClass, 1, in: span.size) && fits(span.state, 1, in: span.size)
            && (span.countSize == 2 || span.countSize == 8)
            && fits(span.freeIndex, span.countSize, in: span.size)
            && fits(span.elementCount, span.countSize, in: span.size)
            && fits(special.next, 8, in: special.size) && fits(special.kind, 1, in: special.size)
            && (special.offsetSize == 2 || special.offsetSize == 8)
            && fits(special.offset, special.offsetSize, in: special.size)
            && special.cleanupSize <= 1 << 12 && fits(collectorWork, collectorWorkSize, in: 1 << 16)
            && fits(pageCache, 8, in: 1 << 16)
    }
}

/// What `HeapLayout` is made of, one column for each minor version of Go 1.
///
/// From the DWARF of programs built by 1.21.13, 1.22.10, 1.23.9, 1.24.11, 1.25.5, 1.26.6 and 1.27.3 for linux/amd64; the
/// kinds are the constants `_KindSpecial…` in runtime/mheap.go.
enum HeapLayoutTable {
    static let minorVersions = [21, 22, 23, 24, 25, 26, 27]

    static let rows: [(name: String, values: [Int])] = [
        ("mheap", [92792, 92856, 92928, 93008, 93320, 93464, 93464]),
        ("mheap.arenas", [65944, 66008, 66008, 66008, 66008, 66008, 66008]),
        // Called allArenas up to 1.24.
        ("mheap.heapArenas", [66032, 66096, 66096, 66096, 66096, 66096, 66096]),
        ("mheap.allspans", [65864, 65864, 65864, 65864, 65864, 65864, 65864]),
        ("heapArena.spans", [1_064_960, 0, 0, 0, 0, 0, 0]),
        ("mspan", [168, 160, 160, 160, 160, 160, 160]),
        ("mspan.startAddr", [24, 24, 24, 24, 24, 24, 24]),
        ("mspan.npages", [32, 32, 32, 32, 32, 32, 32]),
        ("mspan.freeindex", [48, 48, 48, 48, 48, 48, 48]),
        ("mspan.nelems", [56, 50, 50, 50, 50, 50, 50]),
        ("mspan.countsize", [8, 2, 2, 2, 2, 2, 2]),
        ("mspan.allocBits", [72, 64, 64, 64, 64, 64, 64]),
        ("mspan.spanclass", [106, 98, 98, 98, 98, 98, 98]),
        ("mspan.state", [107, 99, 99, 99, 99, 99, 99]),
        ("mspan.elemsize", [112, 104, 104, 104, 104, 104, 104]),
        ("mspan.specials", [136, 128, 128, 128, 128, 128, 128]),
        ("special", [16, 16, 16, 24, 24, 24, 24]),
        ("special.next", [0, 0, 0, 0, 0, 0, 0]),
        ("special.offset", [8, 8, 8, 8, 8, 8, 8]),
        ("special.offsetsize", [2, 2, 2, 8, 8, 8, 8]),
        ("special.kind", [10, 10, 10, 16, 16, 16, 16]),
        ("special.finalizer", [1, 1, 1, 1, 2, 2, 2]),
        ("special.weakhandle", [-1, -1, 2, 2, 3, 3, 3]),
        ("special.cleanup", [-1, -1, -1, 6, 7, 7, 7]),
        ("specialCleanup", [0, 0, 0, 40, 40, 56, 56]),
        ("p.gcw", [4672, 4704, 4680, 4680, 4680, 4696, 4696]),
        ("cleanupQueue.all", [-1, -1, -1, -1, 128, 128, 128]),
        ("p.pcache", [72, 72, 64, 64, 64, 64, 64]),
        ("p.worksize", [4152, 4152, 4152, 4152, 4704, 8968, 8968]),
    ]
}

extension HeapLayoutTable {
    /// What is another on arm64, whose cache lines are padded to 128 bytes.
    fileprivate static let arm64: [(name: String, values: [Int])] = [
        ("mheap", [101496, 101624, 101696, 101776, 102152, 102296, 102296]),
        ("mheap.arenas", [65944, 66072, 66072, 66072, 66072, 66072, 66072]),
        ("mheap.heapArenas", [66032, 66160, 66160, 66160, 66160, 66160, 66160]),
        ("cleanupQueue.all", [-1, -1, -1, -1, 256, 256, 256]),
    ]
}

/// Processor that decides how Go counts arenas: the address space of amd64 is counted from its negative half on
/// (`arenaBaseOffset`), that of arm64 from 0.
public enum HeapArchitecture: Sendable {
    case amd64
    case arm64

    /// Distance of an address from where the counting begins.
    func position(_ address: UInt64) -> UInt64 {
        switch self {
        case .amd64: address &+ 0x8000_0000_0000
        case .arm64: address
        }
    }

    func address(ofArena number: UInt64) -> UInt64 {
        switch self {
        case .amd64: (number &* HeapLayout.arenaSize) &- 0x8000_0000_0000
        case .arm64: number &* HeapLayout.arenaSize
        }
    }
}
