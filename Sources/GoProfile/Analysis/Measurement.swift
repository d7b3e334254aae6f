import Wire

/// Values with units, converted and printed as pprof does it.
///
/// Source: internal/measurement of google/pprof. Bytes count in powers of 1024, time in nanoseconds.
public enum Measurement {
    private struct Unit {
        let name: String
        let aliases: [String]
        let factor: Double
    }

    private struct Family {
        let units: [Unit]
        let fallback: Unit
    }

    private static let families: [Family] = [
        Family(
            units: [
                Unit(name: "B", aliases: ["b", "byte"], factor: 1),
                Unit(name: "kB", aliases: ["kb", "kbyte", "kilobyte"], factor: 0x1p10),
                Unit(name: "MB", aliases: ["mb", "mbyte", "megabyte"], factor: 0x1p20),
                Unit(name: "GB", aliases: ["gb", "gbyte", "gigabyte"], factor: 0x1p30),
                Unit(name: "TB", aliases: ["tb", "tbyte", "terabyte"], factor: 0x1p40),
                Unit(name: "PB", aliases: ["pb", "pbyte", "petabyte"], factor: 0x1p50),
            ], fallback: Unit(name: "B", aliases: [], factor: 1)),
        Family(
            units: [
                Unit(name: "ns", aliases: ["ns", "nanosecond"], factor: 1),
                Unit(name: "us", aliases: ["μs", "us", "microsecond"], factor: 1e3),
                Unit(name: "ms", aliases: ["ms", "millisecond"], factor: 1e6),
                Unit(name: "s", aliases: ["s", "sec", "second"], factor: 1e9),
                Unit(name: "hrs", aliases: ["hour", "hr"], factor: 3600e9),
            ], fallback: Unit(name: "s", aliases: [], factor: 1e9)),
        Family(
            units: [
                Unit(name: "n*GCU", aliases: ["nanogcu"], factor: 1e-9),
                Unit(name: "u*GCU", aliases: ["microgcu"], factor: 1e-6),
                Unit(name: "m*GCU", aliases: ["milligcu"], factor: 1e-3),
                Unit(name: "GCU", aliases: ["gcu"], factor: 1),
                Unit(name: "k*GCU", aliases: ["kilogcu"], factor: 1e3),
                Unit(name: "M*GCU", aliases: ["megagcu"], factor: 1e6),
                Unit(name: "G*GCU", aliases: ["gigagcu"], factor: 1e9),
                Unit(name: "T*GCU", aliases: ["teragcu"], factor: 1e12),
                Unit(name: "P*GCU", aliases: ["petagcu"], factor: 1e15),
            ], fallback: Unit(name: "GCU", aliases: [], factor: 1)),
    ]

    /// A value in another unit, and the unit's name; the name is empty for units that nobody wants to read, such as
    /// `count`. `minimum` and `auto` choose the largest unit in which the value is at least 1.
    public static func scale(_ value: Int64, _ from: String, _ to: String) -> (value: Double, unit: String) {
        if value < 0, value != .min {
            let (positive, unit) = scale(-value, from, to)
            return (-positive, unit)
        }
        for family in families {
            if let result = convert(value, from, to, family) { return result }
        }
        switch to {
        case "count", "sample", "unit", "minimum", "auto": return (Double(value), "")
        default: return (Double(value), to)
        }
    }

    private static func convert(_ value: Int64, _ from: String, _ to: String, _ family: Family) -> (Double, String)? {
        guard let source = find(from, family) else { return nil }
        let base = Double(value) * source.factor
        if to == "minimum" || to == "auto" {
            var best: Unit?
            for unit in family.units where unit.factor >= best?.factor ?? 0 && base / unit.factor >= 1 { best = unit }
            let unit = best ?? family.fallback
            return (base / unit.factor, unit.name)
        }
        let target = find(to, family) ?? family.fallback
        return (base / target.factor, target.name)
    }

    private static func find(_ unit: String, _ family: Family) -> Unit? {
        var alias = unit.lowercased()
        if alias.utf8.count > 2, alias.hasSuffix("s") { alias.removeLast() }
        return family.units.first { $0.aliases.contains(alias) }
    }

    /// True when values of both units can be converted into each other.
    public static func areCompatible(_ a: String, _ b: String) -> Bool {
        a == b || families.contains { find(a, $0) != nil && find(b, $0) != nil }
    }

    /// A value as text in a unit, such as `1.50MB`; `0` alone for zero.
    public static func label(_ value: Int64, _ from: String, _ to: String = "auto") -> String {
        let (scaled, unit) = scale(value, from, to)
        var text = DecimalText.fixed(scaled, digits: 2)
        if text.hasSuffix(".00") { text.removeLast(3) }
        return text == "0" || text == "-0" ? "0" : text + unit
    }

    /// What part of the total a value is, five or six columns wide, without a sign.
    public static func percentage(_ value: Int64, _ total: Int64) -> String {
        let ratio = total == 0 ? 0 : (Double(value) / Double(total)).magnitude * 100
        if ratio >= 99.95, ratio <= 100.05 { return "  100%" }
        let text = ratio >= 1 ? DecimalText.fixed(ratio, digits: 2) : DecimalText.general(ratio, digits: 2)
        return String(repeating: " ", count: max(0, 5 - text.utf8.count)) + text + "%"
    }
}
