import Wire

/// Time zone in which moments are printed.
public struct WallZone: Sendable {
    /// Seconds east of UTC at a moment, which is given in seconds since 1970 in UTC.
    public let offset: @Sendable (Int64) -> Int
    /// Whether it is UTC itself, at all times.
    public let isUniversal: Bool

    public init(offset: @escaping @Sendable (Int64) -> Int) {
        self.offset = offset
        isUniversal = false
    }

    private init() {
        offset = { _ in 0 }
        isUniversal = true
    }

    public static let universal = WallZone()
}

/// Moments of Windows (FILETIME: 100 ns since 1601) as Process Monitor prints them in the United States' form.
struct ProcmonTime {
    /// Seconds between 1601 and 1970.
    static let epoch: Int64 = 11_644_473_600
    static let ticksInSecond: UInt64 = 10_000_000

    let zone: WallZone

    /// Nanoseconds since 1970.
    static func nanoseconds(_ ticks: UInt64) -> Int64 {
        (Int64(bitPattern: ticks) &- epoch &* Int64(ticksInSecond)) &* 100
    }

    static func ticks(_ nanoseconds: Int64) -> UInt64 {
        // Rounded down, also before 1970.
        let hundreds = nanoseconds >= 0 ? nanoseconds / 100 : (nanoseconds &- 99) / 100
        return UInt64(bitPattern: hundreds &+ epoch &* Int64(ticksInSecond))
    }

    /// Seconds since 1601 on the wall.
    private func local(_ ticks: UInt64) -> Int64 {
        let seconds = Int64(ticks / Self.ticksInSecond)
        return zone.isUniversal ? seconds : max(0, seconds &+ Int64(zone.offset(seconds - Self.epoch)))
    }

    private static func appendClock(_ seconds: Int64, fraction: UInt64?, to text: inout [UInt8]) {
        let ofDay = UInt64(seconds % 86400)
        let hour = ofDay / 3600
        text.append(decimal: hour % 12 == 0 ? 12 : hour % 12)
        text.append(UInt8(ascii: ":"))
        text.append(padded: ofDay / 60 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(padded: ofDay % 60, digits: 2)
        if let fraction {
            text.append(UInt8(ascii: "."))
            text.append(padded: fraction, digits: 7)
        }
        text.append(text: hour < 12 ? " AM" : " PM")
    }

    /// `9:07:57.1234567 PM`.
    func appendTimeOfDay(_ ticks: UInt64, to text: inout [UInt8]) {
        Self.appendClock(local(ticks), fraction: ticks % Self.ticksInSecond, to: &text)
    }

    /// `7/11/2020 9:07:57 PM`.
    func appendDate(_ ticks: UInt64, to text: inout [UInt8]) {
        let seconds = local(ticks)
        let (year, month, day) = Self.civil(seconds / 86400)
        text.append(decimal: UInt64(month))
        text.append(UInt8(ascii: "/"))
        text.append(decimal: UInt64(day))
        text.append(UInt8(ascii: "/"))
        text.append(decimal: UInt64(year))
        text.append(UInt8(ascii: " "))
        Self.appendClock(seconds, fraction: nil, to: &text)
    }

    /// Days since 1601-01-01 as a date of the Gregorian calendar, which repeats every 400 years from there on.
    static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let era = days / 146_097
        let rest = days % 146_097
        let century = min(rest / 36_524, 3)
        let ofCentury = rest - century * 36_524
        let four = ofCentury / 1461
        let ofFour = ofCentury % 1461
        let single = min(ofFour / 365, 3)
        var ofYear = ofFour - single * 365
        let year = 1601 + era * 400 + century * 100 + four * 4 + single
        let isLeap = single == 3 && (four != 24 || century == 3)
        var month: Int64 = 1
        while true {
            let length: Int64 =
                month == 2 ? (isLeap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
            if ofYear < length { return (year, month, ofYear + 1) }
            ofYear -= length
            month += 1
        }
    }

    /// `0.0000123`.
    static func appendDuration(_ ticks: UInt64, to text: inout [UInt8]) {
        text.append(decimal: ticks / ticksInSecond)
        text.append(UInt8(ascii: "."))
        text.append(padded: ticks % ticksInSecond, digits: 7)
    }

    /// `00:00:08.4225155`.
    static func appendRelative(_ ticks: UInt64, to text: inout [UInt8]) {
        let seconds = ticks / ticksInSecond
        if seconds < 360_000 {
            text.append(padded: seconds / 3600, digits: 2)
        } else {
            text.append(decimal: seconds / 3600)
        }
        text.append(UInt8(ascii: ":"))
        text.append(padded: seconds / 60 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(padded: seconds % 60, digits: 2)
        text.append(UInt8(ascii: "."))
        text.append(padded: ticks % ticksInSecond, digits: 7)
    }
}
