/// A streaming writer of JSON (RFC 8259) whose keys stand in the order of the calls.
///
/// Output gathers in a buffer. With a sink, the buffer is handed over and reused whenever it is full, so that the size
/// of the document does not matter; without one, `bytes` holds the document. After an error of the sink everything
/// further is dropped, and `finish()` throws the error.
public struct JSONWriter {
    /// How the document is laid out.
    public enum Layout: Sendable {
        /// No white space.
        case compact
        /// One member a line, indented by two spaces.
        case pretty
    }

    /// Receives the bytes of a full buffer, in order; it must not keep the array.
    public typealias Sink = ([UInt8]) throws -> Void

    /// What has been written and not yet handed to the sink.
    public private(set) var bytes: [UInt8] = []
    private let layout: Layout
    private let sink: Sink?
    private let flushThreshold: Int
    private var sinkError: (any Error)?
    /// One entry for each open container: whether it has a member already.
    private var hasMembers: [Bool] = []
    private var isAfterKey = false
    private var isLineEnded = false
    /// Containers below this depth are written on one line.
    private var inlineDepth = Int.max

    /// - Parameter flushThreshold: bytes after which the sink is called.
    public init(_ layout: Layout = .pretty, flushThreshold: Int = 1 << 16, sink: Sink? = nil) {
        self.layout = layout
        self.flushThreshold = max(flushThreshold, 1)
        self.sink = sink
        if sink != nil { bytes.reserveCapacity(self.flushThreshold + 4096) }
    }

    /// True after the sink failed: the rest of the document need not be made.
    public var hasFailed: Bool { sinkError != nil }

    /// Ends the document with a newline, unless `endLine` did, and hands the rest to the sink.
    /// - Throws: the first error of the sink.
    public mutating func finish() throws {
        if !isLineEnded { bytes.append(UInt8(ascii: "\n")) }
        flush()
        if let sinkError { throw sinkError }
    }

    /// Ends one document of several with a newline, as in JSON Lines.
    public mutating func endLine() {
        isLineEnded = true
        bytes.append(UInt8(ascii: "\n"))
        flushIfFull()
    }

    // MARK: Containers

    public mutating func beginObject() { begin(UInt8(ascii: "{")) }
    public mutating func endObject() { end(UInt8(ascii: "}")) }
    public mutating func beginArray() { begin(UInt8(ascii: "[")) }
    public mutating func endArray() { end(UInt8(ascii: "]")) }

