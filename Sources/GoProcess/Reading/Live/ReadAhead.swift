import Dispatch
import Wire

/// Reads the batches of a snapshot one ahead on a second thread, so that copying memory and walking stacks overlap.
final class ReadAhead: @unchecked Sendable {
    private let addresses: [UInt64]
    private let previous: [RememberedGoroutine]
    private let batches: [GoroutineBatch]
    private let retry: GoroutineBatch
    private let queue = DispatchQueue(label: "sonde.read-ahead", qos: .userInitiated)
    private let filled = DispatchSemaphore(value: 0)
    /// Position in `addresses` of the batch that is read or will be; of the one that `next` returns.
    private var nextStart = 0
    private var pending = 0
    private var turn = 0

    /// - Parameter isConsistent: the target stands still.
    init(
        memory: any MemoryReader, layout: RuntimeLayout, addresses: [UInt64], previous: [RememberedGoroutine],
        isConsistent: Bool
    ) {
        self.addresses = addresses
        self.previous = previous
        func batch() -> GoroutineBatch {
            GoroutineBatch(memory: memory, layout: layout, isConsistent: isConsistent)
        }
        batches = [batch(), batch()]
        retry = batch()
        start()
    }

    /// Nothing may read the target's memory once its snapshot is done.
    deinit { for _ in 0..<pending { filled.wait() } }

    /// The next batch, or nil after the last. It stays valid until the next call.
    func next() -> GoroutineBatch? {
        guard pending > 0 else { return nil }
        filled.wait()
        pending -= 1
        let batch = batches[turn]
        turn = 1 - turn
        start()
        return batch
    }

    /// Some goroutines once more, by their positions in allgs.
    func readAgain(_ indexes: [Int]) -> GoroutineBatch {
        let previous = previous
        retry.read(indexes, of: addresses) { !previous.holds($0) }
        return retry
    }

    private func start() {
        guard nextStart < addresses.count else { return }
        let range = nextStart..<min(nextStart + GoroutineBatch.size, addresses.count)
        nextStart = range.upperBound
        pending += 1
        // `next` returned the other one of the two; this one was done with before.
        let batch = batches[turn]
        let (addresses, previous, filled) = (addresses, previous, filled)
        // What fits in one batch is not worth a thread.
        guard addresses.count > GoroutineBatch.size else {
            batch.read(Array(range), of: addresses) { !previous.holds($0) }
            filled.signal()
            return
        }
        queue.async {
            batch.read(Array(range), of: addresses) { !previous.holds($0) }
            filled.signal()
        }
    }
}

extension [RememberedGoroutine] {
    /// Whether the snapshot before found the goroutine just as it is now.
    func holds(_ raw: RawGoroutine) -> Bool { raw.index < count && self[raw.index].fingerprint == raw.fingerprint }
}
