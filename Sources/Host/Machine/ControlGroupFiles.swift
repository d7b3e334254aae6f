import Evidence
import Wire

/// The files of one control group, held open.
final class ControlGroupFiles {
    private let folder: ControlGroupTree.Folder
    private var files: [String: HeldFile] = [:]
    private let pressure: PressureFiles?

    /// - Parameter root: in front of all paths; empty for the system's own.
    init(_ folder: ControlGroupTree.Folder, root: String) {
        self.folder = folder
        let names =
            switch folder.hierarchy {
            case .unified:
                [
                    "cpu.max", "cpu.stat", "memory.max", "memory.current", "memory.events", "memory.swap.max",
                    "memory.swap.current",
                ]
            case .processor: ["cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.stat"]
            case .memory:
                [
                    "memory.limit_in_bytes", "memory.usage_in_bytes", "memory.memsw.limit_in_bytes",
                    "memory.memsw.usage_in_bytes", "memory.failcnt", "memory.oom_control",
                ]
            }
        let path = root + folder.folder
        for name in names { files[name] = HeldFile("\(path)/\(name)") }
        pressure = folder.isOwn && folder.hierarchy == .unified ? PressureFiles { "\(path)/\($0).pressure" } : nil
    }

    /// What it says now; nil for a parent without any limit.
    func sample(_ buffer: inout [UInt8]) -> ControlGroupSample? {
        var sample = ControlGroupSample(folder.hierarchy, path: folder.path)
        switch folder.hierarchy {
        case .unified: readUnified(&sample, &buffer)
        case .processor: readProcessor(&sample, &buffer)
        case .memory: readMemory(&sample, &buffer)
        }
        if let pressure { sample.pressure = pressure.sample(&buffer) }
        return folder.isOwn || sample.isLimited ? sample : nil
    }

    private func readUnified(_ sample: inout ControlGroupSample, _ buffer: inout [UInt8]) {
        if let text = files["cpu.max"]?.contents(&buffer) {
            // `max 100000` or `50000 100000`, in microseconds.
            var scanner = TextScanner(text)
            if var line = scanner.line() {
                sample.quota = line.unsigned().map { Self.nanoseconds($0) }
                if sample.quota == nil { line.skipFields() }
                sample.period = line.unsigned().map { Self.nanoseconds($0) }
            }
        }
        let processor = table("cpu.stat", &buffer)
        sample.periods = processor["nr_periods"].map { Self.number($0) }
        sample.throttledPeriods = processor["nr_throttled"].map { Self.number($0) }
        sample.throttledTime = processor["throttled_usec"].map { Self.nanoseconds($0) }
        sample.processorTime = processor["usage_usec"].map { Self.nanoseconds($0) }
        sample.memoryLimit = number("memory.max", &buffer)
        sample.memory = number("memory.current", &buffer)
        sample.swapLimit = number("memory.swap.max", &buffer)
        sample.swap = number("memory.swap.current", &buffer)
        let events = table("memory.events", &buffer)
        sample.memoryLimitHits = events["max"].map { Self.number($0) }
        sample.memoryKills = events["oom_kill"].map { Self.number($0) }
    }

    private func readProcessor(_ sample: inout ControlGroupSample, _ buffer: inout [UInt8]) {
        // -1 for no limit.
        sample.quota = number("cpu.cfs_quota_us", &buffer).map { $0.multipliedOrMost(by: 1000) }
        sample.period = number("cpu.cfs_period_us", &buffer).map { $0.multipliedOrMost(by: 1000) }
        let values = table("cpu.stat", &buffer)
        sample.periods = values["nr_periods"].map { Self.number($0) }
        sample.throttledPeriods = values["nr_throttled"].map { Self.number($0) }
        sample.throttledTime = values["throttled_time"].map { Self.number($0) }
    }

    private func readMemory(_ sample: inout ControlGroupSample, _ buffer: inout [UInt8]) {
        sample.memoryLimit = limit("memory.limit_in_bytes", &buffer)
        sample.memory = number("memory.usage_in_bytes", &buffer)
        // Memory and swap together, in both.
        if let both = limit("memory.memsw.limit_in_bytes", &buffer), let limit = sample.memoryLimit {
            sample.swapLimit = max(0, both - limit)
        }
        if let both = number("memory.memsw.usage_in_bytes", &buffer), let memory = sample.memory {
            sample.swap = max(0, both - memory)
        }
        sample.memoryLimitHits = number("memory.failcnt", &buffer)
        sample.memoryKills = table("memory.oom_control", &buffer)["oom_kill"].map { Self.number($0) }
    }

    /// The number that a file consists of; nil for `max`, for a negative one, and for none.
    private func number(_ name: String, _ buffer: inout [UInt8]) -> Int64? {
        guard let text = files[name]?.contents(&buffer) else { return nil }
        var scanner = TextScanner(text)
        return scanner.unsigned().map { Self.number($0) }
    }

    /// A limit of version 1: without one it is the largest number of pages.
    private func limit(_ name: String, _ buffer: inout [UInt8]) -> Int64? {
        number(name, &buffer).flatMap { $0 >= 1 << 60 ? nil : $0 }
    }

    /// Lines of a name and a number.
    private func table(_ name: String, _ buffer: inout [UInt8]) -> [String: UInt64] {
        guard let text = files[name]?.contents(&buffer) else { return [:] }
        return Self.table(text)
    }

    static func table(_ text: Bytes) -> [String: UInt64] {
        var result: [String: UInt64] = [:]
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            if let name = line.field(), let value = line.unsigned() { result[name] = value }
        }
        return result
    }

    private static func number(_ value: UInt64) -> Int64 { Int64(clamping: value) }
    private static func nanoseconds(_ microseconds: UInt64) -> Int64 {
        Int64(clamping: microseconds).multipliedOrMost(by: 1000)
    }
}
