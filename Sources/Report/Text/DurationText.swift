/// Durations as Go writes them, rounded to what a reader can use: `850µs`, `12ms`, `3.2s`, `4m12s`, `2h3m`, `5d4h`.
public enum DurationText {
    /// A duration in nanoseconds; negative ones get a minus sign.
    public static func format(_ nanoseconds: Int64) -> String {
        if nanoseconds < 0 { return "-" + format(nanoseconds == .min ? .max : -nanoseconds) }
        switch nanoseconds {
        case 0: return "0s"
        case ..<1_000: return "\(nanoseconds)ns"
        case ..<1_000_000: return scaled(nanoseconds, 1_000, "µs")
        case ..<1_000_000_000: return scaled(nanoseconds, 1_000_000, "ms")
        case ..<60_000_000_000: return scaled(nanoseconds, 1_000_000_000, "s")
        default: break
        }
        let seconds = nanoseconds / 1_000_000_000
        if seconds < 3600 { return pair(seconds, 60, "m", "s") }
        if seconds < 86_400 { return pair(seconds / 60, 60, "h", "m") }
        return pair(seconds / 3600, 24, "d", "h")
    }

    private static func pair(_ value: Int64, _ base: Int64, _ big: String, _ small: String) -> String {
        value % base == 0 ? "\(value / base)\(big)" : "\(value / base)\(big)\(value % base)\(small)"
    }

    /// Two digits that count: one decimal below 10, none above.
    private static func scaled(_ value: Int64, _ unit: Int64, _ name: String) -> String {
        let tenths = value / (unit / 10)
        if tenths < 100, tenths % 10 != 0 { return "\(tenths / 10).\(tenths % 10)\(name)" }
        return "\(value / unit)\(name)"
    }
}
