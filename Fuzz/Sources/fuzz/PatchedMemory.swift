import Synchronization
import Wire

/// A frozen process's memory in which some words are others: a program may write anything anywhere.
final class PatchedMemory: MemoryReader {
    private let base: any MemoryReader
    /// Ascending by address; with the number of reads so far.
    private let state: Mutex<(patches: [Patch], readCount: Int)>

    /// What is at one address instead of the process's own.
    struct Patch {
        var address: UInt64
        var bytes: [UInt8]
        /// Only every second read sees it, as when the program writes meanwhile.
        var isUnsteady = false
        /// Ranges with the address cannot be read.
        var isUnreadable = false
    }

    init(_ base: any MemoryReader, patches: [Patch] = []) {
        self.base = base
        state = Mutex((PatchedMemory.ordered(patches), 0))
    }

    /// Spoils other places from now on.
    func replace(_ patches: [Patch]) { state.withLock { $0 = (PatchedMemory.ordered(patches), 0) } }

    private static func ordered(_ patches: [Patch]) -> [Patch] { patches.sorted { $0.address < $1.address } }

    var name: String { base.name }

    func mappings() throws -> [MemoryMapping] { try base.mappings() }

    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        var failed = Set(base.read(ranges, into: buffer))
        let (patches, isEven) = state.withLock { state in
            state.readCount += 1
            return (state.patches, state.readCount % 2 == 0)
        }
        var position = 0
        for (index, range) in ranges.enumerated() where range.count > 0 {
            defer { position += range.count }
            if failed.contains(index) { continue }
            for patch in Self.touching(range, of: patches) where !patch.isUnsteady || isEven {
                if patch.isUnreadable {
                    buffer.clear(position, range.count)
                    failed.insert(index)
                    break
                }
                let start = Int(truncatingIfNeeded: patch.address &- range.address)
                for (offset, byte) in patch.bytes.enumerated() where start + offset >= 0 && start + offset < range.count
                {
                    buffer.store(Bytes([byte]), at: position + start + offset)
                }
            }
        }
        return failed.sorted()
    }

    private static func touching(_ range: MemoryRange, of patches: [Patch]) -> ArraySlice<Patch> {
        func first(from address: UInt64) -> Int {
            var low = 0
            var high = patches.count
            while low < high {
                let middle = (low + high) / 2
                if patches[middle].address < address { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let (end, overflow) = range.address.addingReportingOverflow(UInt64(range.count))
        return patches[first(from: range.address)..<(overflow ? patches.count : first(from: end))]
    }
}

/// Notes the words that are read, in the order of their first reading.
final class ReadingRecorder: MemoryReader {
    private let base: any MemoryReader
    private let seen = Mutex<(known: Set<UInt64>, ordered: [UInt64])>(([], []))
    private let limit: Int

    init(_ base: any MemoryReader, limit: Int) {
        self.base = base
        self.limit = limit
    }

    /// Addresses of aligned words.
    var words: [UInt64] { seen.withLock { $0.ordered } }
    var name: String { base.name }

    func mappings() throws -> [MemoryMapping] { try base.mappings() }

    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        seen.withLock { seen in
            for range in ranges where range.count > 0 {
                for address in stride(from: range.address & ~7, to: range.address &+ UInt64(range.count), by: 8)
                where seen.ordered.count < limit {
                    if seen.known.insert(address).inserted { seen.ordered.append(address) }
                }
            }
        }
        return base.read(ranges, into: buffer)
    }
}
