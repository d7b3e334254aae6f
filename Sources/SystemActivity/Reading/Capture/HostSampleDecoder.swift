import Evidence

/// Reads looks at a machine back, each of which says what differs from the one before.
struct HostSampleDecoder {
    private var current = HostSample(time: .min)
    private var samples: [HostSample] = []
    private var threads: [String: Thread] = [:]
    private var others: [OtherProcessSample] = []
    private var bad = 0

    private struct Thread {
        var first: ThreadScheduleSample
        var last: ThreadScheduleSample
    }

    /// In all looks that are kept.
    private var groupCount = 0
    /// Looks that are kept, and groups of them; of a longer recording every second one is left out, again and again. A
    /// day has 86,400.
    private static let mostSamples = 100_000
    private static let mostGroupLooks = 400_000
    /// More than these are not kept of a file: groups of a look, threads.
    private static let mostGroups = 40
    private static let mostThreads = 10_000
    private static let mostOthers = 100

    private typealias Path<Root> = any WritableKeyPath<Root, Int64?> & Sendable
    private static func table<Root>(_ fields: [HostSampleFields.Field<Root>]) -> [Substring: Path<Root>] {
        Dictionary(fields.map { ($0.name[...], $0.path) }) { first, _ in first }
    }
    private static let machine = table(HostSampleFields.machine)
    private static let recorded = table(HostSampleFields.recorded)
    private static let group = table(HostSampleFields.group)
    private static let pressure = table(HostSampleFields.pressure)

    /// Takes the pairs of one look.
    mutating func take(_ pairs: [(String, String)]) {
        let isFirst = samples.isEmpty
        for (name, value) in pairs { take(name[...], value, isFirst: isFirst) }
        // Time that does not go on would make rates of nothing.
        guard current.time > samples.last?.time ?? .min else {
            bad += 1
            return
        }
        samples.append(current)
        groupCount += current.groups.count
        if samples.count >= Self.mostSamples || groupCount >= Self.mostGroupLooks { thinOut() }
    }

    /// The first look and the last one stay.
    private mutating func thinOut() {
        let last = samples.count - 1
        samples = samples.enumerated().filter { $0.offset % 2 == last % 2 || $0.offset == 0 }.map(\.element)
        groupCount = samples.reduce(0) { $0 + $1.groups.count }
    }

    private mutating func take(_ name: Substring, _ value: String, isFirst: Bool) {
        func rest(_ prefix: String) -> Substring? { name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : nil }
        let number = Int64(value)
        if name == HostSampleFields.time[...] {
            if let number, number >= 0 { current.time = number } else { bad += 1 }
        } else if name == HostSampleFields.groups[...] {
            let count = Int(clamping: max(0, min(number ?? 0, Int64(Self.mostGroups))))
            current.groups = Array(current.groups.prefix(count))
        } else if let name = rest(HostSampleFields.machinePrefix) {
            if let path = Self.machine[name] { current.machine[keyPath: path] = Self.counted(number) }
            if let path = Self.pressure[name] { current.machine.pressure[keyPath: path] = Self.counted(number) }
        } else if let name = rest(HostSampleFields.recordedPrefix) {
            if let path = Self.recorded[name] { current.recorded[keyPath: path] = Self.counted(number) }
        } else if let name = rest(HostSampleFields.groupPrefix) {
            takeGroup(name, value, Self.counted(number))
        } else if let name = rest(HostSampleFields.threadPrefix) {
            takeThread(String(name), value, isFirst: isFirst)
        } else if let name = rest(HostSampleFields.otherPrefix) {
            takeOther(name, value)
        }
    }

    /// Nothing that is counted here is negative.
    private static func counted(_ number: Int64?) -> Int64? { number.flatMap { $0 < 0 ? nil : $0 } }

    private mutating func takeGroup(_ name: Substring, _ value: String, _ number: Int64?) {
        guard let dot = name.firstIndex(of: "."), let index = Int(name[..<dot]), index >= 0,
            index < Self.mostGroups, index <= current.groups.count
        else {
            bad += 1
            return
        }
        let field = name[name.index(after: dot)...]
        if index == current.groups.count { current.groups.append(ControlGroupSample(.unified, path: "")) }
        if field == HostSampleFields.hierarchy[...] {
            guard let hierarchy = ControlGroupSample.Hierarchy(rawValue: value) else {
                bad += 1
                return
            }
            current.groups[index].hierarchy = hierarchy
        } else if field == HostSampleFields.path[...] {
            current.groups[index].path = value
        } else if let path = Self.group[field] {
            current.groups[index][keyPath: path] = number
        } else if let path = Self.pressure[field] {
            current.groups[index].pressure[keyPath: path] = number
        }
    }

    private mutating func takeThread(_ name: String, _ value: String, isFirst: Bool) {
        let ids = name.split(separator: ".").compactMap { Int32($0) }
        let times = value.split(separator: " ").compactMap { Self.counted(Int64($0)) }
        guard ids.count == 2, times.count == 2 else {
            bad += 1
            return
        }
        let now = ThreadScheduleSample(process: ids[0], thread: ids[1], runTime: times[0], runWait: times[1])
        if threads[name] != nil {
            threads[name]?.last = now
        } else if threads.count < Self.mostThreads {
            // One that came later began with nothing.
            let first =
                isFirst ? now : ThreadScheduleSample(process: ids[0], thread: ids[1], runTime: 0, runWait: 0)
            threads[name] = Thread(first: first, last: now)
        }
    }

    private mutating func takeOther(_ name: Substring, _ value: String) {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard let id = Int32(name), let time = parts.first.flatMap({ Self.counted(Int64($0)) }),
            others.count < Self.mostOthers
        else {
            bad += 1
            return
        }
        others.append(
            OtherProcessSample(process: id, name: parts.count > 1 ? String(parts[1]) : "", processorTime: time))
    }

    /// All looks.
    func finish(_ quality: inout Quality) -> HostSamples {
        quality.count("capture.samples.bad", bad, .dataLoss, "looks at the machine that make no sense")
        let grown = threads.values.map { thread in
            ThreadScheduleSample(
                process: thread.last.process, thread: thread.last.thread,
                runTime: max(0, thread.last.runTime &- thread.first.runTime),
                runWait: max(0, thread.last.runWait &- thread.first.runWait))
        }
        return HostSamples(
            samples,
            threads: grown.sorted {
                ($1.runWait, $1.runTime, $0.process, $0.thread) < ($0.runWait, $0.runTime, $1.process, $1.thread)
            },
            others: others.sorted { ($1.processorTime, $0.process) < ($0.processorTime, $1.process) })
    }
}
