import TestSupport

/// Two texts of `dump` or of the reference, which may have millions of lines.
enum TraceText {
    private static let newline = UInt8(ascii: "\n")

    /// The first line that differs, with the lines before it; nil when the texts are equal.
    static func difference(expected: some Collection<UInt8>, actual: some Collection<UInt8>) -> String? {
        let expected = Array(expected), actual = Array(actual)
        if expected == actual { return nil }
        var lineStart = 0
        var line = 1
        var recent: [Int] = []
        var index = 0
        while index < min(expected.count, actual.count), expected[index] == actual[index] {
            if expected[index] == newline {
                recent = recent.suffix(3) + [lineStart]
                lineStart = index + 1
                line += 1
            }
            index += 1
        }
        func text(_ bytes: [UInt8], from start: Int) -> String {
            start < bytes.count
                ? String(decoding: bytes[start...].prefix { $0 != newline }.prefix(600), as: UTF8.self) : "(end)"
        }
        // The event to which the line belongs, when that is further up.
        var eventStart = recent.last ?? 0
        while eventStart > 0, !isEvent(expected, at: eventStart) {
            eventStart = (expected[..<(eventStart - 1)].lastIndex(of: newline) ?? -1) + 1
        }
        let context = (recent.contains(eventStart) || lineStart == 0 ? [] : [eventStart]) + recent
        return """
            line \(line) differs, of \(lines(expected)) expected lines and \(lines(actual)) actual ones
            \(context.map { "          \(text(expected, from: $0))" }.joined(separator: "\n"))
            expected: \(text(expected, from: lineStart))
            actual:   \(text(actual, from: lineStart))
            """
    }

    private static func lines(_ bytes: [UInt8]) -> Int { bytes.count { $0 == newline } }

    private static func isEvent(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes[index...].starts(with: [UInt8(ascii: "M"), UInt8(ascii: "=")])
    }

    /// The part before the last line of a Sync event: the generations that are complete for sure.
    static func completeGenerations(_ text: [UInt8]) -> ArraySlice<UInt8> {
        let mark = Array(" Sync Time=".utf8)
        var end = text.endIndex
        while end > 0 {
            let start = (text[..<(end - 1)].lastIndex(of: newline) ?? -1) + 1
            if isEvent(text, at: start), text[start..<end].firstRange(of: mark) != nil { return text[..<start] }
            end = start
        }
        return []
    }
}

/// What stays the same of a text when the reference prints simultaneous events in any order, as it does for traces from
/// before Go 1.22.
struct UnorderedTraceText: Equatable {
    /// For each thread the events without their times; the thread -1 is not in it.
    private(set) var threads: [Substring: [String]] = [:]
    /// Events of no thread, sorted.
    private(set) var others: [String] = []
    private(set) var count = 0
    private(set) var timeSum: UInt64 = 0
    private(set) var squareSum: UInt64 = 0

    init(_ text: String) {
        for event in ("\n" + text).split(separator: "\nM=") {
            let thread = event.prefix { $0 != " " }
            var words = event.prefix { $0 != "\n" }.split(separator: " ", omittingEmptySubsequences: false)
            let rest = event.drop { $0 != "\n" }
            let place = words.firstIndex { $0.hasPrefix("Time=") } ?? 0
            let time = UInt64(words[place].dropFirst(5)) ?? 0
            words[place] = "Time="
            let stripped = words.joined(separator: " ") + rest
            if thread == "-1" { others.append(stripped) } else { threads[thread, default: []].append(stripped) }
            count += 1
            timeSum &+= time
            squareSum &+= time &* time
        }
        others.sort()
    }

    /// What differs; nil when nothing does.
    func difference(from expected: UnorderedTraceText) -> String? {
        if self == expected { return nil }
        if Set(threads.keys) != Set(expected.threads.keys) {
            return "threads \(threads.keys.sorted()) instead of \(expected.threads.keys.sorted())"
        }
        for (thread, events) in expected.threads.sorted(by: { $0.key < $1.key }) {
            let actual = threads[thread] ?? []
            for (index, pair) in zip(actual, events).enumerated() where pair.0 != pair.1 {
                return "event \(index + 1) of thread \(thread)\nexpected: \(pair.1)\nactual:   \(pair.0)"
            }
            if actual.count != events.count { return "\(actual.count) of \(events.count) events of thread \(thread)" }
        }
        if others != expected.others {
            return "events of no thread: \(others.count), expected \(expected.others.count)"
        }
        return "\(count) events, times \(timeSum), squares \(squareSum); "
            + "expected \(expected.count), \(expected.timeSum), \(expected.squareSum)"
    }
}
