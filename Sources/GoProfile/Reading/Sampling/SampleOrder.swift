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
    /// Entries before this one were given out.
    private var first = 0
    private var isSorted = true

    /// Takes whole records out of one ring.
    mutating func take(_ records: ArraySlice<UInt8>) {
        dropOld()
        var offset = bytes.count
        bytes += records
        while let record = SampleRecord(bytes, at: offset) {
            if record.kind != nil {
                entries.append(Entry(time: record.time, offset: offset))
                isSorted = false
            }
            offset += record.size
        }
    }

    /// Gives out the next record up to a time; equal times in the order in which they came.
    mutating func next(until limit: Int64) -> SampleRecord? {
        if !isSorted {
            entries[first...].sort { ($0.time, $0.offset) < ($1.time, $1.offset) }
            isSorted = true
        }
        guard first < entries.count, entries[first].time <= limit else { return nil }
        defer { first += 1 }
        return SampleRecord(bytes, at: entries[first].offset)
    }

    private mutating func dropOld() {
        guard first > 0 else { return }
        var rest: [UInt8] = []
        var left: [Entry] = []
        for entry in entries[first...] {
            guard let record = SampleRecord(bytes, at: entry.offset) else { continue }
            left.append(Entry(time: entry.time, offset: rest.count))
            rest += record.bytes
        }
        bytes = rest
        entries = left
        first = 0
    }
}
