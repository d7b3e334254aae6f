/// Which processes of a recording live, by its records.
public struct LivingProcesses: Sendable {
    /// The one that the recording began with, in front; the others in the order in which they came.
    public private(set) var ids: [Int32] = []
    private var places: Set<Int32> = []

    public init() {}

    /// A process that is there.
    public mutating func add(_ id: Int32) {
        if places.insert(id).inserted { ids.append(id) }
    }

    /// Looks at whole records, in their order.
    public mutating func take(_ records: [UInt8], count: Int) {
        var offset = 0
        while offset + CaptureRecord.headLength <= count {
            let size = Int(records[offset]) | Int(records[offset + 1]) << 8
            guard size >= CaptureRecord.headLength else { return }
            // Nearly all records are calls.
            let kind = records[offset + 2]
            if kind == CaptureRecord.Kind.fork.rawValue || kind == CaptureRecord.Kind.exit.rawValue,
                let record = CaptureRecord(records, at: offset)
            {
                note(record)
            }
            offset += size
        }
    }

    private mutating func note(_ record: CaptureRecord) {
        if record.kind == .fork {
            let child = record.number32(28)
            if child != record.process { add(Int32(bitPattern: child)) }
        } else if record.flags & 1 != 0, let first = ids.first {
            let id = Int32(bitPattern: record.process)
            // What the first one used is asked for until it is gone.
            guard id != first, places.remove(id) != nil else { return }
            ids.removeAll { $0 == id }
        }
    }
}
