import ArgumentParser

/// A part of something: `3%` or `0.03`.
struct PartArgument: ExpressibleByArgument, CustomStringConvertible {
    let value: Double

    init(percent: Double) { value = percent / 100 }

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let number = Double(isPercent ? String(argument.dropLast()) : argument), number >= 0, number.isFinite
        else { return nil }
        value = isPercent ? number / 100 : number
    }

    var description: String {
        let percent = value * 100
        return Int(exactly: percent).map { "\($0)%" } ?? "\(percent)%"
    }

    var defaultValueDescription: String { description }
}
