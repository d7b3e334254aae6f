import Glibc

/// Numbers as C and Go print them, correctly rounded from the exact binary value.
public enum DecimalText {
    /// `%.Nf`.
    public static func fixed(_ value: Double, digits: Int) -> String { unsafe format("%.*f", digits, value) }

    /// `%.Ng`: so many digits that count, without trailing zeros, with an exponent when that is shorter.
    public static func general(_ value: Double, digits: Int) -> String { unsafe format("%.*g", digits, value) }

    private static func format(_ pattern: String, _ digits: Int, _ value: Double) -> String {
        // A Double has at most 309 digits before the point.
        var buffer = [CChar](repeating: 0, count: 400)
        let length = unsafe withVaList([Int32(clamping: min(max(digits, 0), 60)), value]) { arguments in
            unsafe vsnprintf(&buffer, buffer.count, pattern, arguments)
        }
        return String(decoding: buffer.prefix(Int(max(length, 0))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
