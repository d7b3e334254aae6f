import Wire

/// One sudog: a goroutine waits on a channel, or since Go 1.26 on a semaphore or a notification list.
struct RawWait {
    /// Position of the goroutine in its batch.
    var goroutine: Int
    /// Runtime address of the sudog itself.
    var address: UInt64
    /// The hchan; 0 for a semaphore or a notification list.
    var channel: UInt64
    /// The semaphore or notification list; for a channel the element's slot.
    var element: UInt64
    /// The next sudog in the same queue of the channel or list; 0 for none.
    var next: UInt64
    var isSelect: Bool
}

/// Reads the sudogs that hang on `g.waiting`, for many goroutines at once: level by level along `waitlink`.
final class SudogReader {
    /// More cases than a select can have (runtime/select.go limits them to 1 << 16).
    private static let levels = 1 << 16

    private let layout: RuntimeLayout
    private let reader: BatchReader

    init(memory: any MemoryReader, layout: RuntimeLayout) {
        self.layout = layout
        reader = BatchReader(memory)
    }

    /// The waits of all goroutines, grouped by goroutine. Sudogs that belong to another g are left out: torn reads.
    func read(_ goroutines: [RawGoroutine]) -> [RawWait] {
        var result: [RawWait] = []
        var pending: [(goroutine: Int, address: UInt64)] = []
        for (index, raw) in goroutines.enumerated() where raw.waiting != 0 && raw.state != .running {
            pending.append((index, raw.waiting))
        }
        var level = 0
        while !pending.isEmpty, level < Self.levels {
            reader.read(pending.map { MemoryRange(address: $0.address, count: layout.sudog.size) }, gap: 256)
            var next: [(goroutine: Int, address: UInt64)] = []
            for (request, item) in pending.enumerated() where reader.isReadable(request) {
                let (bytes, offset) = reader.location(request)
                let sudog = layout.sudog
                guard bytes.checkedLoad(offset + sudog.g, as: UInt64.self) == goroutines[item.goroutine].address else {
                    continue
                }
                result.append(
                    RawWait(
                        goroutine: item.goroutine, address: item.address,
                        channel: bytes.checkedLoad(offset + sudog.channel),
                        element: bytes.checkedLoad(offset + sudog.element),
                        next: bytes.checkedLoad(offset + sudog.next),
                        isSelect: bytes.checkedLoad(offset + sudog.isSelect, as: UInt8.self) != 0))
                let link: UInt64 = bytes.checkedLoad(offset + sudog.waitLink)
                // Only a select's sudogs are chained by waitlink; a semaphore's link leads to other goroutines.
                if link != 0, bytes.checkedLoad(offset + sudog.isSelect, as: UInt8.self) != 0 {
                    next.append((item.goroutine, link))
                }
            }
            pending = next
            level += 1
        }
        if level > 1 { result.sort { ($0.goroutine, $0.address) < ($1.goroutine, $1.address) } }
        return result
    }
}
