import Glibc
import Wire

/// The system's clocks, in nanoseconds.
public enum Clock {
    /// A clock such as CLOCK_MONOTONIC now.
    public static func now(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        guard unsafe clock_gettime(clock, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Sleeps until CLOCK_MONOTONIC reaches a time, at most 50 ms longer once `isCancelled` says so.
    public static func sleep(until time: Int64, isCancelled: () -> Bool) {
        while !isCancelled() {
            let left = time - now(CLOCK_MONOTONIC)
            guard left > 0 else { return }
            var pause = timespec(tv_sec: 0, tv_nsec: Int(min(left, 50_000_000)))
            unsafe nanosleep(&pause, nil)
        }
    }

    /// What a time namespace adds to CLOCK_MONOTONIC, from the text of /proc/PID/timens_offsets
    /// (format: time_namespaces(7)).
    static func monotonicOffset(_ text: Bytes) -> Int64 {
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            guard let name = line.field(), name == "monotonic" || name == "1" else { continue }
            guard let seconds = line.decimal(), let nanoseconds = line.decimal() else { return 0 }
            return seconds &* 1_000_000_000 &+ nanoseconds
        }
        return 0
    }
}
