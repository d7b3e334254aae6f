import Wire

/// Values of benchmarks with at least four digits that count and a multiple in front of the unit, as benchstat writes them:
/// `1.718µ`, `47.32Ki`.
struct BenchmarkScale {
    private let digits: Int
    private let factor: Double
    private let multiple: String

    /// A scale for all values of a row: the smallest one decides.
    init(_ values: [Double], isBinary: Bool) {
        let smallest = values.lazy.map(\.magnitude).filter { $0 > 0 }.min()
        guard let smallest else {
            (digits, factor, multiple) = (3, 1, "")
            return
        }
        let step = isBinary ? 1024.0 : 1000.0
        let names = isBinary ? ["Ti", "Gi", "Mi", "Ki", ""] : ["T", "G", "M", "k", "", "m", "µ", "n"]
        for (index, name) in names.enumerated() {
            let exponent = 4 - index
            var factor = 1.0
            for _ in 0..<exponent.magnitude { factor *= step }
            // As the number is printed: what rounds up to 1.000 is 1.
            for (digits, limit) in [(1, 99.995), (2, 9.9995), (3, 0.99995)]
            where smallest >= (exponent < 0 ? limit / factor : limit * factor) {
                (self.digits, self.factor, multiple) = (digits, exponent < 0 ? 1 / factor : factor, name)
                return
            }
        }
        // Below the last multiple: more digits.
        let least = isBinary ? 1.0 : 1e-9
        var digits = 3
        var limit = 0.99995
        while digits < 10, smallest / least < limit {
            digits += 1
            limit /= 10
        }
        (self.digits, factor, multiple) = (digits, least, names.last ?? "")
    }

    func text(_ value: Double) -> String { DecimalText.fixed(value / factor, digits: digits) + multiple }

    static func text(_ value: Double, isBinary: Bool) -> String {
        BenchmarkScale([value], isBinary: isBinary).text(value)
    }
}
