/// Puts the records of several rings into the order of their times.
///
/// Each processor writes into a ring of its own. Records wait here until all rings were read up to a later moment.
struct SampleOrder {
    private struct Entry {
        var time: Int64
        var offset: Int
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    /// Takes whole records out of one ring.
    mutating func take(_ records: ArraySlice<UInt8>) {
        let start = bytes.count
        bytes += records
        var offset = start
        while let record = SampleRecord(bytes, at: offset) {
            if record.kind != nil { entries.append(Entry(time: record.time, offset: offset)) }
            offset += record.size
        }
    }

    /// Gives out the records up to a time, in order; equal times in the order in which they came.
    mutating func flush(until limit: Int64, _ body: (SampleRecord) -> Void) {
        guard !entries.isEmpty else { return }
        entries.sort { ($0.time, $0.offset) < ($1.time, $1.offset) }
        let count = entries.firstIndex { $0.time > limit } ?? entries.count
        for entry in entries[..<count] {
            if let record = SampleRecord(bytes, at: entry.offset) { body(record) }
        }
        var rest: [UInt8] = []
        var left: [Entry] = []
        for entry in entries[count...] {
            guard let record = SampleRecord(bytes, at: entry.offset) else { continue }
            left.append(Entry(time: entry.time, offset: rest.count))
            rest += record.bytes
        }
        bytes = rest
        entries = left
    }
}
