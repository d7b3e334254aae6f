import Diagnosis
import Evidence

/// A folded stack as lines: the functions, and their places in a column of their own where the width allows.
struct FrameText {
    let paths: PathShortener
    /// Lines shown of one stack.
    var limit = Int.max

    private struct Row {
        var function: String
        var location: String
        var isFaint = false
    }

    func write(_ frames: [ResolvedFrame], indent: Int, to writer: inout TextWriter) {
        write(FoldedStack(frames, showsAll: false), indent: indent, to: &writer)
    }

    func write(_ stack: FoldedStack, indent: Int, to writer: inout TextWriter) {
        // What is spelled out is wider than it was.
        let rows = stack.lines.prefix(limit).map { row($0, writer.options.language) }.map {
            Row(
                function: DisplayWidth.printable($0.function), location: DisplayWidth.printable($0.location),
                isFaint: $0.isFaint)
        }
        let room = writer.options.width - indent - 2
        // The widest function whose place fits beside it sets the column; longer ones get a line of their own.
        var column = 0
        for row in rows where !row.location.isEmpty {
            let width = DisplayWidth.columns(of: row.function)
            if width + DisplayWidth.columns(of: row.location) <= room { column = max(column, width) }
        }
        let widest = rows.reduce(0) { max($0, DisplayWidth.columns(of: $1.location)) }
        column = min(column, max(room - widest, 0))
        for row in rows { write(row, column: column, indent: indent, to: &writer) }
        if stack.lines.count > limit {
            let more = Plural.counted(stack.lines.count - limit, "more frame")
            writer.line(StyledText(writer.say("… \(more)"), .faint), indent: indent)
        }
    }

    private func write(_ row: Row, column: Int, indent: Int, to writer: inout TextWriter) {
        let width = DisplayWidth.columns(of: row.function)
        let end = indent + max(width, column) + 2 + DisplayWidth.columns(of: row.location)
        if !row.location.isEmpty, end <= writer.options.width {
            var line = StyledText(row.function)
            line.append(String(repeating: " ", count: max(column - width, 0) + 2))
            line.append(row.location, .faint)
            writer.unwrapped(line, indent: indent)
            return
        }
        writer.line(StyledText(row.function, row.isFaint ? .faint : .plain), indent: indent, hanging: indent + 2)
        if !row.location.isEmpty {
            writer.line(StyledText(row.location, .faint), indent: indent + 2, hanging: indent + 4)
        }
    }

    private func row(_ line: FoldedStack.Line, _ language: Language) -> Row {
        switch line {
        case .frame(let frame, let times):
            let name = frame.function.isEmpty ? "?" : FunctionName.short(frame.function)
            let location = paths.location(frame)
            return times == 1
                ? Row(function: name, location: location)
                : Row(function: name, location: location.isEmpty ? "× \(times)" : "\(location) × \(times)")
        case .folded(let count, let innermost, let outermost):
            let name = FunctionName.short(innermost)
            let text: Phrase =
                count == 1
                ? Phrase(name) : "\(name) … \(FunctionName.short(outermost)) (\(count) runtime frames)"
            return Row(function: text.text(language), location: "", isFaint: true)
        }
    }
}

/// Numbers with their nouns.
enum Plural {
    static func of(_ count: Int, _ noun: String) -> String { counted(count, noun).english }

    /// The same with a plural that is irregular.
    static func of(_ count: Int, _ singular: String, _ plural: String) -> String {
        "\(grouped(count)) \(count == 1 ? singular : plural)"
    }

    /// The same for a report that speaks several languages.
    static func counted(_ count: Int, _ noun: String) -> Phrase {
        Phrase(grouped(count), noun: count == 1 ? noun : noun + "s")
    }

    /// The number in groups of three from 10,000 on: `12,345`.
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
