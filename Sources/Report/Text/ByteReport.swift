import Wire

/// A report as bytes: names in profiles need not be valid text, and come out as they are.
public struct ByteReport {
    public typealias Sink = ([UInt8]) throws -> Void

    public private(set) var bytes: [UInt8] = []
    private let sink: Sink?
    private var failure: (any Error)?

    /// - Parameter sink: receives the bytes as they gather; without one, `bytes` holds all.
    public init(sink: Sink? = nil) { self.sink = sink }

    /// True after the sink failed: the rest need not be made.
    public var hasFailed: Bool { failure != nil }

    public mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }
    public mutating func add(_ part: some Sequence<UInt8>) { bytes.append(contentsOf: part) }

    public mutating func add(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }

    /// A number in decimal digits.
    public mutating func add(number: some FixedWidthInteger) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = UInt64(number.magnitude)
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// A text as Go's `%q` writes it.
    public mutating func add(quoted text: ArraySlice<UInt8>) { GoQuoting.append(text, to: &bytes) }

    public mutating func line(_ text: String = "") {
        add(text)
        endLine()
    }

    public mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        endRecord()
    }

    /// Says that a part is complete, so that the bytes may go to the sink.
    public mutating func endRecord() { if bytes.count >= 1 << 16 { flush() } }

    /// Hands the rest to the sink.
    /// - Throws: the first error of the sink.
    public mutating func finish() throws {
        flush()
        if let failure { throw failure }
    }

    private mutating func flush() {
        guard let sink else { return }
        if failure == nil { do { try sink(bytes) } catch { failure = error } }
        bytes.removeAll(keepingCapacity: true)
    }

    /// Text right-aligned in so many columns.
    static func padded(_ text: String, _ width: Int) -> String {
        let count = text.unicodeScalars.count
        return count >= width ? text : String(repeating: " ", count: width - count) + text
    }
}
