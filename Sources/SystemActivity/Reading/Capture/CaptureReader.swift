import Evidence
import Synchronization
import Wire

/// A capture that sonde recorded, as a source of events.
///
/// A call's record is made when it ends, so that all are read and put in the order in which they began: memory is in
/// proportion to the number of events, 56 bytes each.
public struct CaptureReader: ActivitySource {
    public var tables = ActivityTables()
    public let clock: ActivityClock
    public let quality: Quality
    /// What the recorder noted at its start, such as `command` and `kernel`.
    public let facts: [String: String]
    /// Whether the recording ended in order.
    public let isComplete: Bool
    private var events: [ActivityEvent]
    /// Number of events.
    public let count: Int
    private var position = 0
    private let blocks: CaptureBlocks
    private let recordBlocks: [CaptureBlocks.Block]
    private let cache = BlockCache()
    private let detail: CallDetail

    /// The blocks that were read last, newest at the end: details are asked for in the order of the calls, or of whatever
    /// a table is sorted by.
    private final class BlockCache: Sendable {
        private let kept = Mutex<[(index: Int, contents: [UInt8])]>([])
        /// Of a MiB each.
        private static let limit = 32

        func contents(_ index: Int, _ read: () -> [UInt8]?) -> [UInt8]? {
            kept.withLock { kept in
                if let last = kept.last, last.index == index { return last.contents }
                if let place = kept.firstIndex(where: { $0.index == index }) {
                    kept.append(kept.remove(at: place))
                } else {
                    guard let contents = read() else { return nil }
                    if kept.count == Self.limit { kept.removeFirst() }
                    kept.append((index, contents))
                }
                return kept.last?.contents
            }
        }
    }

    /// Bits of `ActivityEvent.origin` for the offset in a block; the number of the block stands above.
    static let offsetBits = 24

    /// - Throws: `notRecognised`, `unsupported`; damage behind the first block of records is counted instead.
    public init(_ bytes: Bytes) throws(InputError) {
        var blocks = try CaptureBlocks(bytes)
        var loader = CaptureLoader()
        try loader.load(&blocks)
        self.blocks = blocks
        detail = CallDetail(isARM64: loader.facts["machine"] == "aarch64")
        recordBlocks = loader.recordBlocks
        facts = loader.facts
        isComplete = loader.isComplete
        clock = ActivityClock(
            wallOffset: loader.facts["wall.offset"].flatMap { Int64($0) }, isMonotonic: true, step: 1)
        quality = loader.finishedQuality(isCut: blocks.isCut)
        tables = loader.tables
        events = loader.sortedEvents()
        count = events.count
    }

    public mutating func read(into batch: inout [ActivityEvent], limit: Int) throws(InputError) {
        // Whoever wants all at once holds them from now on: a million are 56 MB.
        if position == 0, limit >= count {
            batch = events
            events = []
            return
        }
        batch.removeAll(keepingCapacity: true)
        let end = min(events.count, position + max(limit, 1))
        batch += events[position..<end]
        position = end
    }

    public func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {
        guard event.origin >= 0 else { return }
        let index = event.origin >> Self.offsetBits
        guard recordBlocks.indices.contains(index) else { return }
        guard let contents = cache.contents(index, { try? blocks.contents(recordBlocks[index]) }),
            let record = CaptureRecord(contents, at: event.origin & (1 << Self.offsetBits - 1))
        else { return }
        detail.append(record, to: &text)
    }
}

extension CallDetail {
    /// Appends the arguments of a call; nothing for another record.
    func append(_ record: CaptureRecord, to text: inout [UInt8]) {
        guard record.kind == .call else { return }
        let call = CaptureCall(record)
        let arguments = (0..<call.argumentCount).map { call.argument($0) }
        // No call of the table has this number: arguments are shown as they are.
        if call.isOf32Bits { return append(-1, arguments, [], to: &text) }
        var payloads: [Payload] = []
        call.payloads { argument, form, bytes in
            payloads.append(
                Payload(argument: argument, bytes: bytes, isAddress: form == .address, isPair: form == .pair))
        }
        append(call.number, arguments, payloads, to: &text)
    }
}
