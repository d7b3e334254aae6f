/// A number as Go's `%v` writes it: the shortest digits that mean it, with an exponent below 1e-4 and from 1e6 on.
enum GoNumber {
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        var (digits, exponent) = shortest(value.magnitude)
        let sign = value < 0 ? "-" : ""
        if exponent < -4 || exponent >= 6 {
            let first = digits.removeFirst()
            let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
            return "\(sign)\(first)\(digits.isEmpty ? "" : "." + digits)e\(exponent < 0 ? "-" : "+")\(power)"
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let missing = exponent + 1 - digits.count
        if missing >= 0 { return sign + digits + String(repeating: "0", count: missing) }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// Digits without zeros at either end, and the power of ten of the first.
    private static func shortest(_ value: Double) -> (digits: String, exponent: Int) {
        // Swift writes the shortest digits too, in other forms.
        let parts = value.description.split(separator: "e")
        let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = String(halves.joined())
        var exponent = halves[0].count - 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.first == "0" {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.last == "0" { digits.removeLast() }
        return (digits, exponent)
    }
}
