import Diagnosis

/// Numbers for people.
enum NumberText {
    /// Three digits that count, without trailing zeros: `41.2`, `0.05`, `1234`.
    static func format(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "?" : (value < 0 ? "-∞" : "∞") }
        let magnitude = value.magnitude
        if magnitude >= 100 || magnitude == 0 {
            return Int(exactly: value.rounded()).map { Plural.grouped($0) } ?? value.description
        }
        let decimals = magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int((magnitude * Double(scale)).rounded())
        var fraction = String(scaled % scale)
        fraction = String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        let whole = (value < 0 ? "-" : "") + String(scaled / scale)
        return fraction.isEmpty ? whole : whole + "." + fraction
    }

    /// A number with its unit, a plural such as `goroutines`.
    static func format(_ value: Double, _ unit: String) -> String { counted(value, unit).english }

    /// The same for a report that speaks several languages.
    static func counted(_ value: Double, _ unit: String) -> Phrase {
        let isSingular = value == 1 && unit.hasSuffix("s") && !unit.contains(" ") && unit.utf8.count > 2
        return Phrase(format(value), noun: isSingular ? String(unit.dropLast()) : unit)
    }

    /// A share between 0 and 1 as whole per cent: never 100% unless it is 1.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "?" }
        let bounded = min(max(share, 0), 1)
        let rounded = Int((bounded * 100).rounded())
        return "\(rounded == 100 && bounded < 1 ? 99 : rounded)%"
    }
}
