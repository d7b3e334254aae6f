import Wire

/// Stacks of goroutines that were read before, read again to be searched: many at once, since a read of its own for
/// each takes longer than the search.
///
/// The header is read after the stack, so that one which is as it was in the snapshot speaks for the stack, too.
final class StackBatch {
    /// Goroutines in a batch: bounds the memory that is held.
    static let size = 256
    /// Bytes of a stack that are looked at.
    static let windowSize = 64 << 10

    private let layout: RuntimeLayout
    private let headers: BatchReader
    private let stacks: BatchReader
    private var goroutines: [(address: UInt64, range: SnapshotBuild.StackRange, window: MemoryRange)] = []

    init(memory: any MemoryReader, layout: RuntimeLayout) {
        self.layout = layout
        headers = BatchReader(memory)
        stacks = BatchReader(memory)
    }

    /// Reads the goroutines at some positions of the snapshot, at most `size` of them.
    func read(_ positions: ArraySlice<UInt32>, in build: borrowing SnapshotBuild) {
        goroutines = positions.map { position in
            let goroutine = build.snapshot.goroutines[Int(position)]
            let range = build.stackRanges[Int(position)]
            return (goroutine.address, range, Self.window(range, isRunning: goroutine.state == .running))
        }
        stacks.read(goroutines.map(\.window), gap: 1024)
        headers.read(goroutines.map { MemoryRange(address: $0.address, count: layout.g.size) }, gap: 512)
    }

    /// The goroutine with this number in the batch as it is now, and its stack, which stays valid until the next
    /// `read`; nil when either could not be read, or the stack was moved.
    func stack(_ number: Int) -> (RawGoroutine, StackWalker.Window)? {
        let goroutine = goroutines[number]
        guard headers.isReadable(number), stacks.isReadable(number) else { return nil }
        let (bytes, offset) = headers.location(number)
        let raw = RawGoroutine(index: 0, address: goroutine.address, bytes: bytes, base: offset, layout: layout)
        guard raw.stackHigh == goroutine.range.high else { return nil }
        let stack = stacks.location(number)
        let window = StackWalker.Window(
            bytes: stack.bytes, offset: stack.offset, start: goroutine.window.address, count: goroutine.window.count)
        return (raw, window)
    }

    /// The inner end of a stack; of a running goroutine's the outer one, from which its frames are followed.
    private static func window(_ range: SnapshotBuild.StackRange, isRunning: Bool) -> MemoryRange {
        guard range.low < range.high else { return MemoryRange(address: range.low, count: 0) }
        let limit = isRunning ? StackWalker.runningWindow : UInt64(windowSize)
        let count = min(range.high - range.low, limit)
        return MemoryRange(address: isRunning ? range.high - count : range.low, count: Int(count))
    }
}
