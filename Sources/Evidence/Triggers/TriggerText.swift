/// Conditions and values as people write them.
public enum TriggerText {
    /// A value in the unit of its field: `5213`, `93.5%`, `2.1GB`.
    public static func value(_ value: UInt64, of field: TriggerField) -> String {
        switch field.unit {
        case .one: return "\(value)"
        case .percent: return decimal(value, 100, places: 2) + "%"
        case .bytes:
            for (shift, name) in [(40, "TB"), (30, "GB"), (20, "MB"), (10, "KB")] where value >= 1 << shift {
                return decimal(UInt64((Double(value) / Double(1 << shift) * 100).rounded()), 100, places: 2) + name
            }
            return "\(value)"
        }
    }

    private static func decimal(_ value: UInt64, _ scale: UInt64, places: Int) -> String {
        var digits = String(value % scale)
        digits = String(repeating: "0", count: places - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "\(value / scale)" + (digits.isEmpty ? "" : ".\(digits)")
    }

    static func text(_ expression: QueryExpression<TriggerField>) -> String {
        switch expression {
        case .all(let parts): parts.map { nested($0) }.joined(separator: " && ")
        case .any(let parts): parts.map { nested($0) }.joined(separator: " || ")
        case .not(let part): "!" + nested(part)
        case .held(let part, let duration): "\(nested(part)) for \(seconds(duration))"
        case .number(let field, let order, let wanted):
            "\(field.rawValue) \(order.rawValue) \(value(wanted, of: field))"
        case .present(let field): field.rawValue
        case .equals, .contains, .matches, .duration, .under: ""
        }
    }

    private static func nested(_ expression: QueryExpression<TriggerField>) -> String {
        switch expression {
        case .all, .any: "(\(text(expression)))"
        default: text(expression)
        }
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        let milliseconds = UInt64(max(0, nanoseconds)) / 1_000_000
        return decimal(milliseconds, 1000, places: 3) + "s"
    }
}
