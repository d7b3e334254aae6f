import Wire

/// The file form of an index: a mark, the format's number, varints, and a hash of all that at the end.
public enum TraceIndexFile {
    private static let mark = Array("sonde trace index\n".utf8)
    private static let format: UInt64 = 2

    public static func encode(_ index: TraceIndex) -> [UInt8] {
        var bytes = mark
        bytes.appendVarint(format)
        bytes.appendVarint(UInt64(index.size))
        bytes.appendVarint(index.fingerprint)
        bytes.append(signed: index.start)
        bytes.append(signed: index.end &- index.start)
        bytes.appendVarint(UInt64(index.texts.count))
        for text in index.texts {
            bytes.appendVarint(UInt64(text.utf8.count))
            bytes += text.utf8
        }
        bytes.appendVarint(UInt64(index.frames.count))
        for frame in index.frames {
            bytes.appendVarint(frame.programCounter)
            bytes.appendVarint(UInt64(frame.function))
            bytes.appendVarint(UInt64(frame.file))
            bytes.appendVarint(frame.line)
        }
        bytes.appendVarint(UInt64(index.stacks.count))
        for stack in index.stacks {
            bytes.appendVarint(UInt64(stack.count))
            for frame in stack { bytes.appendVarint(UInt64(frame)) }
        }
        bytes.appendVarint(UInt64(index.generations.count))
        for generation in index.generations {
            bytes.appendVarint(generation.number)
            bytes.appendVarint(UInt64(generation.offset))
            bytes.append(signed: generation.start &- index.start)
            bytes.appendVarint(UInt64(generation.goroutines.count))
            for goroutine in generation.goroutines { append(goroutine, index.start, to: &bytes) }
            bytes.appendVarint(UInt64(generation.processors.count))
            for processor in generation.processors {
                bytes.append(signed: Int64(processor.id))
                bytes.append(processor.state.rawValue)
                bytes.append(signed: processor.goroutine)
                bytes.append(signed: processor.thread)
            }
        }
        let hash = TraceIndex.hash(bytes[...])
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: hash >> UInt64(shift))) }
        return bytes
    }

    private static func append(_ goroutine: TraceIndex.KnownGoroutine, _ start: Int64, to bytes: inout [UInt8]) {
        bytes.append(signed: goroutine.id)
        bytes.append(goroutine.state.rawValue)
        bytes.append(goroutine.begin.rawValue)
        bytes.append((goroutine.isCensored ? 1 : 0) | (goroutine.created == nil ? 0 : 2))
        bytes.append(signed: goroutine.since &- start)
        if let created = goroutine.created { bytes.append(signed: created &- start) }
        bytes.append(signed: goroutine.parent)
        bytes.appendVarint(UInt64(goroutine.reason))
        bytes.appendVarint(UInt64(goroutine.root))
        bytes.appendVarint(UInt64(goroutine.stack))
    }

    /// - Throws: `notRecognised`, `truncated` or `malformed`.
    public static func decode(_ bytes: [UInt8]) throws(InputError) -> TraceIndex {
        guard bytes.starts(with: mark), bytes.count >= mark.count + 8 else {
            throw InputError(.notRecognised, "is no index of a trace", offset: 0)
        }
        let end = bytes.count - 8
        var hash: UInt64 = 0
        for shift in 0..<8 { hash |= UInt64(bytes[end + shift]) << UInt64(8 * shift) }
        guard hash == TraceIndex.hash(bytes[..<end]) else {
            throw InputError(.malformed, "is damaged: make it anew", offset: UInt64(end))
        }
        var decoder = Decoder(bytes: bytes, at: mark.count, end: end)
        guard try decoder.number() == format else {
            throw InputError(.unsupported, "is of another version of sonde: make it anew", offset: UInt64(mark.count))
        }
        return try decoder.index()
    }

    private struct Decoder {
        let bytes: [UInt8]
        var at: Int
        let end: Int

        func error() -> InputError { InputError(.malformed, "is damaged: make it anew", offset: UInt64(at)) }

        mutating func number() throws(InputError) -> UInt64 {
            guard let value = bytes.varint(&at, before: end) else { throw error() }
            return value
        }

        /// A number of things that take at least a byte each.
        mutating func count() throws(InputError) -> Int {
            guard let value = Int(exactly: try number()), value <= end - at else { throw error() }
            return value
        }

        /// A number in a table of `limit` entries.
        mutating func number(below limit: Int) throws(InputError) -> Int {
            guard let value = Int(exactly: try number()), value < limit else { throw error() }
            return value
        }

        mutating func signed() throws(InputError) -> Int64 {
            let value = try number()
            return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
        }

        mutating func byte() throws(InputError) -> UInt8 {
            guard at < end else { throw error() }
            at += 1
            return bytes[at - 1]
        }

        mutating func index() throws(InputError) -> TraceIndex {
            guard let size = Int(exactly: try number()) else { throw error() }
            let fingerprint = try number()
            let start = try signed()
            var index = TraceIndex(
                size: size, fingerprint: fingerprint, start: start, end: start &+ (try signed()), generations: [],
                texts: [], frames: [], stacks: [])
            for _ in 0..<(try count()) {
                let length = try count()
                index.texts.append(String(decoding: bytes[at..<at + length], as: UTF8.self))
                at += length
            }
            for _ in 0..<(try count()) { index.frames.append(try frame(texts: index.texts.count)) }
            for _ in 0..<(try count()) {
                var stack: [Int] = []
                for _ in 0..<(try count()) { stack.append(try number(below: index.frames.count)) }
                index.stacks.append(stack)
            }
            for _ in 0..<(try count()) {
                let number = try number()
                guard let offset = Int(exactly: try self.number()), offset < size else { throw error() }
                var generation = TraceIndex.Generation(
                    number: number, offset: offset, start: start &+ (try signed()), goroutines: [], processors: [])
                if let last = index.generations.last, last.start >= generation.start { throw error() }
                for _ in 0..<(try count()) {
                    generation.goroutines.append(
                        try goroutine(start, texts: index.texts.count, stacks: index.stacks.count))
                }
                for _ in 0..<(try count()) { generation.processors.append(try processor()) }
                index.generations.append(generation)
            }
            return index
        }

        private mutating func frame(texts: Int) throws(InputError) -> TraceIndex.KnownFrame {
            TraceIndex.KnownFrame(
                programCounter: try number(), function: try number(below: texts), file: try number(below: texts),
                line: try number())
        }

        private mutating func processor() throws(InputError) -> TraceIndex.KnownProcessor {
            guard let id = Int32(exactly: try signed()), id >= 0,
                let state = ProcessorInterval.State(rawValue: try byte())
            else { throw error() }
            return TraceIndex.KnownProcessor(id: id, state: state, goroutine: try signed(), thread: try signed())
        }

        private mutating func goroutine(
            _ start: Int64, texts: Int, stacks: Int
        ) throws(InputError) -> TraceIndex.KnownGoroutine {
            let id = try signed()
            guard let state = GoroutineState(rawValue: try byte()), state != .undetermined, state != .notExist,
                let begin = GoroutineInterval.Begin(rawValue: try byte())
            else { throw error() }
            let flags = try byte()
            let since = start &+ (try signed())
            let created = flags & 2 == 0 ? nil : start &+ (try signed())
            let parent = try signed()
            return TraceIndex.KnownGoroutine(
                id: id, state: state, begin: begin, isCensored: flags & 1 != 0, since: since, created: created,
                parent: parent, reason: try number(below: texts), root: try number(below: texts),
                stack: try number(below: stacks))
        }
    }
}

extension [UInt8] {
    /// A number whose sign stands in its lowest bit.
    fileprivate mutating func append(signed value: Int64) {
        appendVarint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }
}
