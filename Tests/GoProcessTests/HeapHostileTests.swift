import TestSupport
import Testing
import Wire

@testable import GoProcess

/// Heaps whose memory is damaged: an answer, an error, or none, and always an end.
@Suite("Hostile heaps")
struct HeapHostileTests {
    @Test(
        "Words of the heap's own tables are replaced",
        arguments: [GoToolchain.oldestVersion, GoToolchain.newestVersion])
    func damaged(version: String) throws {
        let target = try HeapTarget(try heapProgram(version))
        let input = try target.input()
        let layout = try #require(HeapLayout.known(minorVersion: target.minorVersion))
        let heap = try target.symbol("mheap_")
        let frozen = try FrozenMemory(copying: target.memory)
        target.program.close()
        // The same answer from the copy as from the process.
        let sound = try HeapReachability.examine(
            input, in: try HeapMap(memory: frozen, layout: layout, heap: heap))
        #expect(sound.notExamined == nil && sound.unreachable.count >= 30)

        let places = try tables(frozen, layout, heap)
        var generator = SeededGenerator(seed: 99)
        var answers = 0
        for _ in 0..<60 {
            let copy = frozen.copy()
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                guard let place = places.randomElement(using: &generator) else { continue }
                let values: [UInt64] = [
                    0, 1, .max, 0x8000_0000_0000_0000, heap, places[0],
                    UInt64.random(in: 0...(.max), using: &generator),
                    copy.word(at: places.randomElement(using: &generator) ?? heap) ?? 0,
                ]
                copy.write(values.randomElement(using: &generator) ?? 0, at: place)
            }
            guard let map = try? HeapMap(memory: copy, layout: layout, heap: heap) else { continue }
            for goroutine in input.goroutines {
                for address in goroutine.waitsFor ?? [] { _ = map.object(containing: address) }
            }
            if let result = try? HeapReachability.examine(input, in: map), result.notExamined == nil { answers += 1 }
            _ = HeapLocator.find(
                in: [MemoryRange(address: heap, count: layout.heapSize)], memory: copy, layout: layout)
        }
        #expect(answers > 0)
    }

    @Test("Input of any numbers")
    func input() throws {
        let target = try HeapTarget(try heapProgram(GoToolchain.newestVersion))
        let map = try target.map()
        let extremes: [UInt64] = [0, 1, 7, .max, .max - 7, 1 << 63, try target.symbol("mheap_")]
        for address in extremes {
            for count in [0, 1, -1, Int.max, Int.min, 1 << 40] {
                let range = MemoryRange(address: address, count: count)
                let input = ReachabilityInput(
                    roots: [range],
                    goroutines: [
                        .init(id: 1, fingerprint: 0, stack: range, waitsFor: nil),
                        .init(id: 2, fingerprint: 0, stack: range, waitsFor: [address, .max]),
                        .init(id: 3, fingerprint: 0, stack: range, waitsFor: []),
                    ], hidden: [range], processors: [address], goroutineRecords: [address],
                    finalizerQueues: FinalizerQueues(finalizers: address, cleanups: address), limit: 1 << 20)
                let result = try HeapReachability.examine(input, in: map)
                #expect(result.unreachable.allSatisfy { $0.id == 3 })
            }
        }
    }

    /// Addresses of words in the heap's tables: of mheap, of the arena's list, of spans.
    private func tables(_ memory: FrozenMemory, _ layout: HeapLayout, _ heap: UInt64) throws -> [UInt64] {
        var places: [UInt64] = []
        for offset in [layout.arenas, layout.arenaList, layout.arenaList + 8, layout.arenaList + 16] {
            places.append(heap + UInt64(offset))
        }
        let list = try #require(memory.word(at: heap + UInt64(layout.arenaList)))
        let number = try #require(memory.word(at: list))
        let table = try #require(memory.word(at: heap + UInt64(layout.arenas)))
        places += [list, table + number * 8]
        let arena = try #require(memory.word(at: table + number * 8))
        for page in 0..<HeapLayout.pagesPerArena {
            let slot = arena + UInt64(layout.arenaSpans + page * 8)
            guard let span = memory.word(at: slot), span != 0 else { continue }
            places.append(slot)
            for offset in stride(from: 0, to: layout.span.size, by: 8) { places.append(span + UInt64(offset)) }
        }
        return places
    }
}

/// A copy of a process's writable memory.
private final class FrozenMemory: MemoryReader, @unchecked Sendable {
    private var regions: [(start: UInt64, bytes: [UInt8])]
    private let map: [MemoryMapping]
    let name = "a copy"

    init(copying memory: any MemoryReader) throws {
        map = try memory.mappings()
        regions = []
        for mapping in map where mapping.isReadable && mapping.isWritable && mapping.end - mapping.start <= 128 << 20 {
            let count = Int(mapping.end - mapping.start)
            guard let bytes = try? memory.bytes(at: mapping.start, count: count).array else { continue }
            if let last = regions.last, last.start + UInt64(last.bytes.count) == mapping.start {
                regions[regions.count - 1].bytes += bytes
            } else {
                regions.append((mapping.start, bytes))
            }
        }
    }

    private init(_ regions: [(start: UInt64, bytes: [UInt8])], _ map: [MemoryMapping]) {
        self.regions = regions
        self.map = map
    }

    func copy() -> FrozenMemory { FrozenMemory(regions, map) }

    func mappings() throws -> [MemoryMapping] { map }

    func write(_ value: UInt64, at address: UInt64) {
        guard let (region, offset) = place(address, 8) else { return }
        for index in 0..<8 {
            regions[region].bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8))
        }
    }

    func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
        let total = ranges.reduce(0) { $0 + max($1.count, 0) }
        buffer.reserve(total)
        var failed: [Int] = []
        buffer.withUnsafeMutableBytes { target in
            var position = 0
            for (index, range) in ranges.enumerated() where range.count > 0 {
                let part = UnsafeMutableRawBufferPointer(rebasing: target[position..<position + range.count])
                position += range.count
                if let (region, offset) = place(range.address, range.count) {
                    regions[region].bytes.withUnsafeBytes {
                        part.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + range.count]))
                    }
                } else {
                    part.initializeMemory(as: UInt8.self, repeating: 0)
                    failed.append(index)
                }
            }
        }
        return failed
    }

    private func place(_ address: UInt64, _ count: Int) -> (region: Int, offset: Int)? {
        for (index, region) in regions.enumerated()
        where address >= region.start && address - region.start < UInt64(region.bytes.count) {
            let offset = Int(address - region.start)
            return count <= region.bytes.count - offset ? (index, offset) : nil
        }
        return nil
    }
}
