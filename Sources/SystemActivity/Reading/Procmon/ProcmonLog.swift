import Evidence
import Wire

/// An address of 16 bytes as events have it.
struct ProcmonAddress: Hashable, Sendable {
    let low: UInt64
    let high: UInt64

    init(_ low: UInt64, _ high: UInt64) { (self.low, self.high) = (low, high) }
}

struct ProcmonPort: Hashable, Sendable {
    let number: UInt16
    let isTCP: Bool
}

/// What a log of Process Monitor has besides its events; unchanged once it is read.
final class ProcmonLog: Sendable {
    let bytes: Bytes
    let header: ProcmonHeader
    /// Names of addresses and ports, as far as they were resolved when the log was written.
    let hosts: [ProcmonAddress: [UInt8]]
    let ports: [ProcmonPort: [UInt8]]
    /// Offset of each event when the log was not closed; nil when the log has a table of them.
    let walkedOffsets: [Int]?
    let eventCount: Int
    /// 100 ns since 1601 of the first event, from which relative times count.
    let firstTime: UInt64

    init(
        _ bytes: Bytes, _ header: ProcmonHeader, _ names: ProcmonNetworkNames, offsets: [Int]?, _ quality: inout Quality
    ) {
        self.bytes = bytes
        self.header = header
        (hosts, ports) = (names.hosts, names.ports)
        walkedOffsets = offsets
        if let offsets {
            eventCount = offsets.count
        } else {
            let room = max(0, bytes.count - header.eventOffsets) / Self.offsetSize
            eventCount = min(header.eventCount, room)
            quality.count(
                "procmon.events.missing", header.eventCount - eventCount, .dataLoss,
                "events whose place lies behind the end of the file")
        }
        let first = eventCount > 0 ? Self.offset(bytes, header, offsets, 0) : 0
        firstTime = ProcmonRecord(bytes, at: first, pointerSize: header.pointerSize)?.time ?? 0
    }

    /// u32, and u8 of flags whose bit 0 adds 4 GiB.
    static let offsetSize = 5

    private static func offset(_ bytes: Bytes, _ header: ProcmonHeader, _ walked: [Int]?, _ index: Int) -> Int {
        if let walked { return walked[index] }
        let place = header.eventOffsets + index * offsetSize
        let low: UInt32 = bytes.load(place) ?? 0
        let flags: UInt8 = bytes.load(place + 4) ?? 0
        return Int(low) | Int(flags & 1) << 32
    }

    /// Where the event of a number lies.
    func offset(_ index: Int) -> Int { Self.offset(bytes, header, walkedOffsets, index) }

    /// The event at an offset; nil when it does not lie in the file.
    @inline(__always)
    func record(at offset: Int) -> ProcmonRecord? {
        ProcmonRecord(bytes, at: offset, pointerSize: header.pointerSize)
    }
}
