import Evidence
import Wire

/// Ranges of the numbers in a snapshot file, so that sums and differences of what was read cannot overflow.
enum SnapshotLimits {
    /// Lengths, capacities, counters.
    static let count = 0...(1 << 48)
    static let signedCount = -(1 << 48)...(1 << 48)
    /// Times and durations, nanoseconds: 146 years either way.
    static let time = -(Int64(1) << 62)...(Int64(1) << 62)
    static let duration = 0...(Int64(1) << 62)
    static let age = -1...(Int64(1) << 62)

    /// Largest memory that a decoded snapshot may take, bytes, as far as its counts tell.
    static let memory = 1 << 30
    /// What a string, a frame and a stack take in a table with their entries in its index, bytes.
    static let stringMemory = 48
    static let frameMemory = 64
    static let stackMemory = 32
}

/// Numbers and texts of a snapshot file's payload; the parts of the model are in extensions, beside their decoders.
struct SnapshotEncoder {
    private var body: [UInt8] = []
    private var texts = StringTable()
    /// Numbers that were brought to a limit.
    private(set) var limited = 0
    /// What decoding will take, bytes.
    private(set) var memory = 0

    /// The payload: all texts, then the parts.
    /// - Throws: `tooLarge` when reading it would take more memory than `SnapshotLimits.memory`.
    func finished() throws -> [UInt8] {
        var head = SnapshotEncoder()
        head.write(strings: texts)
        guard memory + head.memory <= SnapshotLimits.memory else {
            throw InputError(
                .tooLarge,
                "the snapshot takes \((memory + head.memory) >> 20) MiB and a snapshot file holds "
                    + "\(SnapshotLimits.memory >> 20); save fewer goroutines")
        }
        return head.body + body
    }

    mutating func append(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            body.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        body.append(UInt8(rest))
    }

    /// A signed number, small ones of either sign in one byte.
    mutating func append(signed value: Int64) { append(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    mutating func append(_ value: Int64, in range: ClosedRange<Int64>) {
        let kept = min(max(value, range.lowerBound), range.upperBound)
        if kept != value { limited += 1 }
        append(signed: kept)
    }

    mutating func append(_ value: Int, in range: ClosedRange<Int>) {
        append(Int64(value), in: Int64(range.lowerBound)...Int64(range.upperBound))
    }

    mutating func append(_ value: Bool) { body.append(value ? 1 : 0) }

    mutating func append(_ text: String) { append(UInt64(texts.intern(text).rawValue)) }

    /// Whether there is something, and what it is.
    mutating func append<Value>(_ value: Value?, _ write: (inout SnapshotEncoder, Value) -> Void) {
        append(value != nil)
        if let value { write(&self, value) }
    }

    mutating func append<Values: Collection>(
        list: Values, _ write: (inout SnapshotEncoder, Values.Element) -> Void
    ) {
        append(count: list.count, of: Values.Element.self)
        for element in list { write(&self, element) }
    }

    mutating func append<Element>(count: Int, of type: Element.Type) {
        append(count: count, size: MemoryLayout<Element>.stride)
    }

    /// A number of elements that take `size` bytes each once they are decoded.
    mutating func append(count: Int, size: Int) {
        memory += count * size
        append(UInt64(count))
    }

    /// Numbers as they are.
    mutating func column(_ values: some Sequence<UInt64>) {
        for value in values { append(value) }
    }

    /// Each number as its difference from the one before.
    mutating func column(differences values: some Sequence<UInt64>) {
        var previous: UInt64 = 0
        for value in values {
            append(signed: Int64(bitPattern: value &- previous))
            previous = value
        }
    }

    /// Numbers without order, such as hashes: eight bytes each.
    mutating func column(raw values: some Sequence<UInt64>) {
        for value in values {
            for at in 0..<8 { body.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * at))) }
        }
    }

    /// All strings of a table but the empty one, in the order of their numbers: lengths, then bytes.
    mutating func write(strings: StringTable) {
        append(count: strings.count - 1, size: SnapshotLimits.stringMemory)
        for raw in 1..<max(strings.count, 1) {
            append(UInt64(strings[StringID(rawValue: UInt32(raw))].utf8.count))
        }
        for raw in 1..<max(strings.count, 1) {
            body.append(contentsOf: strings[StringID(rawValue: UInt32(raw))].utf8)
        }
    }
}
