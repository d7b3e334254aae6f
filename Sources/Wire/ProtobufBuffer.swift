/// A growing message in the protocol buffers wire format.
///
/// Source: https://protobuf.dev/programming-guides/encoding
public struct ProtobufBuffer: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public var isEmpty: Bool { bytes.isEmpty }

    /// Empties the message and keeps its memory.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// A field of a type of variable length: integers, flags, enumerations.
    public mutating func varint(_ field: UInt32, _ value: UInt64) {
        key(field, 0)
        append(value)
    }

    /// A field of type `int64` or `int32`, for which negative numbers take ten bytes.
    public mutating func varint(_ field: UInt32, signed value: Int64) { varint(field, UInt64(bitPattern: value)) }

    /// A field of type `fixed64`.
    public mutating func fixed64(_ field: UInt32, _ value: UInt64) {
        key(field, 1)
        for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// A field of type `bytes`, or of an embedded message that was made elsewhere.
    public mutating func data(_ field: UInt32, _ value: some Collection<UInt8>) {
        key(field, 2)
        append(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    public mutating func string(_ field: UInt32, _ text: String) { data(field, text.utf8) }

    /// A field of type `string`; what is not UTF-8 is replaced by U+FFFD, since readers refuse it.
    public mutating func string(_ field: UInt32, utf8 text: ArraySlice<UInt8>) {
        if text.allSatisfy({ $0 < 0x80 }) {
            data(field, text)
        } else {
            string(field, String(decoding: text, as: UTF8.self))
        }
    }

    /// Begins an embedded message.
    /// - Returns: what `end` asks for.
    public mutating func begin(_ field: UInt32) -> Int {
        key(field, 2)
        append(0)
        return bytes.count
    }

    /// Ends the embedded message that was begun last and not ended yet.
    public mutating func end(_ start: Int) { setLength(before: start) }

    private mutating func key(_ field: UInt32, _ wireType: UInt64) { append(UInt64(field) << 3 | wireType) }

    private mutating func append(_ value: UInt64) { bytes.appendVarint(value) }

    /// Most messages are shorter than 128 bytes, so that one byte is kept for the length and few are moved.
    private mutating func setLength(before start: Int) {
        let length = UInt64(bytes.count - start)
        bytes[start - 1] = UInt8(length & 0x7f) | (length < 0x80 ? 0 : 0x80)
        guard length >= 0x80 else { return }
        var rest: [UInt8] = []
        rest.appendVarint(length >> 7)
        bytes.insert(contentsOf: rest, at: start)
    }
}
