import Testing
import Wire

@Suite struct MemoryReaderTests {
    /// Sixteen bytes at an address, and nothing else.
    private final class Words: MemoryReader {
        let name = "process 4711"
        let start: UInt64 = 0xc000_0000
        let contents: [UInt8] = Array(1...16)

        func mappings() throws -> [MemoryMapping] { [] }

        func read(_ ranges: [MemoryRange], into buffer: MemoryBuffer) -> [Int] {
            buffer.reserve(ranges.reduce(0) { $0 + max($1.count, 0) })
            var position = 0
            var failed: [Int] = []
            for (index, range) in ranges.enumerated() {
                if let part = Bytes(contents).slice(Int(truncatingIfNeeded: range.address &- start), range.count) {
                    buffer.store(part, at: position)
                } else {
                    buffer.clear(position, range.count)
                    failed.append(index)
                }
                position += range.count
            }
            return failed
        }
    }

    private func error<T>(_ body: () throws -> T) -> InputError? {
        do {
            _ = try body()
            return nil
        } catch { return error as? InputError }
    }

    @Test func helpersReadOrSayWhatCannotBeRead() throws {
        let memory = Words()
        #expect(try memory.bytes(at: memory.start + 2, count: 3).array == [3, 4, 5])
        #expect(try memory.bytes(at: memory.start + 16, count: 0).isEmpty)
        #expect(memory.word(at: memory.start + 8) == 0x100f_0e0d_0c0b_0a09)
        #expect(memory.word(at: memory.start + 9) == nil && memory.word(at: .max) == nil)
        let missing = error { try memory.bytes(at: memory.start + 10, count: 8) }
        #expect(missing?.code == .notFound && missing?.offset == memory.start + 10 && missing?.file == "process 4711")
        for count in [-1, Int.min, 1 << 30 + 1, Int.max] {
            #expect(error { try memory.bytes(at: memory.start, count: count) }?.code == .tooLarge)
        }
    }

    @Test func buffersGrowAndViewsStayValid() {
        let buffer = MemoryBuffer(capacity: 0)
        #expect(buffer.capacity >= 1)
        buffer.store(Bytes([1, 2, 3, 4]), at: 0)
        let view = buffer.view
        let copy = buffer.bytes(1, 2)
        buffer.store(Bytes([9]), at: 1)
        // A view shows what comes later, a copy does not.
        #expect(view[1] == 9 && copy.array == [2, 3])
        buffer.reserve(view.count)
        #expect(buffer.capacity == view.count)
        buffer.reserve(100_000)
        #expect(buffer.capacity >= 100_000)
        // Growing took new memory: the old view is as it was.
        buffer.store(Bytes([7, 7, 7, 7]), at: 0)
        #expect(view.slice(0, 4)?.array == [1, 9, 3, 4])
        buffer.clear(1, 2)
        #expect(buffer.bytes(0, 4).array == [7, 0, 0, 7] && buffer.load(0, as: UInt32.self) == 0x0700_0007)
        #expect(buffer.bytes(buffer.capacity, 0).isEmpty)
    }
}
