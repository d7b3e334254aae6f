/// Times of a log of strace as nanoseconds of one clock.
struct StraceTimes {
    private static let day: Int64 = 86_400_000_000_000
    private static let precise: Int64 = 1_000_000_000

    private var last: Int64?
    private var days: Int64 = 0
    private(set) var clock = StraceLineHead.Clock.none
    private(set) var digits = 0
    /// Whether any line has a time.
    private(set) var isTimed = false

    /// The time of a line, and from now on of lines without one.
    mutating func time(_ head: StraceLineHead) -> Int64 {
        guard head.clock != .none || head.relative != nil else { return last ?? 0 }
        if !isTimed {
            isTimed = true
            clock = head.clock
            digits = head.digits > 0 ? head.digits : head.relativeDigits
        }
        // Whole seconds say less than the distances between lines, where both are there.
        if let relative = head.relative, let last, head.clock == .none || head.digits == 0 {
            let time = last &+ relative
            self.last = time
            return time
        }
        var time = head.time &+ days
        // -t and -tt name no date: what seems to be half a day earlier is past midnight.
        if head.clock == .day, let last, time < last &- Self.day / 2 {
            days &+= Self.day
            time &+= Self.day
        }
        last = time
        return time
    }

    /// Takes over what another reader found out of the clock.
    mutating func adopt(_ other: StraceTimes) {
        (isTimed, clock, digits) = (other.isTimed, other.clock, other.digits)
    }

    /// Nanoseconds to which times are exact.
    var step: Int64 {
        var step = Self.precise
        for _ in 0..<min(digits, 9) { step /= 10 }
        return step
    }
}
