/// A part of a buffer of text in which words are looked for. Indices are those of the buffer.
public struct ByteScanner: Sendable {
    public let bytes: [UInt8]
    public let range: Range<Int>

    public init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    public func starts(with text: StaticString, at start: Int? = nil) -> Bool {
        let start = start ?? range.lowerBound
        let count = text.utf8CodeUnitCount
        guard start >= range.lowerBound, count <= range.upperBound - start else { return false }
        return text.withUTF8Buffer { pattern in
            for index in 0..<count where unsafe pattern[index] != bytes[start + index] { return false }
            return true
        }
    }

    public func ends(with text: StaticString) -> Bool {
        starts(with: text, at: range.upperBound - text.utf8CodeUnitCount)
    }

    /// Where a text first stands at or after `start`.
    public func find(_ text: StaticString, from start: Int? = nil) -> Int? {
        let first = unsafe text.utf8Start.pointee
        var index = start ?? range.lowerBound
        let end = range.upperBound - text.utf8CodeUnitCount
        while index <= end {
            if bytes[index] == first, starts(with: text, at: index) { return index }
            index += 1
        }
        return nil
    }

    /// Where a text last stands.
    public func findLast(_ text: StaticString) -> Int? {
        let first = unsafe text.utf8Start.pointee
        var index = range.upperBound - text.utf8CodeUnitCount
        while index >= range.lowerBound {
            if bytes[index] == first, starts(with: text, at: index) { return index }
            index -= 1
        }
        return nil
    }

    /// Where `: ` first stands outside of brackets: names of generic functions have types in them.
    public func colon(from start: Int) -> Int? {
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

    /// The decimal number at `index`, which is moved behind it; nil without one, or above 2³¹ − 1.
    public func number(at index: inout Int) -> Int32? {
        var value: Int64 = 0
        let start = index
        let isNegative = index < range.upperBound && bytes[index] == UInt8(ascii: "-")
        var at = isNegative ? index + 1 : index
        let digits = at
        while at < range.upperBound, bytes[at] >= 0x30, bytes[at] <= 0x39 {
            value = value * 10 + Int64(bytes[at] - 0x30)
            guard value <= Int64(Int32.max) else { return nil }
            at += 1
        }
        guard at > digits else {
            index = start
            return nil
        }
        index = at
        return Int32(isNegative ? -value : value)
    }

    public func text(_ part: Range<Int>) -> String { String(decoding: bytes[part.clamped(to: range)], as: UTF8.self) }
}
