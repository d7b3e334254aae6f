import Evidence
import Wire

/// The relative relocations of a position-independent ELF file: places that the loader fills with base + addend.
///
/// Go's linker leaves such places empty in the file, so a pointer in the data of a PIE has to be looked up here.
struct ELFRelocations: Sendable {
    /// Ascending places, and the static addresses that they point to.
    private(set) var places: [UInt64] = []
    private(set) var targets: [UInt64] = []

    static let none = ELFRelocations()

    /// The number of the relative relocation of each processor (its psABI supplement).
    private static let relative: [ExecutableArchitecture: UInt64] = [
        .amd64: 8, .arm64: 1027, .other("riscv64"): 3, .other("loong64"): 3, .other("ppc64le"): 22,
        .other("ppc64"): 22, .other("s390x"): 12,
    ]

    private init() {}

    /// Reads DT_RELA. Packed relocations (DT_RELR) and those of 32-bit files keep their addend in place.
    init(_ layout: ExecutableLayout, _ contents: SegmentContents) {
        guard layout.pointerSize == 8, let wanted = Self.relative[layout.architecture], let dynamic = layout.dynamic,
            let size = index(min(dynamic.fileSize, 1 << 16)),
            let table = contents.bytes(at: dynamic.address, count: size)
        else { return }
        let entries = OrderedBytes(table, isBigEndian: layout.isBigEndian)
        var start: UInt64?
        var length: UInt64 = 0
        for at in stride(from: 0, to: size - 15, by: 16) {
            guard let tag = entries.word(at, size: 8), let value = entries.word(at + 8, size: 8), tag != 0
            else { break }
            if tag == 7 { start = value }
            if tag == 8 { length = value }
        }
        guard let start, let tail = contents.tail(at: StaticAddress(start)) else { return }
        read(OrderedBytes(tail, isBigEndian: layout.isBigEndian), Int(clamping: length), wanted)
    }

    private mutating func read(_ table: OrderedBytes, _ length: Int, _ wanted: UInt64) {
        let count = min(length, table.bytes.count) / 24
        places.reserveCapacity(count)
        targets.reserveCapacity(count)
        var isSorted = true
        for number in 0..<count {
            guard let place = table.word(number * 24, size: 8), let kind = table.word(number * 24 + 8, size: 8),
                let addend = table.word(number * 24 + 16, size: 8)
            else { break }
            guard kind & 0xffff_ffff == wanted else { continue }
            if let last = places.last, last > place { isSorted = false }
            places.append(place)
            targets.append(addend)
        }
        guard !isSorted else { return }
        let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        let unsorted = (places, targets)
        places = order.map { unsorted.0[$0] }
        targets = order.map { unsorted.1[$0] }
    }

    /// What the loader puts at a place, as a static address; nil when it leaves the place alone.
    func target(at place: UInt64) -> UInt64? {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low < places.count && places[low] == place ? targets[low] : nil
    }
}
