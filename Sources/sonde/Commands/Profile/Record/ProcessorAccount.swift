import Host

/// How long a process and all that it started ran, by the kernel's account in /proc: what samples are compared with.
///
/// Children count once they were waited for, and while they live. The kernel gives steps of 10 ms.
struct ProcessorAccount {
    private let target: RecordedTarget
    private let process: LiveProcess?
    private let before: Int64
    /// What the process itself and children that have ended came to when it was last there.
    private var last: Int64?

    init(_ target: RecordedTarget) {
        self.target = target
        process = try? LiveProcess(processID: target.processID)
        before = Self.sum(target.processes)
    }

    /// Notes what may be the last that is seen of the process.
    mutating func look() {
        if let facts = process?.statistics { last = facts.processorNanoseconds &+ facts.childrenNanoseconds }
    }

    /// Nanoseconds since the beginning; nil when nothing is known.
    mutating func finish() -> Int64? {
        look()
        let living = target.isOver ? 0 : Self.sum(target.processes.filter { $0 != target.processID })
        return last.map { max(0, $0 &+ living &- before) }
    }

    private static func sum(_ processes: [Int32]) -> Int64 {
        processes.reduce(0) { sum, id in
            guard let facts = (try? LiveProcess(processID: id))?.statistics else { return sum }
            return sum &+ facts.processorNanoseconds &+ facts.childrenNanoseconds
        }
    }
}
