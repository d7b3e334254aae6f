import Wire

/// A run of bytes within a text dump: offsets into the dump's `Bytes`.
struct TextRange: Hashable {
    var start: Int
    var end: Int

    var count: Int { end - start }
    var isEmpty: Bool { end <= start }
}

/// Questions about ranges of text that need no String.
extension Bytes {
    @inline(__always)
    func hasPrefix(_ prefix: [UInt8], in range: TextRange) -> Bool {
        guard range.count >= prefix.count else { return false }
        var at = range.start
        for byte in prefix {
            if self[at] != byte { return false }
            at += 1
        }
        return true
    }

    @inline(__always)
    func hasSuffix(_ suffix: [UInt8], in range: TextRange) -> Bool {
        range.count >= suffix.count
            && hasPrefix(suffix, in: TextRange(start: range.end - suffix.count, end: range.end))
    }

    func lastIndex(of byte: UInt8, in range: TextRange) -> Int? {
        var at = range.end - 1
        while at >= range.start {
            if self[at] == byte { return at }
            at -= 1
        }
        return nil
    }

    func firstIndex(of byte: UInt8, in range: TextRange) -> Int? {
        guard let at = firstIndex(of: byte, from: range.start), at < range.end else { return nil }
        return at
    }

    /// Offset of the last occurrence of `pattern` in `range`.
    func lastRange(of pattern: [UInt8], in range: TextRange) -> Int? {
        var at = range.end - pattern.count
        while at >= range.start {
            if hasPrefix(pattern, in: TextRange(start: at, end: range.end)) { return at }
            at -= 1
        }
        return nil
    }

    /// Offset of the first occurrence of `pattern` in `range`.
    func firstRange(of pattern: [UInt8], in range: TextRange) -> Int? {
        var at = range.start
        while at + pattern.count <= range.end {
            if hasPrefix(pattern, in: TextRange(start: at, end: range.end)) { return at }
            at += 1
        }
        return nil
    }

    /// The decimal number at `offset`, which moves behind it; nil without a digit, or above 64 bits.
    @inline(__always)
    func decimal(at offset: inout Int, before end: Int) -> UInt64? {
        var value: UInt64 = 0
        let start = offset
        while offset < end {
            let digit = self[offset] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            guard !overflow, !carry else { return nil }
            value = sum
            offset += 1
        }
        return offset > start ? value : nil
    }

    /// The hexadecimal number behind `0x` at `offset`, which moves behind it.
    func hexadecimal(at offset: inout Int, before end: Int) -> UInt64? {
        guard offset + 2 < end, self[offset] == UInt8(ascii: "0"), self[offset + 1] == UInt8(ascii: "x") else {
            return nil
        }
        var at = offset + 2
        var value: UInt64 = 0
        let start = at
        while at < end, let digit = hexadecimalDigit(self[at]) {
            guard at - start < 16 else { return nil }
            value = value << 4 | UInt64(digit)
            at += 1
        }
        guard at > start else { return nil }
        offset = at
        return value
    }

    func string(_ range: TextRange) -> String { slice(range.start, range.count)?.string ?? "" }

    /// The range without blanks at its ends.
    func trimmed(_ range: TextRange) -> TextRange {
        var range = range
        while range.start < range.end, isBlank(self[range.start]) { range.start += 1 }
        while range.start < range.end, isBlank(self[range.end - 1]) { range.end -= 1 }
        return range
    }
}

func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

/// Numbers for runs of text, each stored once as a place in the input; no String is made.
struct TextRangeTable {
    private let bytes: Bytes
    /// A start that differs from process to process, so that no file can be made to collide.
    private let seed: UInt64
    private var slots: [UInt32] = Array(repeating: 0, count: 1024)
    private var hashes: [UInt64] = []
    private var ranges: [TextRange] = []

    init(_ bytes: Bytes) {
        self.bytes = bytes
        seed = UInt64(bitPattern: Int64(Hasher().finalize())) | 1
    }

    var count: Int { ranges.count }

    /// The number of the text in `range`: `count` before the call when the text is new.
    mutating func number(_ range: TextRange) -> Int {
        let hash = hash(range)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot] - 1)
            if hashes[index] == hash, equals(ranges[index], range) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        hashes.append(hash)
        ranges.append(range)
        slots[slot] = UInt32(ranges.count)
        if ranges.count * 2 > slots.count { grow() }
        return ranges.count - 1
    }

    private func hash(_ range: TextRange) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: range.count)
        var at = range.start
        while at + 8 <= range.end {
            let word = bytes.load(at, as: UInt64.self) ?? 0
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 32
            at += 8
        }
        var tail: UInt64 = 0
        while at < range.end {
            tail = tail << 8 | UInt64(bytes[at])
            at += 1
        }
        hash = (hash ^ tail) &* 0xd6e8_feb8_6659_fd93
        return hash ^ hash >> 29
    }

    private func equals(_ a: TextRange, _ b: TextRange) -> Bool {
        guard a.count == b.count else { return false }
        var offset = 0
        while offset + 8 <= a.count {
            if bytes.load(a.start + offset, as: UInt64.self) != bytes.load(b.start + offset, as: UInt64.self) {
                return false
            }
            offset += 8
        }
        while offset < a.count {
            if bytes[a.start + offset] != bytes[b.start + offset] { return false }
            offset += 1
        }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (index, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index) + 1
        }
    }
}
