/// What stands behind the `= ` of a call.
struct StraceResult {
    /// The name of the error or the number, in the text; empty when strace does not know it.
    var name: Range<Int>
    /// nil when strace does not know it.
    var value: Int64?
    var isFailed = false
    /// What -y says of the descriptor that was returned, between its angle brackets.
    var description: Range<Int>?
    /// What strace explains in round brackets, other than the meaning of an error.
    var explanation: Range<Int>?
    /// Nanoseconds of -T.
    var duration: Int64?

    init(_ text: [UInt8], _ range: Range<Int>) {
        var end = range.upperBound
        var at = range.lowerBound
        duration = Self.duration(text, at, &end)
        while end > at, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        let token = Self.token(text, &at, end)
        name = token
        if token.isEmpty { return }
        if text[token.lowerBound] == UInt8(ascii: "?") {
            skip(text, &at, end)
            let reason = Self.token(text, &at, end)
            name =
                !reason.isEmpty && text[reason.lowerBound] == UInt8(ascii: "E")
                ? reason : token.lowerBound..<token.lowerBound
            isFailed = !name.isEmpty
            return
        }
        value = StraceNumber.value(text, token)
        if at < end, text[at] == UInt8(ascii: "<") {
            let close = StraceCallText.angleEnd(text, at, end)
            if close > at {
                description = (at + 1)..<close
                at = close + 1
            }
        }
        skip(text, &at, end)
        readRest(text, at, end, token)
    }

    private mutating func readRest(_ text: [UInt8], _ start: Int, _ end: Int, _ token: Range<Int>) {
        var at = start
        if value == -1, at < end, text[at] == UInt8(ascii: "E") {
            name = Self.token(text, &at, end)
            isFailed = true
        } else if value == -1, at < end, text[at] == UInt8(ascii: "(") {
            // `-1 (errno 512)`: an error without a name.
            name = at..<end
            isFailed = true
        } else if at + 1 < end, text[at] == UInt8(ascii: "/"), text[at + 1] == UInt8(ascii: "*") {
            // `7 /* 1234 in strace's PID NS */`
            at += 2
            skip(text, &at, end)
            value = StraceNumber.value(text, at..<end) ?? value
        } else if at < end, text[at] == UInt8(ascii: "(") {
            explanation = at..<end
        }
    }

    private func skip(_ text: [UInt8], _ at: inout Int, _ end: Int) {
        while at < end, text[at] == UInt8(ascii: " ") { at += 1 }
    }

    private static func token(_ text: [UInt8], _ at: inout Int, _ end: Int) -> Range<Int> {
        let start = at
        while at < end, text[at] != UInt8(ascii: " "), text[at] != UInt8(ascii: "<") { at += 1 }
        return start..<at
    }

    /// `<0.000123>` at the end of the line.
    private static func duration(_ text: [UInt8], _ start: Int, _ end: inout Int) -> Int64? {
        var last = end
        while last > start, text[last - 1] == UInt8(ascii: " ") { last -= 1 }
        guard last > start, text[last - 1] == UInt8(ascii: ">") else { return nil }
        var open = last - 2
        while open >= start, text[open] == UInt8(ascii: ".") || text[open] &- 48 < 10 { open -= 1 }
        guard open > start, text[open] == UInt8(ascii: "<"), text[open - 1] == UInt8(ascii: " ") else { return nil }
        var at = open + 1
        guard let seconds = StraceNumber.decimal(text, &at) else { return nil }
        let (fraction, _) = StraceNumber.fraction(text, &at)
        guard at == last - 1 else { return nil }
        end = open
        return Int64(truncatingIfNeeded: seconds) &* 1_000_000_000 &+ fraction
    }
}
