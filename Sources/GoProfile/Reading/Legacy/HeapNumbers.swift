import Wire

/// The four numbers that headers and rows of heap profiles have: `in use: bytes [allocated: bytes]`.
struct HeapNumbers {
    /// Where the digits are, with their sign.
    var inUse: (count: Range<Int>, size: Range<Int>)
    var allocated: (count: Range<Int>, size: Range<Int>)
    /// What follows the `@` of a row.
    var addresses = Bytes()

    /// Reads `n: n [n: n`, and moves the cursor behind it; nil, with the cursor anywhere, when there is no such thing.
    private init?(_ cursor: inout LegacyCursor, isSigned: Bool) {
        guard let count = Self.number(&cursor, isSigned), cursor.character(UInt8(ascii: ":")) else { return nil }
        cursor.blanks()
        guard let size = Self.number(&cursor, isSigned) else { return nil }
        cursor.blanks()
        guard cursor.character(UInt8(ascii: "[")) else { return nil }
        cursor.blanks()
        guard let allocatedCount = cursor.digits(), cursor.character(UInt8(ascii: ":")) else { return nil }
        cursor.blanks()
        guard let allocatedSize = cursor.digits() else { return nil }
        cursor.blanks()
        guard cursor.character(UInt8(ascii: "]")) else { return nil }
        inUse = (count, size)
        allocated = (allocatedCount, allocatedSize)
    }

    private static func number(_ cursor: inout LegacyCursor, _ isSigned: Bool) -> Range<Int>? {
        let start = cursor.at
        if isSigned { _ = cursor.character(UInt8(ascii: "-")) }
        guard let digits = cursor.digits() else {
            cursor.at = start
            return nil
        }
        return start..<digits.upperBound
    }

    /// The first place in a line that is a row.
    static func row(_ line: Bytes) -> HeapNumbers? {
        var start = 0
        while start < line.count {
            guard Bytes.isDigit(line[start]) else {
                start += 1
                continue
            }
            let isNegative = start > 0 && line[start - 1] == UInt8(ascii: "-")
            var cursor = LegacyCursor(line, at: isNegative ? start - 1 : start)
            if var numbers = HeapNumbers(&cursor, isSigned: true), cursor.text(" @") {
                numbers.addresses = cursor.addressList()
                return numbers
            }
            // What follows the digits is the same from each of them on.
            while start < line.count, Bytes.isDigit(line[start]) { start += 1 }
        }
        return nil
    }

    /// The numbers behind the title of a header.
    static func header(_ cursor: inout LegacyCursor) -> HeapNumbers? {
        cursor.blanks()
        return HeapNumbers(&cursor, isSigned: false)
    }
}

/// The first line of a heap profile.
struct HeapHeader {
    let line: Bytes
    /// There are allocations apart from what is in use.
    private(set) var hasAllocations = false
    /// The allocator's name for the profile, such as `heap_v2`; nil for growth and fragmentation.
    private var kind: Bytes?
    private var rate: Bytes = Bytes()

    private static let title = Array("heap profile:".utf8)

    init?(_ line: Bytes) {
        self.line = line
        // Growth and fragmentation count only when there is no heap profile anywhere in the line.
        for isSampled in [true, false] {
            var from = 0
            while let hit = line.firstRange(of: Self.title, from: from) {
                if read(from: hit + Self.title.count, isSampled: isSampled) { return }
                from = hit + 1
            }
        }
        return nil
    }

    private mutating func read(from start: Int, isSampled: Bool) -> Bool {
        var cursor = LegacyCursor(line, at: start)
        guard let numbers = HeapNumbers.header(&cursor) else { return false }
        guard isSampled else { return cursor.text(" @ growth") || cursor.text(" @ fragmentation") }
        cursor.blanks()
        guard cursor.character(UInt8(ascii: "@")) else { return false }
        cursor.blanks()
        let kindStart = cursor.at
        guard cursor.text("heap") else { return false }
        while !cursor.isAtEnd, Self.isOfKind(line[cursor.at]) { cursor.at += 1 }
        kind = line.slice(kindStart..<cursor.at)
        _ = cursor.character(UInt8(ascii: "/"))
        rate = cursor.digits().map { line.slice($0) } ?? Bytes()
        // The digits are compared, and not their values.
        func differs(_ allocated: Range<Int>, _ inUse: Range<Int>) -> Bool {
            let digits = line.slice(allocated).array
            return digits != line.slice(inUse).array && digits != [UInt8(ascii: "0")]
        }
        hasAllocations =
            differs(numbers.allocated.count, numbers.inUse.count) || differs(numbers.allocated.size, numbers.inUse.size)
        return true
    }

    private static func isOfKind(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || Bytes.isDigit(byte) || (byte >= 0x61 && byte <= 0x7a)
    }

    /// The mean number of bytes from one sampled byte to the next, and whether values are to be scaled by it; nil for
    /// a kind that is not known.
    var sampling: (period: Int64, isSampled: Bool)? {
        guard let kind else { return (1, false) }
        guard let period = rate.isEmpty ? 0 : GoNumber.decimal(rate) else { return nil }
        switch kind.string {
        case "heap_v2", "heapz_v2": return (period, true)
        case "heapprofile": return (1, false)
        // Go and old versions of gperftools write twice the period.
        case "heap": return (period / 2, true)
        default: return nil
        }
    }
}
