import Evidence
import Glibc

/// The time zone of this process (`TZ`, else the machine's).
public enum LocalTime {
    /// - Parameter seconds: since the epoch, UTC.
    public static func civil(_ seconds: Int64) -> CivilTime {
        var time = time_t(seconds)
        var parts = tm()
        unsafe tzset()
        guard unsafe localtime_r(&time, &parts) != nil else {
            return CivilTime(year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0)
        }
        return unsafe CivilTime(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
            hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec),
            offset: Int(parts.tm_gmtoff), zone: parts.tm_zone.map { unsafe String(cString: $0) } ?? "UTC")
    }
}
