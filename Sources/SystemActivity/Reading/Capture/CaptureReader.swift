import Evidence
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
    private let events: [ActivityEvent]
    private var position = 0
    private let blocks: CaptureBlocks
    private let recordBlocks: [CaptureBlocks.Block]
    private let cache = BlockCache()
    private let detail: CallDetail

    /// The block that was read last: details are mostly asked for in order.
    private final class BlockCache {
        var index = -1
        var contents: [UInt8] = []
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
    }

    /// Number of events.
    public var count: Int { events.count }

    public mutating func read(into batch: inout [ActivityEvent], limit: Int) throws(InputError) {
        batch.removeAll(keepingCapacity: true)
        let end = min(events.count, position + max(limit, 1))
        batch += events[position..<end]
        position = end
    }

    public func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {
        guard event.origin >= 0 else { return }
        let index = event.origin >> Self.offsetBits
        guard recordBlocks.indices.contains(index) else { return }
        if cache.index != index {
            guard let contents = try? blocks.contents(recordBlocks[index]) else { return }
            cache.contents = contents
            cache.index = index
        }
        guard let record = CaptureRecord(cache.contents, at: event.origin & (1 << Self.offsetBits - 1)) else { return }
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
