import Evidence
import Glibc
import Wire

/// What the processes that are not recorded use meanwhile. All of /proc is read for it, so only at begin and end.
struct OtherProcesses {
    private struct Key: Hashable {
        var process: Int32
        /// Start in clock ticks: an id may be used again.
        var start: UInt64
    }

    private let root: String
    private let before: [Key: Int64]

    /// More processes than these are not looked at.
    private static let most = 4096
    private static let mostNamed = 8

    init(root: String) {
        self.root = root
        before = Dictionary(Self.all(root).map { ($0.key, $0.sample.processorTime) }) { first, _ in first }
    }

    /// Those that used most since then.
    /// - Parameter recorded: ids that do not count.
    func busiest(except recorded: Set<Int32>) -> [OtherProcessSample] {
        let used: [OtherProcessSample] = Self.all(root).compactMap { key, sample in
            guard !recorded.contains(key.process) else { return nil }
            var sample = sample
            sample.processorTime -= before[key] ?? 0
            return sample.processorTime > 0 ? sample : nil
        }
        return Array(
            used.sorted { ($1.processorTime, $0.process) < ($0.processorTime, $1.process) }.prefix(Self.mostNamed))
    }

    private static func all(_ root: String) -> [(key: Key, sample: OtherProcessSample)] {
        let listing = unsafe open(root + "/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard listing >= 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: HeldFile.room)
        let own = getpid()
        return (DirectoryListing.numbers(takingOver: listing) ?? []).prefix(most).compactMap { id in
            guard id != own, let text = HeldFile("\(root)/proc/\(id)/stat")?.contents(&buffer),
                let facts = ProcessStatistics(text)
            else { return nil }
            return (
                Key(process: id, start: facts.startTicks),
                OtherProcessSample(
                    process: id, name: facts.name,
                    processorTime: facts.processorNanoseconds &+ facts.childrenNanoseconds)
            )
        }
    }
}
