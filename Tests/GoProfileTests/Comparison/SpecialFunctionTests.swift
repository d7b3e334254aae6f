import Evidence
import TestSupport
import Testing
import Wire

@testable import GoProfile

/// Distributions against SciPy, whose values lie beside this file.
struct SpecialFunctionTests {
    struct Row: Sendable, CustomStringConvertible {
        var function: String
        var arguments: [Double]
        var value: Double
        var description: String { "\(function)(\(arguments))" }
    }

    static func rows() throws -> [Row] {
        try Files.lines(Repository.path("Tests/GoProfileTests/Comparison/special-functions.tsv")).compactMap { line in
            let fields = line.split(separator: "\t").map(String.init)
            guard !line.hasPrefix("#"), fields.count > 2 else { return nil }
            let numbers = fields.dropFirst().compactMap(Double.init)
            guard numbers.count == fields.count - 1, let value = numbers.last else { return nil }
            return Row(function: fields[0], arguments: Array(numbers.dropLast()), value: value)
        }
    }

    private static func computed(_ row: Row) -> Double? {
        let a = row.arguments
        func exponential(_ logarithm: Double) -> Double { MathFunctions.exp(logarithm) }
        switch row.function {
        case "normal.quantile": return NormalDistribution.quantile(upperTail: a[0])
        case "normal.quantile.log": return NormalDistribution.quantile(logUpperTail: a[0])
        case "beta": return BetaFunction.regularized(a[0], a[1], a[2])
        case "binomial.upper":
            return exponential(BinomialDistribution.logUpperTail(successes: a[0], failures: a[1] - a[0], a[2]))
        case "binomial.lower":
            return exponential(BinomialDistribution.logLowerTail(successes: a[0], failures: a[1] - a[0], a[2]))
        case "student.two-sided": return StudentDistribution.twoSided(a[0], freedom: a[1])
        case "student.quantile": return StudentDistribution.quantile(twoSided: a[0], freedom: a[1])
        case "trigamma": return Dispersion.trigamma(a[0])
        default: return nil
        }
    }

    @Test func agreesWithSciPy() throws {
        let rows = try Self.rows()
        #expect(rows.count >= 65)
        for row in rows {
            let value = try #require(Self.computed(row), "\(row)")
            let error = (value - row.value).magnitude
            #expect(error <= 1e-8 * row.value.magnitude + 1e-13, "\(row): \(value), SciPy \(row.value)")
        }
    }

    @Test func adjustedValuesAreThoseOfBenjaminiAndHochberg() {
        // The example of the paper's section 3.3, and what R's p.adjust(method = "BH") makes of it.
        let values = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1,
        ]
        let adjusted = FalseDiscovery.adjusted(values)
        #expect(adjusted.count { $0 <= 0.05 } == 4)
        #expect((adjusted[0] - 0.0015).magnitude < 1e-12)
        #expect((adjusted[3] - 0.035625).magnitude < 1e-12)
        #expect((adjusted[14] - 1).magnitude < 1e-12)
    }
}
