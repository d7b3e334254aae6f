import Evidence
import Wire

/// A filter on labels: a range of numbers, or regular expressions.
///
/// Source: internal/driver/driver_focus.go of google/pprof.
struct TagFilter {
    private enum Condition {
        case range(lower: Double?, upper: Double?, unit: String)
        case expressions([RegularExpression])
    }

    private let key: String?
    private let condition: Condition
    /// What to tell the user about how the filter was understood.
    let remark: String?

    /// - Throws: `usage` when an expression is none.
    init(option: String, _ text: String) throws {
        var value = text
        if let equals = text.firstIndex(of: "=") {
            key = String(text[..<equals])
            value = String(text[text.index(after: equals)...])
        } else {
            key = nil
        }
        if let range = try Self.range(value) {
            condition = range
            remark = "\(option):Interpreted '\(value)' as range, not regexp"
            return
        }
        remark = nil
        condition = .expressions(
            try value.split(separator: ",", omittingEmptySubsequences: false).map {
                try RegularExpression(String($0))
            })
    }

    /// `N`, `N:`, `:N` or `N:M`, numbers with or without a unit.
    private static func range(_ text: String) throws -> Condition? {
        let pattern = try RegularExpression("([+-]?[[:digit:]]+)([[:alpha:]]+)?")
        let bytes = Array(text.utf8)
        func part(_ range: Range<Int>?) -> String { range.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "" }
        guard let first = pattern.firstMatch(in: bytes, groups: 2), let all = first[0] else { return nil }
        guard let number = Int64(part(first[1])) else {
            throw InputError(.usage, "`\(part(first[1]))` in the filter `\(text)` is too large a number")
        }
        let (lower, unit) = Measurement.scale(number, part(first[2]), part(first[2]))
        let second = pattern.firstMatch(in: bytes, from: all.upperBound, groups: 2)
        guard let second, let rest = second[0] else {
            switch text {
            case part(all): return .range(lower: lower, upper: lower, unit: unit)
            case part(all) + ":": return .range(lower: lower, upper: nil, unit: unit)
            case ":" + part(all): return .range(lower: nil, upper: lower, unit: unit)
            default: return nil
            }
        }
        guard text == part(all) + ":" + part(rest) else { return nil }
        guard let other = Int64(part(second[1])) else {
            throw InputError(.usage, "`\(part(second[1]))` in the filter `\(text)` is too large a number")
        }
        let (upper, otherUnit) = Measurement.scale(other, part(second[2]), unit)
        return otherUnit == unit ? .range(lower: lower, upper: upper, unit: unit) : nil
    }

    /// Whether a set of labels passes.
    func matches(_ labels: ArraySlice<ProfileLabel>, _ strings: StringTable, _ units: [StringID: String]) -> Bool {
        switch condition {
        case .range(let lower, let upper, let unit):
            return labels.contains { label in
                guard label.isNumeric, key == nil || strings[label.key] == key else { return false }
                let (value, own) = Measurement.scale(label.number, units[label.key] ?? "", unit)
                return own == unit && (lower.map { value >= $0 } ?? true) && (upper.map { value <= $0 } ?? true)
            }
        case .expressions(let expressions):
            let texts = labels.filter { !$0.isNumeric }
            if let key {
                return texts.contains { label in
                    strings[label.key] == key && expressions.contains { $0.matches(strings.bytes(label.string)) }
                }
            }
            return expressions.allSatisfy { expression in
                texts.contains { label in
                    expression.matches(
                        Array(strings.bytes(label.key)) + [UInt8(ascii: ":")] + strings.bytes(label.string))
                }
            }
        }
    }
}

extension RegularExpression {
    /// The expression of an option; nil for the empty text, which stands for no filter.
    static func option(_ name: String, _ pattern: String) throws -> RegularExpression? {
        if pattern.isEmpty { return nil }
        do { return try RegularExpression(pattern) } catch let error as InputError {
            throw InputError(.usage, "-\(name): \(error.message)")
        }
    }

}
