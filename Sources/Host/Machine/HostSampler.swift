import Evidence
import Glibc
import Wire

/// Looks again and again at what the recorded processes are given and what they wait for: processors, memory, limits.
///
/// It costs what reading some thirty small files costs, and one more for each thread.
public final class HostSampler {
    /// In front of all paths: a made-up tree in tests.
    private let root: String
    private let machine: MachineFiles
    private let tree: ControlGroupTree
    private var groups: [ControlGroupFiles] = []
    /// Whose groups those are, and what /proc says of that.
    private var membership: (process: Int32, file: HeldFile, text: [UInt8])?
    private var processes: [Int32: ProcessFiles] = [:]
    /// Sums over all processes, those that ended included.
    private var sums = ProcessFiles.Usage()
    private var times = TaskSchedules.Times()
    private var ended: [ThreadScheduleSample] = []
    private var buffer = [UInt8](repeating: 0, count: HeldFile.room)
    private let others: OtherProcesses
    /// All that were ever there to be looked at.
    private var recorded: Set<Int32> = []

    /// Processes, and threads of all processes together, that are looked at; each takes three open files, or one, and a
    /// program may have 1,024 of them.
    private static let mostProcesses = 64
    private static let mostThreads = 384

    /// - Parameter root: what stands in front of `/proc` and of the places where control groups are mounted.
    public init(root: String = "") {
        self.root = root
        machine = MachineFiles(root: root)
        others = OtherProcesses(root: root)
        let mounts = HeldFile(root + "/proc/self/mountinfo")?.contents(&buffer)
        tree = ControlGroupTree(mountInformation: mounts ?? Bytes())
    }

    /// How things stand now.
    /// - Parameter living: the recorded processes, the first one first.
    public func sample(_ living: [Int32]) -> HostSample {
        var sample = HostSample(time: Clock.now(CLOCK_MONOTONIC))
        let leftOut = look(at: living)
        let known = living.compactMap { processes[$0] }
        sample.recorded = recorded(known, leftOut: leftOut)
        sample.machine = machine.sample(allowed: known.first?.allowed, &buffer)
        // One that has ended is no longer in its groups, as far as /proc says.
        if let process = known.first(where: { !$0.isEnded }) { findGroups(of: process.id) }
        sample.groups = groups.compactMap { $0.sample(&buffer) }
        return sample
    }

    /// Every thread that was looked at, with its times when that was done last.
    public var threads: [ThreadScheduleSample] {
        (ended + processes.values.flatMap(\.threads)).sorted { ($0.process, $0.thread) < ($1.process, $1.thread) }
    }

    /// - Returns: how many there was no room for.
    private func look(at living: [Int32]) -> Int {
        let before = processes.values.map { ($0.id, $0.parent, $0.usage) }
        let wanted = Set(living)
        for (id, process) in processes where !wanted.contains(id) || !process.look(&buffer) {
            ended = Array((ended + process.threads).suffix(Self.mostThreads * 4))
            processes[id] = nil
        }
        var leftOut = 0
        recorded.formUnion(living)
        for id in living where processes[id] == nil {
            guard processes.count < Self.mostProcesses else {
                leftOut += 1
                continue
            }
            guard let process = ProcessFiles(id, root: root), process.look(&buffer) else { continue }
            processes[id] = process
        }
        // What a process had used goes over to the parent that waits for it; with any other parent it would be gone.
        for (id, parent, usage) in before {
            if processes[id] == nil, processes[parent] != nil { sums.subtract(usage) }
            if processes[id] != nil { sums.subtract(usage) }
        }
        for process in processes.values { sums.add(process.usage) }
        return leftOut
    }

    /// Processes that are not recorded, sonde left out, with what they used since the sampler was made; those that used
    /// most. It costs more than a look: for the end.
    public func busiestOthers() -> [OtherProcessSample] { others.busiest(except: recorded) }

    private func recorded(_ known: [ProcessFiles], leftOut: Int) -> RecordedSample {
        var result = RecordedSample()
        var room = Self.mostThreads
        var (threads, others) = (0, leftOut)
        for process in known where !process.isEnded {
            let found = process.lookAtThreads(room: &room, &times, &buffer)
            threads += found.count
            others += found.leftOut
        }
        result.processes = Int64(known.count)
        result.threads = Int64(threads)
        result.leftOut = Int64(others)
        highest.raise(to: sums)
        result.processorTime = highest.processorTime
        result.minorFaults = highest.minorFaults
        result.majorFaults = highest.majorFaults
        result.runTime = times.run
        result.runWait = times.wait
        result.resident = known.reduce(0) { $0 &+ $1.resident }
        result.swapped = known.reduce(0) { $0 &+ $1.swapped }
        result.recorder = Clock.now(CLOCK_PROCESS_CPUTIME_ID)
        return result
    }

    /// What was told last: a process whose parent does not wait for it takes its share away.
    private var highest = ProcessFiles.Usage()

    private func findGroups(of process: Int32) {
        if membership?.process != process {
            guard let file = HeldFile("\(root)/proc/\(process)/cgroup") else { return }
            membership = (process, file, [])
        }
        guard let found = membership, let text = found.file.contents(&buffer) else { return }
        let bytes = text.array
        guard bytes != found.text else { return }
        membership?.text = bytes
        groups = tree.folders(text).map { ControlGroupFiles($0, root: root) }
    }
}

extension ProcessFiles.Usage {
    fileprivate mutating func add(_ other: Self) {
        processorTime &+= other.processorTime
        minorFaults &+= other.minorFaults
        majorFaults &+= other.majorFaults
    }

    fileprivate mutating func subtract(_ other: Self) {
        processorTime &-= other.processorTime
        minorFaults &-= other.minorFaults
        majorFaults &-= other.majorFaults
    }

    fileprivate mutating func raise(to other: Self) {
        processorTime = max(processorTime, other.processorTime)
        minorFaults = max(minorFaults, other.minorFaults)
        majorFaults = max(majorFaults, other.majorFaults)
    }
}