    /// An object whose members `body` writes.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        beginObject()
        body(&self)
        endObject()
    }

    /// An array whose elements `body` writes.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        beginArray()
        body(&self)
        endArray()
    }

    /// An array with one element for each item.
    public mutating func array<S: Sequence>(_ items: S, _ body: (inout JSONWriter, S.Element) -> Void) {
        beginArray()
        for item in items { body(&self, item) }
        endArray()
    }

    /// What `body` writes, on one line even in the pretty layout.
    public mutating func onOneLine(_ body: (inout JSONWriter) -> Void) {
        let outer = inlineDepth
        inlineDepth = min(inlineDepth, hasMembers.count)
        body(&self)
        inlineDepth = outer
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        isLineEnded = false
        bytes.append(bracket)
        hasMembers.append(false)
    }

    private mutating func end(_ bracket: UInt8) {
        let hadMembers = hasMembers.popLast() ?? false
        if hadMembers, isPretty(at: hasMembers.count) { newLine() }
        bytes.append(bracket)
        flushIfFull()
    }

    private func isPretty(at depth: Int) -> Bool { layout == .pretty && depth < inlineDepth }

    private mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<hasMembers.count * 2 { bytes.append(UInt8(ascii: " ")) }
    }

    /// The comma and the line break before a key, or before a value that has no key.
    private mutating func separate() {
        if isAfterKey {
            isAfterKey = false
            return
        }
        guard let hadMembers = hasMembers.last else { return }
        if hadMembers { bytes.append(UInt8(ascii: ",")) }
        hasMembers[hasMembers.count - 1] = true
        if isPretty(at: hasMembers.count - 1) {
            newLine()
        } else if hadMembers, layout == .pretty {
            bytes.append(UInt8(ascii: " "))
        }
    }

    // MARK: Values

    /// The key of the member whose value comes next.
    public mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if layout == .pretty { bytes.append(UInt8(ascii: " ")) }
        isAfterKey = true
    }

    public mutating func null() { literal("null") }
    public mutating func value(_ flag: Bool) { literal(flag ? "true" : "false") }

    public mutating func value(_ text: String) {
        separate()
        quote(text)
        flushIfFull()
    }

    /// Text in UTF-8; what is not is replaced by U+FFFD.
    public mutating func value(utf8 text: some Collection<UInt8>) { value(String(decoding: text, as: UTF8.self)) }

    public mutating func value(_ number: some BinaryInteger) {
        separate()
        if let small = UInt64(exactly: number) {
            digits(small)
        } else if let small = Int64(exactly: number) {
            bytes.append(UInt8(ascii: "-"))
            digits(small.magnitude)
        } else {
            bytes.append(contentsOf: number.description.utf8)
        }
    }

    /// A number; infinities and NaN, which JSON lacks, become null.
    public mutating func value(_ number: Double) {
        guard number.isFinite else { return null() }
        if let whole = Int64(exactly: number), whole.magnitude < 1 << 53 { return value(whole) }
        separate()
        bytes.append(contentsOf: number.description.utf8)
    }

    /// A number of thousandths, with three decimals and nothing rounded.
    public mutating func value(thousandths number: Int64) {
        separate()
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(number.magnitude / 1000)
        bytes.append(UInt8(ascii: "."))
        let rest = UInt8(clamping: number.magnitude % 1000 / 10)
        bytes.append(UInt8(ascii: "0") + rest / 10)
        bytes.append(UInt8(ascii: "0") + rest % 10)
        bytes.append(UInt8(ascii: "0") + UInt8(number.magnitude % 10))
    }

    /// An address as the string `0x…`: JSON's numbers are doubles to many readers.
    public mutating func value(address: UInt64) {
        separate()
        bytes.append(contentsOf: "\"0x".utf8)
        bytes.append(contentsOf: String(address, radix: 16).utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func literal(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func digits(_ number: UInt64) {
        if number < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(number))
            return
        }
        let start = bytes.count
        var rest = number
        while rest > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        }
        bytes[start...].reverse()
    }

    private mutating func quote(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var copied = 0
            for index in utf8.indices {
                let byte = unsafe utf8[index]
                if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0x7f { continue }
                unsafe bytes.append(contentsOf: utf8[copied..<index])
                escape(byte)
                copied = index + 1
            }
            unsafe bytes.append(contentsOf: utf8[copied...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0a: bytes.append(UInt8(ascii: "n"))
        case 0x0d: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            for nibble in [byte >> 4, byte & 15] {
                bytes.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            }
        }
    }

    // MARK: The sink

    private mutating func flushIfFull() {
        if bytes.count >= flushThreshold { flush() }
    }

    private mutating func flush() {
        guard let sink else { return }
        if sinkError == nil {
            do { try sink(bytes) } catch { sinkError = error }
        }
        bytes.removeAll(keepingCapacity: true)
    }
}

// MARK: Members

extension JSONWriter {
    public mutating func member(_ name: String, _ text: String) {
        key(name)
        value(text)
    }

    public mutating func member(_ name: String, _ number: some BinaryInteger) {
        key(name)
        value(number)
    }

    public mutating func member(_ name: String, _ number: Double) {
        key(name)
        value(number)
    }

    public mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        value(flag)
    }

    /// A number, or null.
    public mutating func member<Number: BinaryInteger>(_ name: String, _ number: Number?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    /// A flag, or null.
    public mutating func member(_ name: String, _ flag: Bool?) {
        key(name)
        if let flag { value(flag) } else { null() }
    }

    /// An address as `0x…`, or null.
    public mutating func member(_ name: String, address: UInt64?) {
        key(name)
        if let address { value(address: address) } else { null() }
    }

    /// A member whose value `body` writes.
    public mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
        key(name)
        body(&self)
    }

    public mutating func member<S: Sequence>(
        _ name: String, array items: S, _ body: (inout JSONWriter, S.Element) -> Void
    ) {
        key(name)
        array(items, body)
    }

    public mutating func member(_ name: String, strings: some Sequence<String>) {
        member(name, array: strings) { $0.value($1) }
    }
}
