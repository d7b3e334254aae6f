import Evidence

/// Makes pairs of texts of looks at a machine: those that differ from the look before.
struct HostSampleEncoder {
    private var last: [String: String] = [:]
    /// Number of groups in the look before.
    private var groups = 0
    private var lastThreads: [ThreadKey: ThreadScheduleSample] = [:]

    private struct ThreadKey: Hashable {
        var process: Int32
        var thread: Int32
    }

    mutating func pairs(
        _ sample: HostSample, threads: [ThreadScheduleSample], others: [OtherProcessSample]
    ) -> [(String, String)] {
        var all: [(String, String)] = [(HostSampleFields.time, String(sample.time))]
        add(sample.machine, HostSampleFields.machine, HostSampleFields.machinePrefix, &all)
        add(sample.machine.pressure, HostSampleFields.pressure, HostSampleFields.machinePrefix, &all)
        add(sample.recorded, HostSampleFields.recorded, HostSampleFields.recordedPrefix, &all)
        all.append((HostSampleFields.groups, String(sample.groups.count)))
        // A group that is gone is forgotten by who reads this, too.
        for number in sample.groups.count..<max(groups, sample.groups.count) {
            let prefix = "\(HostSampleFields.groupPrefix)\(number)."
            last = last.filter { !$0.key.hasPrefix(prefix) }
        }
        groups = sample.groups.count
        for (number, group) in sample.groups.enumerated() {
            let prefix = "\(HostSampleFields.groupPrefix)\(number)."
            all.append((prefix + HostSampleFields.hierarchy, group.hierarchy.rawValue))
            all.append((prefix + HostSampleFields.path, group.path))
            add(group, HostSampleFields.group, prefix, &all)
            add(group.pressure, HostSampleFields.pressure, prefix, &all)
        }
        var pairs = all.filter { (last.updateValue($0.1, forKey: $0.0) ?? "") != $0.1 }
        // Most threads sleep most of the time.
        for thread in threads
        where lastThreads.updateValue(thread, forKey: ThreadKey(process: thread.process, thread: thread.thread))
            != thread
        {
            pairs.append(
                (
                    "\(HostSampleFields.threadPrefix)\(thread.process).\(thread.thread)",
                    "\(thread.runTime) \(thread.runWait)"
                ))
        }
        for other in others {
            pairs.append(("\(HostSampleFields.otherPrefix)\(other.process)", "\(other.processorTime) \(other.name)"))
        }
        return pairs
    }

    private func add<Root>(
        _ root: Root, _ fields: [HostSampleFields.Field<Root>], _ prefix: String, _ all: inout [(String, String)]
    ) {
        // What is no longer told is an empty text.
        for field in fields { all.append((prefix + field.name, root[keyPath: field.path].map { String($0) } ?? "")) }
    }
}
