import Wire

/// Events of a log that was not closed, and so has no table of their places: one behind the other, with details of the
/// end of earlier ones between them.
enum ProcmonWalk {
    /// Last number of an operation in each class.
    private static let lastOperation: [UInt16] = [0, 9, 17, 47, 2, 9, 47]
    /// 1990 and 2200, in 100 ns since 1601.
    private static let times: ClosedRange<UInt64> = 122_756_256_000_000_000...189_027_648_000_000_000
    private static let deepestStack = 4096
    private static let largestDetail = 1 << 20
    /// How far an event is looked for behind bytes that make no sense.
    private static let reach = 1 << 17

    /// - Returns: offsets of events, and the bytes that were passed over.
    static func offsets(_ bytes: Bytes, pointerSize: Int) -> (offsets: [Int], skipped: Int) {
        var offsets: [Int] = []
        var skipped = 0
        /// Where details of the end are expected; those are few at a time.
        var pending: Set<Int> = []
        var position = ProcmonHeader.size
        var lost = 0
        while position <= bytes.count - 2 {
            if pending.remove(position) != nil, let size = bytes.load(position, as: UInt16.self) {
                position += 2 + Int(size)
                lost = 0
                continue
            }
            guard let record = event(bytes, at: position, pointerSize) else {
                if lost == reach { break }
                lost += 1
                position += 1
                continue
            }
            skipped += lost
            lost = 0
            offsets.append(position)
            if record.hasExtra { pending.insert(record.extra.lowerBound - 2) }
            position = record.detail.upperBound
        }
        return (offsets, skipped)
    }

    private static func event(_ bytes: Bytes, at offset: Int, _ pointerSize: Int) -> ProcmonRecord? {
        guard let record = ProcmonRecord(bytes, at: offset, pointerSize: pointerSize) else { return nil }
        let kind = record.eventClass
        guard kind >= 1, kind < UInt32(lastOperation.count), record.operation <= lastOperation[Int(kind)],
            times.contains(record.time), record.depth <= deepestStack, record.detail.count <= largestDetail,
            // What has not ended has no duration.
            record.status == ProcmonRecord.pending || record.duration <= times.upperBound - times.lowerBound
        else { return nil }
        return record
    }
}
