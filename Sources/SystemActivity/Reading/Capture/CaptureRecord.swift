/// A record of a capture: a view of its bytes by the offsets of `activity_records.h` in CLinux.
struct CaptureRecord {
    enum Kind: UInt8 {
        case call = 1
        case stack = 2
        case fork = 3
        case execution = 4
        case arguments = 5
        case exit = 6
        case block = 7
    }

    static let headLength = 24

    let bytes: ArraySlice<UInt8>

    /// The record at an offset; nil when there is no whole one, or none of a known kind and size.
    init?(_ block: [UInt8], at offset: Int) {
        guard offset >= 0, block.count - offset >= Self.headLength else { return nil }
        let size = Int(block[offset]) | Int(block[offset + 1]) << 8
        guard size >= Self.headLength, size % 8 == 0, size <= block.count - offset else { return nil }
        bytes = block[offset..<offset + size]
    }

    var size: Int { bytes.count }
    var kind: Kind? { Kind(rawValue: bytes[bytes.startIndex + 2]) }
    var flags: UInt8 { bytes[bytes.startIndex + Self.flagsOffset] }
    static let flagsOffset = 3
    var thread: UInt32 { number32(4) }
    /// Nanoseconds of CLOCK_MONOTONIC.
    var time: Int64 { Int64(bitPattern: number(8)) }
    var process: UInt32 { number32(16) }
    var extra: UInt32 { number32(20) }

    /// Zero where the record is too short.
    func number(_ offset: Int) -> UInt64 {
        guard bytes.count >= offset + 8 else { return 0 }
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[bytes.startIndex + offset + index]) << UInt64(index * 8) }
        return value
    }

    /// A length of time in nanoseconds, from 0 to `latestTime`.
    func duration(_ offset: Int) -> Int64 { min(Int64(clamping: number(offset)), Self.latestTime) }

    /// No machine runs for longer, in nanoseconds: sums and differences of such times stay numbers.
    static let latestTime: Int64 = 1 << 61

    func number32(_ offset: Int) -> UInt32 {
        guard bytes.count >= offset + 4 else { return 0 }
        var value: UInt32 = 0
        for index in 0..<4 { value |= UInt32(bytes[bytes.startIndex + offset + index]) << UInt32(index * 8) }
        return value
    }

    func text(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
        let start = min(offset, bytes.count)
        let end = min(start + max(0, count), bytes.count)
        return bytes[bytes.startIndex + start..<bytes.startIndex + end]
    }
}

/// A system call in a capture.
struct CaptureCall {
    let record: CaptureRecord
    private static let fixedLength = CaptureRecord.headLength + 24

    init(_ record: CaptureRecord) { self.record = record }

    var duration: Int64 { record.duration(24) }
    var result: Int64 {
        let whole = Int64(bitPattern: record.number(32))
        guard isOf32Bits else { return whole }
        // A negated errno, or a number without a sign, such as an address.
        let low = Int32(truncatingIfNeeded: whole)
        return low < 0 && low >= -4095 ? Int64(low) : Int64(UInt32(bitPattern: low))
    }
    var stack: UInt64 { record.number(40) }
    var number: Int32 { Int32(bitPattern: record.extra) }
    /// The thread, or the recording, ended in it.
    var isUnfinished: Bool { record.flags & 8 != 0 }
    /// It came by the table of 32-bit programs, whose numbers mean other calls; its arguments are numbers alone.
    var isOf32Bits: Bool { record.flags & 32 != 0 }
    /// It is kept for the sake of paths alone: the filter of the recording does not want it (`CaptureFilter`).
    var isHidden: Bool { record.flags & Self.hiddenFlag != 0 }
    /// A flag that only sonde sets, after the kernel made the record.
    static let hiddenFlag: UInt8 = 128
    var argumentCount: Int { Int(record.flags & 7) }
    func argument(_ index: Int) -> UInt64 { record.number(Self.fixedLength + index * 8) }

    enum Form: UInt8 {
        case text = 1
        case address = 2
        case pair = 3
    }

    /// What arguments point to, in their order.
    func payloads(_ body: (_ argument: Int, Form, ArraySlice<UInt8>) -> Void) {
        var offset = Self.fixedLength + argumentCount * 8
        while record.size - offset >= 4 {
            let size = Int(record.number32(offset) & 0xffff)
            let argument = Int(record.number32(offset) >> 16 & 0xff)
            guard let form = Form(rawValue: UInt8(truncatingIfNeeded: record.number32(offset) >> 24)) else { return }
            let bytes = record.text(offset + 4, size)
            body(argument, form, form == .text ? bytes.prefix { $0 != 0 } : bytes)
            offset += 4 + (size + 3) / 4 * 4
        }
    }
}
