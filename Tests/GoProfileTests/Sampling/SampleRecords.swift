/// Writes records as the kernel does, field by field after perf_event_open(2).
struct SampleRecords {
    private(set) var bytes: [UInt8] = []

    private mutating func append(_ kind: UInt32, flags: UInt16 = 0, _ body: [UInt8]) {
        var padded = body
        while padded.count % 8 != 0 { padded.append(0) }
        bytes += Self.u32(kind) + Self.u16(flags) + Self.u16(UInt16(padded.count + 8)) + padded
    }

    static func u16(_ value: UInt16) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
    static func u32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    static func u64(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

    private static func tail(_ process: UInt32, _ thread: UInt32, _ time: UInt64, event: UInt64 = 1) -> [UInt8] {
        u32(process) + u32(thread) + u64(time) + u64(0) + u64(event)
    }

    private static func text(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8) + [0]
        while bytes.count % 8 != 0 { bytes.append(0) }
        return bytes
    }

    mutating func map(
        _ process: UInt32, at time: UInt64, _ start: UInt64, size: UInt64, path: String, inode: UInt64 = 7,
        offset: UInt64 = 0
    ) {
        let head = Self.u32(process) + Self.u32(process) + Self.u64(start) + Self.u64(size) + Self.u64(offset)
        let file = Self.u32(8) + Self.u32(1) + Self.u64(inode) + Self.u64(0) + Self.u32(5) + Self.u32(2)
        append(10, head + file + Self.text(path) + Self.tail(process, process, time))
    }

    mutating func name(_ process: UInt32, _ thread: UInt32, at time: UInt64, _ name: String, isProgram: Bool = false) {
        append(
            3, flags: isProgram ? 1 << 13 : 0,
            Self.u32(process) + Self.u32(thread) + Self.text(name) + Self.tail(process, thread, time))
    }

    mutating func fork(_ process: UInt32, _ thread: UInt32, from parent: UInt32, _ origin: UInt32, at time: UInt64) {
        append(7, Self.four(process, parent, thread, origin, time) + Self.tail(parent, origin, time))
    }

    mutating func exit(_ process: UInt32, _ thread: UInt32, at time: UInt64) {
        append(4, Self.four(process, 1, thread, 1, time) + Self.tail(process, thread, time))
    }

    private static func four(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ time: UInt64) -> [UInt8] {
        u32(a) + u32(b) + u32(c) + u32(d) + u64(time)
    }

    mutating func throttle(at time: UInt64, ends: Bool, stream: UInt64 = 9) {
        append(ends ? 6 : 5, Self.u64(time) + Self.u64(1) + Self.u64(stream) + Self.tail(1, 1, time))
    }

    mutating func run(_ process: UInt32, _ thread: UInt32, at time: UInt64, stops: Bool, isPreempted: Bool = false) {
        append(
            14, flags: (stops ? 1 << 13 : 0) | (isPreempted ? 1 << 14 : 0), Self.tail(process, thread, time))
    }

    mutating func lost(_ count: UInt64, at time: UInt64) {
        append(2, Self.u64(1) + Self.u64(count) + Self.tail(1, 1, time))
    }

    mutating func sample(
        _ process: UInt32, _ thread: UInt32, at time: UInt64, event: UInt64 = 1, kernel: [UInt64] = [],
        _ user: [UInt64],
        stack: [UInt64] = [], processor: UInt32 = 0
    ) {
        var body = Self.u64(event) + Self.u64(user.first ?? 0) + Self.u32(process) + Self.u32(thread) + Self.u64(time)
        body += Self.u32(processor) + Self.u32(0) + Self.u64(1)
        var chain: [UInt64] = []
        if !kernel.isEmpty { chain += [UInt64(bitPattern: -128)] + kernel }
        if !user.isEmpty { chain += [UInt64(bitPattern: -512)] + user }
        body += Self.u64(UInt64(chain.count)) + chain.flatMap(Self.u64)
        body += Self.u64(2) + Self.u64(0) + Self.u64(0x7000) + Self.u64(user.first ?? 0)
        body += Self.u64(UInt64(stack.count * 8)) + stack.flatMap(Self.u64) + Self.u64(UInt64(stack.count * 8))
        append(9, body)
    }
}
