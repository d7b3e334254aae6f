import Wire

/// A part of a buffer of text in which words are looked for. Indices are those of the buffer.
struct ByteScanner {
    let bytes: [UInt8]
    let range: Range<Int>

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    func starts(with text: StaticString, at start: Int? = nil) -> Bool {
        let start = start ?? range.lowerBound
        return start >= range.lowerBound && SpanText.has(text, bytes.span, at: start, end: range.upperBound)
    }

    func ends(with text: StaticString) -> Bool {
        starts(with: text, at: range.upperBound - text.utf8CodeUnitCount)
    }

    /// Where a text first stands at or after `start`.
    func find(_ text: StaticString, from start: Int? = nil) -> Int? {
        let start = start ?? range.lowerBound
        return start <= range.upperBound ? SpanText.find(text, bytes.span, start..<range.upperBound) : nil
    }

    /// Where a text last stands.
    func findLast(_ text: StaticString) -> Int? { SpanText.findLast(text, bytes.span, range) }

    /// Where `: ` first stands outside of brackets: names of generic functions have types in them.
    func colon(from start: Int) -> Int? {
        var depth = 0
        var index = start
        while index + 1 < range.upperBound {
            switch bytes[index] {
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: ":") where depth <= 0 && bytes[index + 1] == UInt8(ascii: " "): return index
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The decimal number at `index`, which is moved behind it; nil without one, or above 2³¹ − 1 without its sign.
    func number(at index: inout Int) -> Int32? {
        let isNegative = index < range.upperBound && bytes[index] == UInt8(ascii: "-")
        var at = isNegative ? index + 1 : index
        guard let value = SpanText.number(bytes.span, at: &at, end: range.upperBound) else { return nil }
        index = at
        return isNegative ? -value : value
    }

    func text(_ part: Range<Int>) -> String { String(decoding: bytes[part.clamped(to: range)], as: UTF8.self) }
}
