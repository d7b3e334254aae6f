import Wire

/// Numbers as Go's `strconv.ParseInt` reads them and as its conversions make them.
enum GoNumber {
    /// A decimal number with or without a sign; nil when it is none or does not fit.
    static func decimal(_ text: Bytes) -> Int64? {
        let sign = signLength(text)
        return integer(text, from: sign, radix: 10)
    }

    /// A number as Go's source has it: `0x`, `0o`, `0b` or a leading zero tell the base, `_` may stand between digits.
    static func anyBase(_ text: Bytes) -> Int64? {
        var at = signLength(text)
        var radix: UInt64 = 10
        var hasPrefix = false
        if at + 1 < text.count, text[at] == UInt8(ascii: "0") {
            switch text[at + 1] | 0x20 {
            case UInt8(ascii: "x"): (radix, hasPrefix) = (16, true)
            case UInt8(ascii: "o"): (radix, hasPrefix) = (8, true)
            case UInt8(ascii: "b"): (radix, hasPrefix) = (2, true)
            default: radix = 8
            }
        }
        if hasPrefix { at += 2 }
        guard underscoresAreRight(text, from: at, afterPrefix: hasPrefix) else { return nil }
        return integer(text, from: at, radix: radix, skipping: UInt8(ascii: "_"))
    }

    private static func signLength(_ text: Bytes) -> Int {
        guard !text.isEmpty else { return 0 }
        return text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") ? 1 : 0
    }

    /// Each `_` stands between two digits, or between the prefix and a digit.
    private static func underscoresAreRight(_ text: Bytes, from start: Int, afterPrefix: Bool) -> Bool {
        var isDigitBefore = afterPrefix
        for at in start..<text.count {
            if text[at] == UInt8(ascii: "_") {
                guard isDigitBefore, at + 1 < text.count else { return false }
                isDigitBefore = false
            } else {
                isDigitBefore = true
            }
        }
        return true
    }

    private static func integer(_ text: Bytes, from start: Int, radix: UInt64, skipping: UInt8? = nil) -> Int64? {
        guard start < text.count else { return nil }
        var value: UInt64 = 0
        for at in start..<text.count where text[at] != skipping {
            guard let digit = Bytes.hexadecimalDigit(text[at]), UInt64(digit) < radix else { return nil }
            let (high, low) = value.multipliedFullWidth(by: radix)
            let (sum, overflow) = low.addingReportingOverflow(UInt64(digit))
            guard high == 0, !overflow else { return nil }
            value = sum
        }
        if text[0] == UInt8(ascii: "-") { return value <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- value) : nil }
        return Int64(exactly: value)
    }

    /// A floating-point number cut to an integer as processors of the amd64 family do it: what does not fit becomes
    /// the smallest one.
    static func truncate(_ value: Double) -> Int64 {
        // 2^63 itself is the first that is too large; NaN compares false.
        value >= -0x1p63 && value < 0x1p63 ? Int64(value) : .min
    }

    /// Division that wraps where it would overflow; the divisor is not 0.
    static func quotient(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        divisor == -1 ? 0 &- dividend : dividend / divisor
    }
}
