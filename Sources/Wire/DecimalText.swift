import Glibc

/// Numbers as C and Go print them, correctly rounded from the exact binary value.
public enum DecimalText {
    /// `%.Nf`, for at most 10 digits.
    public static func fixed(_ value: Double, digits: Int) -> String {
        let digits = min(max(digits, 0), 10)
        guard value.isFinite, value.magnitude < 0x1p63 else { return unsafe format("%.*f", digits, value) }
        var power: UInt64 = 1
        for _ in 0..<digits { power *= 10 }
        let scaled = rounded(value.magnitude, times: power)
        let (whole, fraction) = scaled.quotientAndRemainder(dividingBy: UInt128(power))
        var text = value.sign == .minus ? "-" : ""
        text += String(UInt64(truncatingIfNeeded: whole))
        if digits == 0 { return text }
        let part = String(UInt64(truncatingIfNeeded: fraction))
        text += "."
        for _ in part.utf8.count..<digits { text += "0" }
        return text + part
    }

    /// The product, rounded to the nearest whole number, half to even.
    private static func rounded(_ value: Double, times power: UInt64) -> UInt128 {
        if value == 0 { return 0 }
        let shift = 52 - Int(value.exponent)
        let significand = UInt128(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0))
        let product = significand * UInt128(power)
        if shift <= 0 { return product << UInt128(-shift) }
        // A product has less than 88 bits.
        guard value.isNormal, shift < 100 else { return 0 }
        let quotient = product >> UInt128(shift)
        let rest = product & ((1 << UInt128(shift)) - 1)
        let half = UInt128(1) << UInt128(shift - 1)
        return rest > half || rest == half && quotient & 1 == 1 ? quotient + 1 : quotient
    }

    /// `%.Ng`: so many digits that count, without trailing zeros, with an exponent when that is shorter.
    public static func general(_ value: Double, digits: Int) -> String {
        guard value >= 1e-4, value < 1, digits > 0, digits <= 5 else { return unsafe format("%.*g", digits, value) }
        var leading = 0
        var limit = 0.1
        while value < limit {
            leading += 1
            limit /= 10
        }
        guard leading + digits <= 9 else { return unsafe format("%.*g", digits, value) }
        var text = fixed(value, digits: leading + digits)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    private static func format(_ pattern: String, _ digits: Int, _ value: Double) -> String {
        // A Double has at most 309 digits before the point.
        var buffer = [CChar](repeating: 0, count: 400)
        let length = unsafe withVaList([Int32(clamping: min(max(digits, 0), 60)), value]) { arguments in
            unsafe vsnprintf(&buffer, buffer.count, pattern, arguments)
        }
        return String(decoding: buffer.prefix(Int(max(length, 0))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
