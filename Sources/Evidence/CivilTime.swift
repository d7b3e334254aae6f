/// A moment as clocks on the wall of some time zone show it.
public struct CivilTime: Hashable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
    /// Seconds east of UTC.
    public var offset: Int
    /// Abbreviation of the time zone, such as `UTC`.
    public var zone: String

    public init(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, offset: Int = 0, zone: String = "UTC"
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.offset = offset
        self.zone = zone
    }

    /// `2026-11-21 03:54:25`.
    public var text: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let sign = year < 0 ? "-" : ""
        let digits = String(year.magnitude)
        let padded = sign + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        return "\(padded)-\(two(month))-\(two(day)) \(two(hour)):\(two(minute)):\(two(second))"
    }

    /// `+0100`.
    public var offsetText: String {
        let minutes = offset.magnitude / 60
        func two(_ number: UInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return (offset < 0 ? "-" : "+") + two(minutes / 60) + two(minutes % 60)
    }
}
