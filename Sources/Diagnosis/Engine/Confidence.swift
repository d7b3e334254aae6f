/// How sure a rule is, from 0 to 1, apart from how much is lost.
///
/// It starts at what the deciding fact alone is worth. A supporting fact of weight w closes the part w of the gap to
/// the rule's ceiling: c + (ceiling - c) w. A refuting one takes the part w away: c (1 - w). So facts never add up to
/// more than the ceiling, their order does not matter among themselves, and no single one decides alone.
struct Confidence: Sendable {
    private var supported: Double
    private var remaining = 1.0
    private let ceiling: Double

    init(_ start: Double, ceiling: Double) {
        supported = min(start, ceiling)
        self.ceiling = ceiling
    }

    mutating func support(_ weight: Double, when condition: Bool = true) {
        if condition { supported += (ceiling - supported) * weight }
    }

    mutating func refute(_ weight: Double, when condition: Bool = true) {
        if condition { remaining *= 1 - weight }
    }

    /// Rounded to two digits, so that reports do not differ in the last bit.
    var value: Double { (max(0, min(1, supported * remaining)) * 100).rounded() / 100 }
}
