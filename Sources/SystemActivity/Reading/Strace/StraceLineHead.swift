/// What strace prints before each line: the thread, and the time in the form of -t, -tt, -ttt or -r (strace(1)).
struct StraceLineHead {
    enum Clock: UInt8 {
        case none
        /// -t and -tt: the time of the day.
        case day
        /// -ttt: seconds since 1970.
        case wall
    }

    /// The thread; nil without a column for it.
    var thread: UInt32?
    var clock = Clock.none
    /// In nanoseconds, by `clock`.
    var time: Int64 = 0
    /// Digits of `time` behind the point.
    var digits = 0
    /// Nanoseconds since the line before, by -r; nil without.
    var relative: Int64?
    var relativeDigits = 0
    /// Where the line itself begins.
    var body: Int

    /// Larger numbers than any thread's id (PID_MAX_LIMIT) are times.
    private static let largestThread: UInt64 = 4_194_304
    /// Larger ones are seconds since 1970, and not since the line before.
    private static let shortestWall: UInt64 = 100_000_000

    init(_ text: [UInt8], from start: Int) {
        body = start
        var at = start
        thread = Self.thread(text, &at)
        while at < text.count, text[at] == UInt8(ascii: " ") { at += 1 }
        // A stack of -k has neither thread nor time, and begins with a space.
        if at < text.count, text[at] == UInt8(ascii: ">") { return }
        readTime(text, &at)
        readRelative(text, &at)
        body = at
    }

    private static func thread(_ text: [UInt8], _ at: inout Int) -> UInt32? {
        var index = at
        let isBracketed =
            index + 5 < text.count && text[index] == UInt8(ascii: "[") && text[index + 1] == UInt8(ascii: "p")
            && text[index + 2] == UInt8(ascii: "i") && text[index + 3] == UInt8(ascii: "d")
        if isBracketed {
            index += 4
            while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
        }
        guard let number = StraceNumber.decimal(text, &index), number <= largestThread, index < text.count else {
            return nil
        }
        guard text[index] == (isBracketed ? UInt8(ascii: "]") : UInt8(ascii: " ")) else { return nil }
        at = index + 1
        return UInt32(number)
    }

    private mutating func readTime(_ text: [UInt8], _ at: inout Int) {
        var index = at
        guard let first = StraceNumber.decimal(text, &index), index < text.count else { return }
        var seconds = first
        var form = first >= Self.shortestWall ? Clock.wall : Clock.none
        if text[index] == UInt8(ascii: ":") {
            for _ in 0..<2 {
                guard index < text.count, text[index] == UInt8(ascii: ":") else { return }
                index += 1
                guard let part = StraceNumber.decimal(text, &index) else { return }
                seconds = seconds &* 60 &+ part
            }
            form = .day
        }
        let (fraction, digits) = StraceNumber.fraction(text, &index)
        guard index < text.count, text[index] == UInt8(ascii: " ") else { return }
        while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
        let nanoseconds = Int64(truncatingIfNeeded: seconds) &* 1_000_000_000 &+ fraction
        at = index
        if form == .none {
            relative = nanoseconds
            relativeDigits = digits
        } else {
            clock = form
            time = nanoseconds
            self.digits = digits
        }
    }

    /// `(+     0.000123) ` behind another time.
    private mutating func readRelative(_ text: [UInt8], _ at: inout Int) {
        var index = at
        guard index + 2 < text.count, text[index] == UInt8(ascii: "("), text[index + 1] == UInt8(ascii: "+") else {
            return
        }
        index += 2
        while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
        guard let seconds = StraceNumber.decimal(text, &index) else { return }
        let (fraction, digits) = StraceNumber.fraction(text, &index)
        guard index + 1 < text.count, text[index] == UInt8(ascii: ")"), text[index + 1] == UInt8(ascii: " ") else {
            return
        }
        at = index + 2
        relativeDigits = digits
        relative = Int64(truncatingIfNeeded: seconds) &* 1_000_000_000 &+ fraction
    }
}

/// Numbers in texts of strace.
enum StraceNumber {
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    /// The decimal digits at a place, which moves behind them; nil when there are none, or more than 19.
    static func decimal(_ text: [UInt8], _ at: inout Int) -> UInt64? {
        var index = at
        var value: UInt64 = 0
        while index < text.count, case let digit = text[index] &- 48, digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        guard index > at, index - at < 20 else { return nil }
        at = index
        return value
    }

    /// What stands behind a point, in billionths, and its number of digits.
    static func fraction(_ text: [UInt8], _ at: inout Int) -> (Int64, digits: Int) {
        guard at < text.count, text[at] == UInt8(ascii: ".") else { return (0, 0) }
        at += 1
        var value: Int64 = 0
        var digits = 0
        while at < text.count, case let digit = text[at] &- 48, digit < 10 {
            if digits < 9 {
                value = value * 10 + Int64(digit)
                digits += 1
            }
            at += 1
        }
        for _ in digits..<9 { value *= 10 }
        return (value, digits)
    }

    /// A number as strace prints it: decimal with sign, `0x` and hexadecimal, `0` and octal; nil for anything else. What
    /// stands behind the number is not looked at.
    static func value(_ text: [UInt8], _ range: Range<Int>) -> Int64? {
        var at = range.lowerBound
        let end = range.upperBound
        let isNegative = at < end && text[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        guard at < end, text[at] &- 48 < 10 else { return nil }
        var base: UInt64 = 10
        if text[at] == 48, at + 1 < end {
            if text[at + 1] == UInt8(ascii: "x") {
                base = 16
                at += 2
            } else if text[at + 1] &- 48 < 8 {
                base = 8
            }
        }
        var value: UInt64 = 0
        while at < end {
            var digit = text[at] &- 48
            if digit > 9 { digit = (text[at] | 0x20) &- 87 }
            if UInt64(digit) >= base || text[at] > 0x7f { break }
            value = value &* base &+ UInt64(digit)
            at += 1
        }
        let signed = Int64(bitPattern: value)
        return isNegative ? 0 &- signed : signed
    }
}
