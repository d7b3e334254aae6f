/// A record that the kernel wrote into a ring of samples: a view of its bytes.
///
/// Source: perf_event_open(2), and `struct perf_event_header` of the kernel's uapi/linux/perf_event.h. What samples
/// consist of is what sampling.c in CLinux asks for.
struct SampleRecord {
    enum Kind: UInt32 {
        case lost = 2
        case name = 3
        case exit = 4
        case throttled = 5
        case unthrottled = 6
        case fork = 7
        case sample = 9
        case mapping = 10
        case lostSamples = 13
        case contextSwitch = 14
        case processorSwitch = 15
    }

    static let headLength = 8
    /// Ids, time, processor and event at the end of all records but samples.
    private static let tailLength = 32

    let bytes: ArraySlice<UInt8>

    /// The record at an offset; nil when there is no whole one.
    init?(_ block: [UInt8], at offset: Int) {
        guard offset >= 0, block.count - offset >= Self.headLength else { return nil }
        let size = Int(block[offset + 6]) | Int(block[offset + 7]) << 8
        guard size >= Self.headLength, size <= block.count - offset else { return nil }
        bytes = block[offset..<offset + size]
    }

    var size: Int { bytes.count }
    /// Nil for kinds that say nothing about samples.
    var kind: Kind? { Kind(rawValue: number32(0)) }
    /// Flags by kind, and the kind of code that was interrupted.
    var flags: UInt16 { UInt16(truncatingIfNeeded: number32(4)) }

    /// Nanoseconds of CLOCK_MONOTONIC; 0 when the record is too short.
    var time: Int64 {
        Int64(bitPattern: kind == .sample ? number(32) : number(size - Self.tailLength + 8))
    }

    /// The event that a record other than a sample came from.
    var tailEvent: UInt64 { number(size - 8) }
    /// Process and thread in the tail of a record other than a sample.
    var tailProcess: UInt32 { number32(size - Self.tailLength) }
    var tailThread: UInt32 { number32(size - Self.tailLength + 4) }

    /// Zero where the record is too short.
    func number(_ offset: Int) -> UInt64 {
        guard offset >= 0, bytes.count >= offset + 8 else { return 0 }
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[bytes.startIndex + offset + index]) << UInt64(index * 8) }
        return value
    }

    func number32(_ offset: Int) -> UInt32 {
        guard offset >= 0, bytes.count >= offset + 4 else { return 0 }
        var value: UInt32 = 0
        for index in 0..<4 { value |= UInt32(bytes[bytes.startIndex + offset + index]) << UInt32(index * 8) }
        return value
    }

    /// The text from an offset to its NUL or the tail.
    func text(_ offset: Int) -> String {
        let end = bytes.endIndex - Self.tailLength
        let start = bytes.startIndex + offset
        guard start < end else { return "" }
        return String(decoding: bytes[start..<end].prefix { $0 != 0 }, as: UTF8.self)
    }
}

/// A look at a running thread.
struct ThreadSample {
    private(set) var event: UInt64
    private(set) var process: UInt32
    private(set) var thread: UInt32
    private(set) var time: Int64
    /// What the event counted since its last sample.
    private(set) var period: UInt64
    /// Addresses, innermost first: the kernel's, then the program's.
    private(set) var kernel: [UInt64] = []
    private(set) var user: [UInt64] = []
    /// Value of the program's stack pointer, and words from there on; empty when they were not asked for.
    private(set) var stackPointer: UInt64 = 0
    private(set) var stackWords: [UInt64] = []

    /// Values in place of addresses that say what follows (`PERF_CONTEXT_…`).
    private static let firstContext = UInt64(bitPattern: -4095)
    private static let userContext = UInt64(bitPattern: -512)
    private static let kernelContext = UInt64(bitPattern: -128)
    /// More frames than the kernel ever writes.
    private static let deepest: UInt64 = 1 << 13
    private static let fixedLength = 64

    /// The process and the thread that a sample is of, and the processor.
    static func subject(_ record: SampleRecord) -> (process: UInt32, thread: UInt32, processor: UInt32) {
        (record.number32(24), record.number32(28), record.number32(40))
    }

    /// Nil when the record is too short for what it claims.
    init?(_ record: SampleRecord, withStack: Bool) {
        let count = record.number(56)
        guard record.size >= Self.fixedLength, count <= Self.deepest,
            record.size >= Self.fixedLength + Int(count) * 8
        else { return nil }
        event = record.number(8)
        process = record.number32(24)
        thread = record.number32(28)
        time = Int64(bitPattern: record.number(32))
        period = record.number(48)
        var isUser = true
        for index in 0..<Int(count) {
            let address = record.number(Self.fixedLength + index * 8)
            if address >= Self.firstContext {
                isUser = address == Self.userContext
                continue
            }
            if isUser { user.append(address) } else { kernel.append(address) }
        }
        if withStack { readStack(record, Self.fixedLength + Int(count) * 8) }
    }

    /// The kind of registers, which is 2 for those of 64 bits, then frame pointer, stack pointer and program counter,
    /// then the stack with its size before and after.
    private mutating func readStack(_ record: SampleRecord, _ offset: Int) {
        guard record.number(offset) == 2 else { return }
        stackPointer = record.number(offset + 16)
        let asked = record.number(offset + 32)
        let start = offset + 40
        guard asked <= 65_528, record.size >= start + Int(asked) + 8 else { return }
        let given = min(record.number(start + Int(asked)), asked)
        for index in 0..<Int(given) / 8 { stackWords.append(record.number(start + index * 8)) }
    }
}
