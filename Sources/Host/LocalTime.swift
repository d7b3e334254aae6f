import Evidence
import Glibc
import Wire

/// The time zone of this process (`TZ`, else the machine's).
public enum LocalTime {
    private static let folder = "/usr/share/zoneinfo"

    /// Makes a zone that of this process, for as long as it runs.
    /// - Parameter name: as in the zone database, `UTC`, or `local` for the machine's; `TZ` without it.
    /// - Returns: whether moments are to be shown in another zone than UTC.
    /// - Throws: `usage` when the machine does not know the zone.
    public static func choose(_ name: String?) throws -> Bool {
        guard let name else { return unsafe getenv("TZ") != nil }
        if name == "local" { return true }
        if name == "UTC" { return false }
        guard !name.contains(".."), MappedFile.exists("\(folder)/\(name)") else {
            throw InputError(
                .usage, "this machine knows no time zone “\(name)”: it must be one of \(folder), UTC, or local")
        }
        setenv("TZ", name, 1)
        return true
    }

    /// - Parameter seconds: since the epoch, UTC.
    public static func civil(_ seconds: Int64) -> CivilTime {
        var time = time_t(seconds)
        var parts = tm()
        unsafe tzset()
        return unsafe civil(localtime_r(&time, &parts) == nil ? nil : parts)
    }

    /// The same in UTC.
    public static func universal(_ seconds: Int64) -> CivilTime {
        var time = time_t(seconds)
        var parts = tm()
        return unsafe civil(gmtime_r(&time, &parts) == nil ? nil : parts)
    }

    private static func civil(_ parts: tm?) -> CivilTime {
        guard let parts = unsafe parts else {
            return CivilTime(year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0)
        }
        return unsafe CivilTime(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
            hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec),
            offset: Int(parts.tm_gmtoff), zone: parts.tm_zone.map { unsafe String(cString: $0) } ?? "UTC")
    }
}
