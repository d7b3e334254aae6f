import Evidence
import GoBinary
import Wire

/// Queues of finalizers and cleanups.
extension RuntimeStateRead {
    /// Blocks of a hundred finalizers that are walked.
    private static let blockLimit = 2_048
    /// Blocks that are fetched at once: each is likely to lie behind the one that it links to.
    private static let blocksAtOnce = 32

    private typealias Block = RuntimeStateLayout.FinalizerBlock

    /// Adds up all blocks that there are, not only those of the queue: one whose finalizers are being executed has left
    /// the queue, and an empty one counts nothing.
    mutating func readFinalizers() {
        readCleanups()
        guard var block = finalizerBlocks else { return }
        // Cleanups went through the queue of finalizers in Go 1.24.
        let isShared = reader.version.minor == 24
        let buffer = MemoryBuffer()
        var found = Found()
        while block != 0, found.blocks < Self.blockLimit {
            let ranges = (0..<Self.blocksAtOnce).map {
                MemoryRange(address: block &- UInt64($0 * Block.size), count: isShared ? Block.size : Block.first)
            }
            let failures = Set(memory.read(ranges, into: buffer))
            let start = found.blocks
            for number in ranges.indices where block == ranges[number].address && !failures.contains(number) {
                block = found.add(buffer.view, at: number * ranges[0].count, isShared: isShared)
            }
            guard found.isPlausible, found.blocks > start else {
                state.quality.count(
                    "runtime.allfin.implausible", 1, .dataLoss, "the blocks of finalizers cannot be read")
                return
            }
        }
        state.finalizers.queued = found.finalizers
        state.finalizers.queuedIsLowerBound = block != 0
        if isShared { state.finalizers.cleanupsQueued = found.cleanups }
    }

    private struct Found {
        var blocks = 0
        var finalizers = 0
        var cleanups = 0
        var isPlausible = true

        /// - Returns: the address of the block that follows.
        mutating func add(_ bytes: Bytes, at offset: Int, isShared: Bool) -> UInt64 {
            let count = Int(bytes.checkedLoad(offset + Block.count, as: UInt32.self))
            blocks += 1
            guard count <= Block.capacity else {
                isPlausible = false
                return 0
            }
            let others = isShared ? cleanups(bytes, offset, count) : 0
            finalizers += count - others
            cleanups += others
            return bytes.checkedLoad(offset + Block.link)
        }

        private func cleanups(_ bytes: Bytes, _ offset: Int, _ count: Int) -> Int {
            (0..<count).count { number in
                let at = offset + Block.first + number * Block.finalizerSize + Block.argumentType
                return bytes.checkedLoad(at, as: UInt64.self) == 0
            }
        }
    }

    /// Those queued are counted by each P, those executed in one place.
    private mutating func readCleanups() {
        guard let queued = state.finalizers.totalCleanupsQueued, let executed = state.finalizers.totalCleanupsExecuted
        else { return }
        guard !state.scheduler.queueLengths.isEmpty, executed >= 0, queued >= 0,
            executed <= queued || executed - queued < 1 << 16
        else {
            state.finalizers.totalCleanupsQueued = nil
            state.finalizers.totalCleanupsExecuted = nil
            return
        }
        // The two are read a moment apart.
        state.finalizers.cleanupsQueued = max(0, queued - executed)
    }
}
