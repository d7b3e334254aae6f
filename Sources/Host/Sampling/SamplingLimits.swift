import Glibc
import Wire

/// Limits of the system that decide how can be sampled.
public enum SamplingLimits {
    /// Takes as many descriptors as the system permits without asking.
    static func raiseDescriptors() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            limit.rlim_cur < limit.rlim_max
        else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Samples a second that the kernel permits at most; nil when it does not say.
    public static var highestRate: Int64? { setting("perf_event_max_sample_rate") }

    /// Frames of a stack that the kernel follows at most.
    public static var deepestStack: Int64 { setting("perf_event_max_stack") ?? 127 }

    /// kernel.perf_event_paranoid; nil when the kernel has none.
    static var paranoia: Int64? { setting("perf_event_paranoid") }

    private static func setting(_ name: String) -> Int64? {
        guard let bytes = try? MappedFile.open("/proc/sys/kernel/\(name)", limit: 1 << 12) else { return nil }
        return Int64(bytes.string.prefix { $0 != "\n" })
    }
}

/// The processors that threads can run on.
enum Processors {
    /// Ascending; from the kernel's list, such as `0-3,8`.
    static var online: [Int32] {
        guard let bytes = try? MappedFile.open("/sys/devices/system/cpu/online", limit: 1 << 16) else {
            return Array(0..<Int32(clamping: sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        }
        return parse(bytes.string)
    }

    static func parse(_ text: String) -> [Int32] {
        text.split { $0 == "," || $0 == "\n" }.flatMap { part -> [Int32] in
            let ends = part.split(separator: "-").compactMap { Int32($0) }
            guard let first = ends.first, let last = ends.last, first >= 0, last >= first, last < 1 << 16 else {
                return []
            }
            return Array(first...last)
        }
    }
}
