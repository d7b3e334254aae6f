import ArgumentParser

/// A duration on the command line: `500ms`, `5s`, `2m`, `1m30s`, as Go writes them.
struct DurationArgument: ExpressibleByArgument, Hashable {
    let nanoseconds: Int64

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    init?(argument: String) {
        var total = 0.0
        var rest = argument[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest[number.endIndex...]
            let unit = rest.prefix { !($0.isNumber || $0 == ".") }
            rest = rest[unit.endIndex...]
            guard let value = Double(number), let factor = Self.units[String(unit)] else { return nil }
            total += value * factor
        }
        // Above this, nanoseconds no longer fit: 292 years.
        guard total.isFinite, total <= 9.2e18 else { return nil }
        nanoseconds = Int64(total)
    }

    private static let units: [String: Double] = [
        "ns": 1, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "min": 60e9, "h": 3600e9,
    ]

    var defaultValueDescription: String {
        if nanoseconds % 1_000_000_000 == 0 { return "\(nanoseconds / 1_000_000_000)s" }
        return nanoseconds % 1_000_000 == 0 ? "\(nanoseconds / 1_000_000)ms" : "\(nanoseconds)ns"
    }
}
