/// The begin of a line of `perf script`: `go 4711/4712 [001] 62488.527223: raw_syscalls:sys_enter: NR 257 (…)`.
struct PerfScriptLine {
    /// Short name of the thread; may have spaces.
    var name: Range<Int>
    /// Id of the process; nil unless `-F +pid` was given.
    var process: UInt32?
    var thread: UInt32
    /// Nanoseconds of the clock of perf.
    var time: Int64
    /// `raw_syscalls:sys_enter`, `PERF_RECORD_LOST`, `cycles`.
    var event: Range<Int>
    /// What stands behind it.
    var rest: Range<Int>

    /// nil for other lines.
    init?(_ text: [UInt8]) {
        guard let clock = Self.clock(text) else { return nil }
        time = clock.nanoseconds
        // The processor, and flags of the moment such as `d..2.`, stand before the time.
        var at = clock.start
        var id: Range<Int>?
        for _ in 0..<3 {
            let word = Self.wordBefore(text, at)
            if word.isEmpty { return nil }
            at = word.lowerBound
            if StraceNumber.isDigit(text[at]) {
                id = word
                break
            }
        }
        guard let id else { return nil }
        var index = id.lowerBound
        guard let first = StraceNumber.decimal(text, &index).flatMap({ UInt32(exactly: $0) }) else { return nil }
        thread = first
        if index < id.upperBound, text[index] == UInt8(ascii: "/") {
            index += 1
            guard let second = StraceNumber.decimal(text, &index).flatMap({ UInt32(exactly: $0) }) else { return nil }
            process = first
            thread = second
        }
        guard index == id.upperBound else { return nil }
        var (start, end) = (0, id.lowerBound)
        while start < end, text[start] == UInt8(ascii: " ") { start += 1 }
        while end > start, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        name = start..<end
        guard let parts = Self.event(text, clock.end) else { return nil }
        (event, rest) = parts
    }

    /// The first word of the form `12.345678:` behind a space.
    private static func clock(_ text: [UInt8]) -> (nanoseconds: Int64, start: Int, end: Int)? {
        var at = 1
        while at < text.count {
            if StraceNumber.isDigit(text[at]), text[at - 1] == UInt8(ascii: " ") {
                var index = at
                if let seconds = StraceNumber.decimal(text, &index) {
                    let (fraction, digits) = StraceNumber.fraction(text, &index)
                    if digits > 0, index < text.count, text[index] == UInt8(ascii: ":") {
                        return (Int64(truncatingIfNeeded: seconds) &* 1_000_000_000 &+ fraction, at, index + 1)
                    }
                }
            }
            at += 1
        }
        return nil
    }

    private static func wordBefore(_ text: [UInt8], _ place: Int) -> Range<Int> {
        var end = place
        while end > 0, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        var start = end
        while start > 0, text[start - 1] != UInt8(ascii: " ") { start -= 1 }
        return start..<end
    }

    private static func event(_ text: [UInt8], _ place: Int) -> (Range<Int>, Range<Int>)? {
        var at = place
        while at < text.count, text[at] == UInt8(ascii: " ") { at += 1 }
        // How often it was since the last sample: a number of its own before the event.
        var index = at
        if StraceNumber.decimal(text, &index) != nil, index < text.count, text[index] == UInt8(ascii: " ") {
            while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
            at = index
        }
        let start = at
        while at < text.count, text[at] != UInt8(ascii: " ") { at += 1 }
        var end = at
        // `PERF_RECORD_FORK(1:2):(3:4)` has no space.
        if let open = text[start..<at].firstIndex(of: UInt8(ascii: "(")) {
            end = open
            at = open
        }
        while end > start, text[end - 1] == UInt8(ascii: ":") { end -= 1 }
        while at < text.count, text[at] == UInt8(ascii: " ") { at += 1 }
        guard end > start else { return nil }
        return (start..<end, at..<text.count)
    }
}
