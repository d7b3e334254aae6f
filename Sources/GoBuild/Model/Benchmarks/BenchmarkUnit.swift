/// A unit of benchmark results, such as `ns/op` or `B/op`.
///
/// Products, quotients and qualifiers: names between `*`, `/`, `-` and spaces; what stands behind `/` is a denominator
/// until `*`. Source: the rules of golang.org/x/perf/benchunit.
public struct BenchmarkUnit: Sendable {
    /// Which values are better ones.
    public enum Direction: String, Sendable {
        case lower, higher, unknown
    }

    /// In base units: `sec/op`.
    public let name: String
    /// What values of the unit as it was written are multiplied by.
    public let factor: Double
    /// Counts bytes, so that its multiples are 1024.
    public let isBinary: Bool

    /// - Parameter written: as in the output of `go test`. `ns` becomes `sec` and `MB` becomes `B` above the line, since
    ///   multiples are put in front of them.
    public init(_ written: String) {
        var name = ""
        var factor = 1.0
        var isBinary = false
        for piece in Self.pieces(written) {
            switch piece.text {
            case "ns" where !piece.isBelow:
                name += "sec"
                factor /= 1e9
            case "MB" where !piece.isBelow:
                name += "B"
                factor *= 1e6
                isBinary = true
            default:
                name += piece.text
                if !piece.isBelow, piece.text == "B" || piece.text == "bytes" { isBinary = true }
            }
        }
        (self.name, self.factor, self.isBinary) = (name, factor, isBinary)
    }

    /// What is known of the units of Go's testing package.
    public var direction: Direction {
        switch name {
        case "sec/op", "B/op", "allocs/op": .lower
        case "B/s": .higher
        default: .unknown
        }
    }

    /// Names and what separates them, in turn.
    private static func pieces(_ unit: String) -> [(text: String, isBelow: Bool)] {
        var pieces: [(String, Bool)] = []
        var isBelow = false
        var open = ""
        for character in unit.unicodeScalars {
            guard "*/- \t".unicodeScalars.contains(character) else {
                open.unicodeScalars.append(character)
                continue
            }
            if !open.isEmpty { pieces.append((open, isBelow)) }
            open = ""
            if character == "/" { isBelow = true }
            if character == "*" { isBelow = false }
            pieces.append((String(character), true))
        }
        if !open.isEmpty { pieces.append((open, isBelow)) }
        return pieces
    }
}
