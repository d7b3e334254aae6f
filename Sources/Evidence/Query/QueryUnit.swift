/// What a number in a query counts.
public enum QueryUnit: Sendable {
    /// Things: whole numbers, also hexadecimal.
    case one
    /// Hundredths of a percent: `90%`, `12.5%` or, just so, `90`.
    case percent
    /// Bytes: `512MB`, `2GiB`, all in powers of 1024; or just a number.
    case bytes

    /// What a text stands for; nil when it is no amount of this unit.
    func amount(_ text: String) -> UInt64? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let rest = text[number.endIndex...]
        guard let factor = factor(String(rest)), number.last != ".", let value = Double(number) else { return nil }
        let amount = (value * factor).rounded()
        return amount < 0x1p62 ? UInt64(amount) : nil
    }

    private func factor(_ suffix: String) -> Double? {
        switch self {
        case .one: return suffix.isEmpty ? 1 : nil
        case .percent: return suffix.isEmpty || suffix == "%" ? 100 : nil
        case .bytes:
            let letters = suffix.lowercased()
            guard let power = ["k": 10, "m": 20, "g": 30, "t": 40][letters.prefix(1)] else {
                return letters.isEmpty || letters == "b" ? 1 : nil
            }
            return ["", "b", "ib"].contains(letters.dropFirst()) ? Double(1 << power) : nil
        }
    }

    /// For messages.
    var examples: String {
        switch self {
        case .one: "a whole number"
        case .percent: "a percentage such as 90%"
        case .bytes: "a size such as 512MB or 2GiB"
        }
    }
}
