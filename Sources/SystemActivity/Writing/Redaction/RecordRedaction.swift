import Evidence

/// Rewrites the records of a capture. Processes and their folders are followed as the reader does, since what a path
/// means depends on them.
struct RecordRedaction {
    private let redactor: Redactor
    private var loader = CaptureLoader(isLive: true)
    private var arguments = PendingArguments()
    private var output: [UInt8] = []
    /// What stands for programs as they were executed.
    private(set) var programs: [String: String] = [:]
    /// Records that make no sense; they are left out.
    var bad = 0

    /// Records of one block of the result, in bytes.
    private static let blockSize = 4 << 20
    private static let hidden = CaptureCall.hiddenFlag

    init(_ redactor: Redactor) { self.redactor = redactor }

    mutating func begin(_ pairs: [(String, String)]) { loader.begin(Dictionary(pairs) { $1 }) }

    mutating func describe(_ pairs: [(String, String)]) { loader.describe(Dictionary(pairs) { $1 }) }

    /// The records of a block, in one or more.
    mutating func redacted(_ contents: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var offset = 0
        output.removeAll(keepingCapacity: true)
        while offset < contents.count {
            guard let record = CaptureRecord(contents, at: offset) else {
                bad += 1
                break
            }
            offset += record.size
            take(record)
            if output.count >= Self.blockSize {
                parts.append(output)
                output.removeAll(keepingCapacity: true)
            }
        }
        if !output.isEmpty { parts.append(output) }
        return parts
    }

    private mutating func take(_ record: CaptureRecord) {
        switch record.kind {
        case .call: call(record)
        case .execution: execution(record)
        case .arguments: arguments(record)
        case .stack: output += record.bytes
        case .fork, .exit:
            _ = loader.look(record)
            output += record.bytes
        case .block: block(record)
        case nil: bad += 1
        }
    }

    /// Adds a record that begins as another one does, and goes on with other bytes.
    /// - Parameter head: how many bytes are the same.
    private mutating func add(_ record: CaptureRecord, head: Int, extra: Int? = nil, _ rest: [UInt8]) {
        var bytes = Array(record.bytes.prefix(head))
        bytes += [UInt8](repeating: 0, count: head - bytes.count)
        if let extra {
            for index in 0..<4 { bytes[20 + index] = UInt8(truncatingIfNeeded: extra >> (8 * index)) }
        }
        bytes += rest
        bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
        guard bytes.count <= Int(UInt16.max) else {
            bad += 1
            return
        }
        bytes[0] = UInt8(truncatingIfNeeded: bytes.count)
        bytes[1] = UInt8(truncatingIfNeeded: bytes.count >> 8)
        output += bytes
    }

    // MARK: - Calls

    private mutating func call(_ record: CaptureRecord) {
        var seen = record
        if record.flags & Self.hidden != 0 {
            // What is not shown makes no event, and is followed all the same.
            var copy = Array(record.bytes)
            copy[CaptureRecord.flagsOffset] &= ~Self.hidden
            seen = CaptureRecord(copy, at: 0) ?? record
        }
        guard let event = loader.look(seen) else {
            bad += 1
            return
        }
        let call = CaptureCall(record)
        var texts = call.isOf32Bits ? [] : self.texts(call, absolute: loader.tables.strings[event.path])
        var payloads: [UInt8] = []
        if !call.isOf32Bits {
            call.payloads { argument, form, bytes in
                switch form {
                case .text: Self.add(Array(texts.removeFirst().utf8), argument, form, to: &payloads)
                case .address: Self.add(address(bytes), argument, form, to: &payloads)
                case .pair: Self.add(Array(bytes.prefix(8)), argument, form, to: &payloads)
                }
            }
        }
        add(record, head: CaptureRecord.headLength + 24 + call.argumentCount * 8, payloads)
    }

    /// What stands for the texts that arguments point to.
    /// - Parameter absolute: where the first of them leads.
    private mutating func texts(_ call: CaptureCall, absolute: String) -> [String] {
        var texts: [String] = []
        call.payloads { _, form, bytes in
            if form == .text { texts.append(String(decoding: bytes, as: UTF8.self)) }
        }
        guard loader.takesPaths(call.number) else { return texts.map { redactor.written($0) } }
        // One of two paths may be meant from where the other one lies, such as that of a symbolic link.
        let isSingle = texts.count == 1
        return texts.map { redactor.path($0, absolute: isSingle ? absolute : "") }
    }

    /// Adds what an argument points to, as `sonde_payload` has it.
    private static func add(_ bytes: [UInt8], _ argument: Int, _ form: CaptureCall.Form, to payloads: inout [UInt8]) {
        let bytes = bytes.prefix(8 << 10)
        payloads += [
            UInt8(truncatingIfNeeded: bytes.count), UInt8(truncatingIfNeeded: bytes.count >> 8),
            UInt8(truncatingIfNeeded: argument), form.rawValue,
        ]
        payloads += bytes
        payloads += [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }

    /// A `struct sockaddr`; of families that are not known only the family stays.
    private func address(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        guard bytes.count >= 2 else { return [] }
        let family = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
        if family == 2, bytes.count >= 8 {
            return bytes[..<4] + redactor.version4(Array(bytes[4..<8])) + [UInt8](repeating: 0, count: 8)
        }
        if family == 10, bytes.count >= 24 {
            return bytes[..<8] + redactor.version6(Array(bytes[8..<24])) + bytes[24...].prefix(4)
        }
        guard family == 1, let text = SocketAddress.text(bytes[...]), text != "unnamed" else {
            return Array(bytes.prefix(2))
        }
        let name = Array(redactor.unixSocket(text).utf8)
        return bytes[..<2] + (name.first == UInt8(ascii: "@") ? [0] + name.dropFirst() : name + [0])
    }

    // MARK: - Processes

    private mutating func execution(_ record: CaptureRecord) {
        let given = String(decoding: record.text(56, Int(record.extra)), as: UTF8.self)
        _ = loader.look(record)
        if programs[given] == nil {
            programs[given] = redactor.path(given, absolute: loader.image(of: record.process))
        }
        let path = Array((programs[given] ?? "").utf8)
        add(record, head: 56, extra: path.count, path)
    }

    private mutating func arguments(_ record: CaptureRecord) {
        _ = loader.look(record)
        guard let texts = arguments.add(record) else { return }
        let new = record.isEnvironment ? texts.map { redactor.environment($0) } : redactor.arguments(texts)
        var bytes = new.reduce(into: [UInt8]()) { $0 += Array($1.utf8) + [0] }[...]
        repeat {
            let part = bytes.prefix(4 << 10)
            bytes = bytes.dropFirst(part.count)
            add(record, head: CaptureRecord.headLength, extra: part.count, Array(part))
            // Only the last one says that all is there.
            if !bytes.isEmpty {
                let start = output.count - (CaptureRecord.headLength + part.count + 7) / 8 * 8
                output[start + CaptureRecord.flagsOffset] &= ~6
            }
        } while !bytes.isEmpty
    }

    private mutating func block(_ record: CaptureRecord) {
        var bytes = Array(record.bytes)
        // What stands behind the name of who woke it belongs to something else.
        let behind = min(80, bytes.count)
        let name = min(64, bytes.count)..<behind
        if let end = bytes[name].firstIndex(of: 0) { for index in end..<behind { bytes[index] = 0 } }
        output += bytes
    }
}
