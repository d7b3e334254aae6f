import Diagnosis
import Evidence

/// Frames of a stack as lines: the function, and its place in a column of its own where the width allows.
struct FrameText {
    let paths: PathShortener
    /// Frames shown of one stack.
    var limit = 12

    func write(_ frames: [ResolvedFrame], indent: Int, to writer: inout TextWriter) {
        let shown = frames.prefix(limit)
        let locations = shown.map { paths.location($0) }
        let functions = shown.map { $0.function.isEmpty ? "?" : FunctionName.short($0.function) }
        let widest = functions.reduce(0) { max($0, DisplayWidth.columns(of: $1)) }
        let widestLocation = locations.reduce(0) { max($0, DisplayWidth.columns(of: $1)) }
        let fitsBeside = indent + widest + 2 + widestLocation <= writer.options.width
        for (function, location) in zip(functions, locations) {
            if fitsBeside {
                var line = StyledText(function)
                if !location.isEmpty {
                    line.append(String(repeating: " ", count: widest - DisplayWidth.columns(of: function) + 2))
                    line.append(location, .faint)
                }
                writer.unwrapped(line, indent: indent)
            } else {
                writer.line(StyledText(function), indent: indent, hanging: indent + 2)
                if !location.isEmpty { writer.line(StyledText(location, .faint), indent: indent + 2) }
            }
        }
        if frames.count > limit {
            writer.line(StyledText("… \(Plural.of(frames.count - limit, "more frame"))", .faint), indent: indent)
        }
    }
}

/// Numbers with their nouns.
enum Plural {
    static func of(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

    /// The number with thin groups of three from 10,000 on: `12,345`.
    static func grouped(_ count: Int) -> String {
        let digits = String(count.magnitude)
        guard digits.utf8.count > 4 else { return String(count) }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.utf8.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return count < 0 ? "-" + result : result
    }
}
