import Diagnosis
import Wire

/// A file that changes thresholds: a name and a number on each line, `#` before remarks. Times may have a unit.
enum RulesFile {
    /// - Throws: `notFound`, `malformed` with the line that is not understood.
    static func read(_ path: String) throws -> Thresholds {
        var thresholds = Thresholds()
        let text = try MappedFile.open(path, copying: true, limit: 1 << 20).string
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            if words.isEmpty { continue }
            guard words.count == 2, let value = number(String(words[1])) else {
                throw InputError(
                    .malformed, "line \(index + 1) is not a name and a number, such as `lock.queue 20`", file: path)
            }
            guard thresholds.set(String(words[0]), to: value) else {
                throw InputError(
                    .malformed,
                    "line \(index + 1): there is no threshold `\(words[0])`; `sonde causes --rules` lists them",
                    file: path)
            }
        }
        return thresholds
    }

    private static func number(_ text: String) -> Double? {
        if let value = Double(text) { return value.isFinite && value >= 0 ? value : nil }
        return DurationArgument(argument: text).map { Double($0.nanoseconds) }
    }
}
