import Evidence
import Wire

/// Reads goroutines in batches without stopping the target: headers, then stacks and sudogs, then the headers again.
///
/// Only what did not move between the two looks at a header is believed (a sequence lock from outside); the rest is
/// tried again and then reported as unstable.
/// Used by one thread at a time: `ReadAhead` hands it over.
final class GoroutineBatch: @unchecked Sendable {
    /// Goroutines in a batch: bounds the memory that is held, and the time between the two looks.
    static let size = 1024
    /// Bytes of a stack that are fetched at first; deeper ones are read on while walking.
    private static let stackWindow = 32 << 10
    private static let attempts = 3

    private let layout: RuntimeLayout
    private let headers: BatchReader
    private let again: BatchReader
    private let stacks: BatchReader
    private let sudogs: SudogReader

    /// The goroutines of the batch that are alive.
    private(set) var goroutines: [RawGoroutine] = []
    /// For each goroutine, whether its header stayed the same while it was read.
    private(set) var isStable: [Bool] = []
    /// For each goroutine, the request in `stacks` that holds its stack; -1 when none was read.
    private var stackRequest: [Int] = []
    /// Sudogs by goroutine, as positions in `goroutines`.
    private(set) var waits: [RawWait] = []
    /// Live headers that could not be those of a goroutine.
    private(set) var implausible = 0
    private(set) var unreadable = 0

    /// The target stands still: what was read once is consistent.
    private let isConsistent: Bool

    init(memory: any MemoryReader, layout: RuntimeLayout, isConsistent: Bool) {
        self.layout = layout
        self.isConsistent = isConsistent
        headers = BatchReader(memory)
        again = BatchReader(memory)
        stacks = BatchReader(memory)
        sudogs = SudogReader(memory: memory, layout: layout)
    }

    /// Reads the goroutines at some positions of allgs, at most `size` of them, once.
    /// - Parameters:
    ///   - addresses: all of allgs: runtime addresses of `runtime.g`.
    ///   - wantsStack: whether the stack is to be read, asked after the header was.
    func read(_ indexes: [Int], of addresses: [UInt64], wantsStack: (RawGoroutine) -> Bool) {
        goroutines.removeAll(keepingCapacity: true)
        implausible = 0
        unreadable = 0
        headers.read(indexes.map { MemoryRange(address: addresses[$0], count: layout.g.size) }, gap: 512)
        for (request, index) in indexes.enumerated() {
            guard headers.isReadable(request) else {
                unreadable += 1
                continue
            }
            let (bytes, offset) = headers.location(request)
            let raw = RawGoroutine(
                index: index, address: addresses[index], bytes: bytes, base: offset, layout: layout)
            guard raw.isAlive else { continue }
            goroutines.append(raw)
        }
        readStacks(wantsStack)
        waits = sudogs.read(goroutines)
        verify()
    }

    private func readStacks(_ wantsStack: (RawGoroutine) -> Bool) {
        stackRequest = Array(repeating: -1, count: goroutines.count)
        var requests: [MemoryRange] = []
        for (index, raw) in goroutines.enumerated()
        where raw.isPlausible && (raw.state == .running || wantsStack(raw)) {
            let range = Self.stackRange(raw)
            guard range.count > 0 else { continue }
            stackRequest[index] = requests.count
            requests.append(range)
        }
        stacks.read(requests, gap: 1024)
    }

    /// What is fetched of a stack: from the stack pointer on; of a running goroutine's, which nobody knows, the end.
    private static func stackRange(_ raw: RawGoroutine) -> MemoryRange {
        guard raw.state == .running else {
            let start = raw.resumePoint.stackPointer
            return MemoryRange(address: start, count: Int(min(raw.stackHigh - start, UInt64(stackWindow))))
        }
        let count = min(raw.stackHigh - raw.stackLow, StackWalker.runningWindow)
        return MemoryRange(address: raw.stackHigh - count, count: Int(count))
    }

    private func verify() {
        if isConsistent {
            isStable = goroutines.map(\.isPlausible)
            implausible = isStable.count { !$0 }
            return
        }
        again.read(goroutines.map { MemoryRange(address: $0.address, count: layout.g.size) }, gap: 512)
        isStable = goroutines.indices.map { index in
            guard again.isReadable(index) else { return false }
            let (bytes, offset) = again.location(index)
            let later = RawGoroutine(
                index: 0, address: goroutines[index].address, bytes: bytes, base: offset, layout: layout)
            let isUnchanged = goroutines[index].isUnchanged(later)
            if isUnchanged, !goroutines[index].isPlausible { implausible += 1 }
            return isUnchanged && goroutines[index].isPlausible
        }
    }

    /// The part of a goroutine's stack that was read, or nil.
    func window(_ index: Int) -> StackWalker.Window? {
        let request = stackRequest[index]
        guard request >= 0, stacks.isReadable(request) else { return nil }
        let (bytes, offset) = stacks.location(request)
        let range = Self.stackRange(goroutines[index])
        return StackWalker.Window(bytes: bytes, offset: offset, start: range.address, count: range.count)
    }
}
