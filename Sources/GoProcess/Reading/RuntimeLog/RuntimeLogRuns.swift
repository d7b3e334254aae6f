/// Tells the runs of a program apart that wrote to the same log: numbers of collections and times begin anew.
struct RuntimeLogRuns {
    private let limit: Int
    private var current = Run()
    private var best = Run()
    /// Lines of all runs.
    private var total = 0

    private struct Run {
        var entries: [RuntimeLog.Entry] = []
        /// With those that were not kept.
        var count = 0
        var lastCollection = 0
        var lastLook = -1
    }

    init(limit: Int) { self.limit = limit }

    mutating func add(_ entry: RuntimeLog.Entry) {
        switch entry {
        case .collection(let collection):
            if collection.number <= current.lastCollection { endRun() }
            current.lastCollection = collection.number
        case .look(let look):
            if look.time < current.lastLook { endRun() }
            current.lastLook = look.time
        }
        current.entries.append(entry)
        current.count += 1
        total += 1
        if current.entries.count > limit { current.entries.removeFirst(limit / 2) }
    }

    /// The queue of one P, which a detailed look tells behind itself.
    mutating func addQueue(_ length: Int, of processor: Int) {
        guard case .look(var look) = current.entries.last, look.queueLengths.count == processor,
            processor < look.goMaxProcs
        else { return }
        look.queueLengths.append(length)
        current.entries[current.entries.count - 1] = .look(look)
    }

    private mutating func endRun() {
        if current.count >= best.count { best = current }
        current = Run()
    }

    /// The run with most lines; of equally long ones the last.
    var chosen: (entries: [RuntimeLog.Entry], leftOut: Int, others: Int) {
        let run = current.count >= best.count ? current : best
        return (run.entries, run.count - run.entries.count, total - run.count)
    }
}
