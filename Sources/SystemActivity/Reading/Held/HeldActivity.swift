import Evidence
import Wire

/// A source that was read to its end, as a source again: of all its events, or of some of them in any order. Analyses
/// read it as often as they like, and several at once.
///
/// 56 bytes of memory for each event, which copies share.
public struct HeldActivity: ActivitySource {
    public var tables: ActivityTables
    public let clock: ActivityClock
    public let quality: Quality
    /// All events, in the order of their begins.
    public let events: [ActivityEvent]
    /// Where texts come from that stand in the source alone.
    public let base: any ActivitySource
    /// What is wrong with the source, from where on nothing could be read; nil when it was read to its end.
    public let failure: InputError?
    /// In `events`, those that are read; nil for all.
    private var numbers: [UInt32]?
    private var position = 0

    /// Reads a source to its end, or to where it is damaged.
    /// - Parameter progress: gets the number of events so far, now and then; what it throws ends the reading.
    public init(reading opened: any ActivitySource, progress: (Int) throws -> Void = { _ in }) throws {
        var source = opened
        var all: [ActivityEvent] = []
        var batch: [ActivityEvent] = []
        var failure: InputError?
        // A capture hands out the array that it has.
        let limit = (source as? CaptureReader).map { max($0.count, 1) } ?? 1 << 16
        repeat {
            do throws(InputError) { try source.read(into: &batch, limit: limit) } catch {
                failure = error
                batch = []
            }
            if all.isEmpty { all = batch } else { all += batch }
            try progress(all.count)
        } while !batch.isEmpty && all.count <= Int(UInt32.max)
        (tables, clock, quality, events, base) = (source.tables, source.clock, source.quality, all, source)
        self.failure = failure
    }

    /// The same source with some of its events.
    /// - Parameter numbers: in `events`; nil for all.
    public func selecting(_ numbers: [UInt32]?) -> HeldActivity {
        var copy = self
        copy.numbers = numbers
        copy.position = 0
        return copy
    }

    /// Number of events that are read.
    public var count: Int { numbers?.count ?? events.count }

    public mutating func read(into batch: inout [ActivityEvent], limit: Int) throws(InputError) {
        batch.removeAll(keepingCapacity: true)
        let end = position + min(count - position, max(limit, 1))
        guard position < end else { return }
        if let numbers {
            for number in numbers[position..<end] { batch.append(events[Int(number)]) }
        } else {
            batch += events[position..<end]
        }
        position = end
    }

    public func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {
        base.appendDetail(of: event, to: &text)
    }

    public func appendColumn(_ column: ProcmonColumn, of event: ActivityEvent, to text: inout [UInt8]) {
        base.appendColumn(column, of: event, to: &text)
    }
}
