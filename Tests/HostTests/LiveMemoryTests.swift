import Glibc
import Host
import Testing
import Wire

@Suite struct LiveMemoryTests {
    /// Pages of this process with holes: page `n` holds bytes `n + 1`; pages in `holes` are unmapped.
    private final class Pages {
        let base: UInt64
        let count: Int
        static let size = 4096

        init(count: Int, holes: Set<Int>) throws {
            self.count = count
            let memory = unsafe mmap(
                nil, count * Pages.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            let start = try #require(unsafe memory)
            for page in 0..<count { unsafe memset(start + page * Pages.size, Int32(page % 250 + 1), Pages.size) }
            for page in holes { unsafe munmap(start + page * Pages.size, Pages.size) }
            base = UInt64(UInt(bitPattern: start))
        }

        deinit { unsafe munmap(UnsafeMutableRawPointer(bitPattern: UInt(base)), count * Pages.size) }

        func address(_ page: Int, _ offset: Int = 0) -> UInt64 { base + UInt64(page * Pages.size + offset) }
    }

    /// Both ways must give the same: process_vm_readv, and /proc/PID/mem alone.
    static let ways = [false, true]

    @Test(arguments: ways) func readsRangesBackToBackAndReportsHoles(avoidingCall: Bool) throws {
        let pages = try Pages(count: 8, holes: [2, 5])
        let memory = try LiveMemory(processID: getpid(), avoidingSystemCall: avoidingCall)
        let buffer = MemoryBuffer()
        let ranges = [
            MemoryRange(address: pages.address(0), count: 10),
            MemoryRange(address: pages.address(1, 4090), count: 12),  // runs into the hole
            MemoryRange(address: pages.address(3), count: 4096),
            MemoryRange(address: pages.address(4), count: 0),
            MemoryRange(address: pages.address(4), count: 8),
            MemoryRange(address: pages.address(5), count: 16),
            MemoryRange(address: pages.address(6), count: 8192),
            MemoryRange(address: 0, count: 3),
            MemoryRange(address: .max - 1, count: 8),
            MemoryRange(address: pages.address(0), count: -4),
            MemoryRange(address: pages.address(7, 4095), count: 1),
        ]
        let failed = memory.read(ranges, into: buffer)
        #expect(failed == [1, 5, 7, 8, 9])
        let parts: [(UInt8, Int)] = [
            (1, 10), (0, 12), (4, 4096), (5, 8), (0, 16), (7, 4096), (8, 4096), (0, 3), (0, 8), (8, 1),
        ]
        let expected = parts.flatMap { [UInt8](repeating: $0.0, count: $0.1) }
        #expect(buffer.bytes(0, expected.count).array == expected)
    }

    @Test(arguments: ways) func readsMoreRangesThanOneCallTakes(avoidingCall: Bool) throws {
        let holes = Set(stride(from: 7, to: 3000, by: 100))
        let pages = try Pages(count: 3000, holes: holes)
        let memory = try LiveMemory(processID: getpid(), avoidingSystemCall: avoidingCall)
        let buffer = MemoryBuffer()
        // Two ranges a page, the second adjacent to the first: they share a segment.
        let ranges = (0..<3000).flatMap {
            [
                MemoryRange(address: pages.address($0, 100), count: 24),
                MemoryRange(address: pages.address($0, 124), count: 8),
            ]
        }
        let failed = memory.read(ranges, into: buffer)
        #expect(failed == holes.sorted().flatMap { [2 * $0, 2 * $0 + 1] })
        for page in 0..<3000 {
            let expected = [UInt8](repeating: holes.contains(page) ? 0 : UInt8(page % 250 + 1), count: 32)
            #expect(buffer.bytes(page * 32, 32).array == expected)
        }
    }

    @Test func readsAdjacentRangesThatEndInAHole() throws {
        let pages = try Pages(count: 4, holes: [2])
        let memory = try LiveMemory(processID: getpid())
        let buffer = MemoryBuffer()
        // One merged segment over the hole: the ranges before and behind it must still be had.
        let ranges = (0..<4).map { MemoryRange(address: pages.address($0), count: 4096) }
        #expect(memory.read(ranges, into: buffer) == [2])
        #expect(buffer.bytes(0, 4 * 4096).array == [1, 2, 0, 4].flatMap { [UInt8](repeating: $0, count: 4096) })
    }

    @Test func readsMemoryWithoutReadPermission() throws {
        let pages = try Pages(count: 3, holes: [])
        unsafe #expect(mprotect(UnsafeMutableRawPointer(bitPattern: UInt(pages.address(1))), 4096, PROT_NONE) == 0)
        let memory = try LiveMemory(processID: getpid())
        let buffer = MemoryBuffer()
        #expect(memory.read([MemoryRange(address: pages.address(0), count: 3 * 4096)], into: buffer).isEmpty)
        #expect(buffer.bytes(0, 3 * 4096).array == [1, 2, 3].flatMap { [UInt8](repeating: $0, count: 4096) })
    }

    @Test func refusesAbsurdLengths() throws {
        let memory = try LiveMemory(processID: getpid())
        let buffer = MemoryBuffer()
        let ranges = [MemoryRange(address: 4096, count: .max), MemoryRange(address: 4096, count: .max)]
        #expect(memory.read(ranges, into: buffer) == [0, 1])
        #expect(buffer.capacity < 1 << 20)
        #expect(throws: InputError.self) { try memory.bytes(at: 1 << 40, count: 1 << 20) }
        #expect(memory.word(at: 8) == nil)
    }

    @Test func mapsAreTheKernels() throws {
        let pages = try Pages(count: 2, holes: [])
        let memory = try LiveMemory(processID: getpid())
        let mappings = try memory.mappings()
        let hit = try #require(mappings.first { $0.start <= pages.base && pages.base < $0.end })
        #expect(hit.isReadable && hit.isWritable && !hit.isExecutable)
        #expect(mappings.contains { $0.path == "[stack]" })
        let exe = try #require(ProcessDirectory(processID: getpid()).link("exe"))
        #expect(mappings.contains { $0.path == exe && $0.isExecutable && $0.inode != 0 })
        #expect(zip(mappings, mappings.dropFirst()).allSatisfy { $0.end <= $1.start })
    }

    @Test func readsFromTwoThreadsAtOnce() async throws {
        let pages = try Pages(count: 64, holes: [])
        let memory = try LiveMemory(processID: getpid())
        let base = pages.base
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let buffer = MemoryBuffer()
                    let ranges = (0..<64).map { MemoryRange(address: base + UInt64($0 * 4096), count: 4096) }
                    return (0..<200).count { _ in
                        memory.read(ranges, into: buffer).isEmpty && buffer.load(63 * 4096, as: UInt8.self) == 64
                    }
                }
            }
            for await good in group { #expect(good == 200) }
        }
        #expect(memory.word(at: pages.base) == 0x0101_0101_0101_0101)
    }
}
