import Wire

/// Reads the records of the old format one by one.
///
/// A record is a byte with the type in its low six bits and the number of values less 1 in its high two, then the
/// values as variable-length numbers. When the high bits are 3, the length of the values in bytes comes first.
/// Source: `internal/trace/internal/tracev1/parser.go` of Go 1.27.3.
struct LegacyRecordCursor {
    /// The longest run of values that a length may announce. Go's own limit; the runtime writes stacks of 128 frames.
    private static let longestValues: UInt64 = 2048
    private static let longestText: UInt64 = 1_000_000

    let bytes: Bytes
    let version: TraceVersion
    let file: String?
    var offset: Int
    private(set) var type = LegacyEventType.batch
    /// Offset of the record read last.
    private(set) var start = 0
    /// Values of the record read last. Empty when they were skipped.
    private(set) var values: [UInt64] = []
    /// Where the text of a `string` or `log` lies.
    private(set) var text = 0..<0
    private let specs = LegacyEventSpec.all

    init(_ bytes: Bytes, version: TraceVersion, file: String?) {
        self.bytes = bytes
        self.version = version
        self.file = file
        offset = TraceVersion.headerLength
        values.reserveCapacity(8)
    }

    func error(_ code: InputError.Code, _ message: String, at place: Int? = nil) -> InputError {
        InputError(code, message, file: file, offset: UInt64(place ?? start))
    }

    func error(_ code: InputError.Code, _ message: String, at event: LegacyEvent) -> InputError {
        InputError(code, message, file: file, offset: event.place)
    }

    /// The bytes end too early, for which the old format has no remedy.
    func truncation() -> InputError {
        error(.truncated, "the trace ends in the middle of an event; " + Self.advice)
    }

    static let advice = """
        the format of Go 1.21 and older keeps its clock's frequency and its stacks at the end, so that a trace cannot \
        be read without it: record it again, and call trace.Stop before the program exits
        """

    /// Reads the next record; false at the end of the file. With `skipping`, values are left out where that saves
    /// time: those of timed events, except for samples.
    mutating func next(skipping: Bool) throws(InputError) -> Bool {
        start = offset
        guard let head = bytes.load(offset, as: UInt8.self) else { return false }
        offset += 1
        guard let type = LegacyEventType(rawValue: head & 0x3f), let spec = specs[Int(type.rawValue)],
            spec.since <= version.minor
        else { throw error(.malformed, "\(version) has no event of number \(head & 0x3f); the file is damaged") }
        self.type = type
        values.removeAll(keepingCapacity: true)
        let count = Int(head >> 6) + 1
        switch type {
        case .string:
            values.append(try value())
            try readText()
        case .batch:
            guard count == 2 else {
                throw error(.malformed, "a batch has \(count) values instead of 2; the file is damaged")
            }
            values.append(try value())
            values.append(try value())
        default:
            if count <= 3 {
                for _ in 0..<count { values.append(try value()) }
            } else {
                try readCounted(skipping: skipping && spec.isTimed && type != .sample)
                if type == .log { try readText() }
            }
        }
        return true
    }

    /// Throws unless the record read last has as many values as its type demands.
    func checkCount() throws(InputError) {
        guard let spec = specs[Int(type.rawValue)], type != .stack else { return }
        guard values.count == spec.valueCount else {
            throw error(
                .malformed,
                "\(spec.name) has \(values.count) values instead of \(spec.valueCount); the file is damaged")
        }
    }

    /// Whether the last value of the record read last is the number of a stack.
    var hasStack: Bool { specs[Int(type.rawValue)]?.hasStack ?? false }

    private mutating func value() throws(InputError) -> UInt64 {
        let first = offset
        if let value = bytes.varint(&offset) {
            // The tenth byte has room for one bit.
            if offset - first < 10 || bytes[offset - 1] < 2 { return value }
        } else if offset >= bytes.count, offset - first < 10 {
            throw truncation()
        }
        throw error(.malformed, "a number has more than 64 bits; the file is damaged", at: first)
    }

    private mutating func readCounted(skipping: Bool) throws(InputError) {
        let length = try value()
        guard length <= Self.longestValues else {
            throw error(.malformed, "\(type.name) claims \(length) bytes of values; the file is damaged")
        }
        guard Int(length) <= bytes.count - offset else { throw truncation() }
        let end = offset + Int(length)
        if skipping {
            offset = end
            return
        }
        while offset < end { values.append(try value()) }
        guard offset == end else {
            throw error(.malformed, "the last value of \(type.name) is longer than announced; the file is damaged")
        }
    }

    private mutating func readText() throws(InputError) {
        let length = try value()
        guard length <= Self.longestText else {
            throw error(.malformed, "a text claims \(length) bytes; the file is damaged")
        }
        guard Int(length) <= bytes.count - offset else { throw truncation() }
        text = offset..<offset + Int(length)
        offset += Int(length)
    }

    /// The bytes of the text of the record read last.
    func textBytes() -> [UInt8] { bytes.slice(text.lowerBound, text.count)?.array ?? [] }
}
